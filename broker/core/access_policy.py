"""Owns a service's access policy ("habilitations"): which agents may open it, by function, school and delegation.

It is decided after authentication, from what the directory or the guichet says; a refusal says which rule was not met.
Sources: facts/identity-providers.md 3.2, 3.3. How a hub writes such a policy is not known: a simulated assumption.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from broker.core.delegations import read_delegations
from broker.core.errors import DecisionRefused
from broker.core.fact_names import FactName
from broker.core.identity import Identity, Membership
from broker.core.postings import read_kinds
from broker.core.refusals.access import DelegationNotInForce, FunctionNotAllowed, SchoolNotAllowed


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Hold who may open a service: what is empty is not asked.

    `functions` are values of FrEduFonctAdm; `schools` are UAI and `school_kinds` types of school (`LYC`), one of which
    the school must be. Whoever holds a delegation in force for one of the applications `delegations` is let in whatever
    their function and school.
    """

    functions: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    school_kinds: frozenset[str] = frozenset()
    delegations: frozenset[str] = frozenset()


def check_access(policy: AccessPolicy | None, identity: Identity, membership: Membership | None, today: date) -> None:
    """Refuse the agent whom the policy does not let in; `membership` is None for a service that takes no school."""
    if policy is None or _holds_delegation(policy, identity, today):
        return
    if policy.delegations and not policy.functions and not policy.schools and not policy.school_kinds:
        raise DelegationNotInForce(expected=f"a delegation for {_names(policy.delegations)} that holds on {today}")
    _check_function(policy, identity)
    _check_school(policy, identity, membership)


def find_admitted(
    policy: AccessPolicy | None, identity: Identity, memberships: tuple[Membership, ...], today: date
) -> tuple[Membership, ...]:
    """Return the memberships in which the policy lets the agent in; refuse, as for the first, when there is none."""
    admitted = tuple(one for one in memberships if _is_let_in(policy, identity, one, today))
    if not admitted:
        check_access(policy, identity, memberships[0], today)
    return admitted


def _is_let_in(policy: AccessPolicy | None, identity: Identity, membership: Membership, today: date) -> bool:
    try:
        check_access(policy, identity, membership, today)
    except DecisionRefused:
        return False
    return True


def _holds_delegation(policy: AccessPolicy, identity: Identity, today: date) -> bool:
    if not policy.delegations:
        return False
    held = read_delegations(identity.fact(FactName.DELEGATIONS))
    return any(one.application in policy.delegations and one.holds_on(today) for one in held)


def _check_function(policy: AccessPolicy, identity: Identity) -> None:
    held = {function.upper() for function in identity.fact(FactName.FUNCTION).values}
    if policy.functions and not policy.functions & held:
        raise FunctionNotAllowed(expected=_names(policy.functions), received=_names(held) or "none")


def _check_school(policy: AccessPolicy, identity: Identity, membership: Membership | None) -> None:
    if not policy.schools and not policy.school_kinds:
        return
    kinds = read_kinds(identity.facts)
    own = tuple(one.uai for one in ((membership,) if membership else identity.memberships) if one.uai)
    if not any(_fits(policy, uai, kinds.get(uai, "")) for uai in own):
        seen = _names(f"{uai} ({kinds.get(uai, '?')})" for uai in own)
        raise SchoolNotAllowed(expected=_names(policy.schools | policy.school_kinds), received=seen or "none")


def _fits(policy: AccessPolicy, uai: str, kind: str) -> bool:
    return (not policy.schools or uai in policy.schools) and (not policy.school_kinds or kind in policy.school_kinds)


def _names(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
