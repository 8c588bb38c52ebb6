"""Owns whom an access policy must let in, worked out apart from the policy's own check."""

from datetime import date

from broker.core.contract import Contract
from broker.core.delegations import read_delegations
from broker.core.fact_names import FactName
from broker.core.identity import Identity, Membership
from broker.core.postings import read_kinds
from broker.core.refusals.access import DelegationNotInForce, FunctionNotAllowed, SchoolNotAllowed


def expect_access(contract: Contract, person: Identity, membership: Membership, today: date) -> str:
    """Return the code of the refusal that an agent must meet, empty where the policy lets them in."""
    policy = contract.access
    if policy is None:
        return ""
    held = read_delegations(person.fact(FactName.DELEGATIONS))
    if any(one.application in policy.delegations and one.begins <= today <= one.ends for one in held):
        return ""
    if policy.delegations and not (policy.functions or policy.schools or policy.school_kinds):
        return DelegationNotInForce.code
    functions = {function.upper() for function in person.fact(FactName.FUNCTION).values}
    if policy.functions and functions.isdisjoint(policy.functions):
        return FunctionNotAllowed.code
    return "" if _fits(contract, person, membership) else SchoolNotAllowed.code


def _fits(contract: Contract, person: Identity, membership: Membership) -> bool:
    """Tell whether a school is one that the policy names: the session's, or any where the person is taken whole."""
    policy = contract.access
    assert policy is not None
    schools = [membership] if contract.per_school else list(person.memberships)
    kinds = read_kinds(person.facts)
    if policy.schools:
        schools = [one for one in schools if one.uai in policy.schools]
    if policy.school_kinds:
        schools = [one for one in schools if kinds.get(one.uai, "") in policy.school_kinds]
    return bool([one for one in schools if one.uai]) or not (policy.schools or policy.school_kinds)


def held_by_the_admitted(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Return the facts, and their values, of somebody whom a contract's access policy lets in."""
    policy = contract.access
    if policy is None:
        return {}
    held: dict[str, tuple[str, ...]] = {}
    if policy.functions:
        held["said.function"] = (min(policy.functions),)
    if policy.schools:
        held["here.uai"] = (min(policy.schools),)
    if policy.school_kinds:
        school = min(policy.schools, default="9700042K")
        held["here.uai"] = (school,)
        held["said.postings"] = (f"{school}$A$B$ENS$X$X${min(policy.school_kinds)}$340",)
    if policy.delegations and not held:
        name = min(policy.delegations)
        held["said.delegations"] = (f"{name}|/r?applicationname={name}|01/09/2020|31/08/2099|x||||",)
    return held
