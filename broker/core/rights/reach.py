"""Owns whom an assignment reaches: whether it names a visitor, and which people of a school."""

from collections.abc import Iterable

from broker.core.identity import Identity, PersonKey
from broker.core.rights.access import Visitor, visitor_of
from broker.core.rights.assignment import Target, TargetKind


def is_named(target: Target, visitor: Visitor) -> bool:
    """Tell whether a target names a visitor of its school, under the public that they come under."""
    if visitor.audience is not target.audience:
        return False
    if target.kind is TargetKind.PERSON:
        return (visitor.person.project, visitor.person.identifier) == (target.project, target.code)
    if target.kind is TargetKind.DIVISION:
        return target.code in visitor.divisions
    return target.kind is TargetKind.AUDIENCE or target.code in visitor.groups


def find_reached(target: Target, people: Iterable[Identity], uai: str) -> tuple[PersonKey, ...]:
    """Return the people whom a target names in a school, each once, in the order given."""
    found = (person.key for person in people if _is_reached(target, person, uai))
    return tuple(dict.fromkeys(found))


def _is_reached(target: Target, person: Identity, uai: str) -> bool:
    here = (membership for membership in person.memberships if membership.uai == uai)
    return any(is_named(target, visitor_of(person, membership)) for membership in here)
