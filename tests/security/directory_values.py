"""Owns the list of everything personal that the directory says of somebody, to look for where it must not be."""

from collections.abc import Iterable, Iterator

from broker.core.identity import Identity
from broker.core.pseudonym import derive
from tests.sandbox import Sandbox

_SHORTEST = 3  # a shorter value, such as a name of one letter, is in any text


def values_of(sandbox: Sandbox, login: str) -> frozenset[str]:
    """Return the person's values, their opaque identifiers among them."""
    person = sandbox.shared.directory.find_person("login", login, None)
    assert person is not None, login
    return person_values(person) | set(_identifiers(sandbox, person))


def person_values(person: Identity) -> frozenset[str]:
    """Return what the directory itself says of a person."""
    return frozenset(value for value in _values(person) if len(value) >= _SHORTEST)


def find_leaks(text: str, sandbox: Sandbox, logins: Iterable[str]) -> list[str]:
    """Return those values of these people that a text holds, whatever the letters' case."""
    folded = text.casefold()
    return [value for login in logins for value in values_of(sandbox, login) if value.casefold() in folded]


def _values(person: Identity) -> Iterator[str]:
    yield person.login
    yield person.key.identifier
    facts = [
        person.family_name,
        person.given_name,
        person.mail,
        person.join_key,
        person.birth_date,
        person.pupil_number,
    ]
    for membership in person.memberships:
        facts += [membership.divisions, membership.groups, membership.group_divisions, membership.subjects]
    for fact in facts:
        yield from fact.values


def _identifiers(sandbox: Sandbox, person: Identity) -> Iterator[str]:
    key = sandbox.shared.workspace.read_pseudonym_key()
    for issuer in sandbox.shared.issuers:
        for contract in sandbox.shared.contracts.all(issuer.name):
            yield derive(key, person.key, contract.sector_name)[:96]  # as much of it as ÉduConnect shows
