"""Owns what must become of somebody on the whole path to a release, worked out apart from the path itself."""

from broker.core.contract import Contract
from broker.core.identity import Membership
from broker.core.profile import Profile
from broker.core.refusals.decision import NoSchool, ProfileNotCovered, SchoolNotYours, SchoolToChoose
from broker.proof.access_oracle import expect_access
from broker.proof.oracle import Expected, expect, expect_contract
from broker.proof.policy import Case


def expect_path(case: Case) -> tuple[Expected, Membership | None]:
    """Return what must become of a case, and under which membership where one is settled on."""
    contract, today = case.contract, case.now.date()
    refusal = expect_contract(contract, today)
    if refusal:
        return Expected(refusal), None
    found = _memberships(case)
    if isinstance(found, str):
        return Expected(found), None
    if contract.per_school:
        admitted = [one for one in found if not expect_access(contract, case.person, one, today)]
        if not admitted:
            return Expected(expect_access(contract, case.person, found[0], today)), None
        if len(admitted) > 1:
            return Expected(SchoolToChoose.code), None
        found = admitted
    return expect(case.person, found[0], contract, case.key, today), found[0]


def _memberships(case: Case) -> list[Membership] | str:
    """Return the memberships that may open the service, or the code of the refusal where none may."""
    vouched = frozenset(Profile) if case.vouched is None else case.vouched
    found = [one for one in case.person.memberships if one.profile in vouched]
    if not found:
        return NoSchool.code
    found = [one for one in found if case.uai is None or one.uai == case.uai]
    if not found:
        return SchoolNotYours.code
    found = [one for one in found if _covers(case.contract, one, case.profile)]
    return found or ProfileNotCovered.code


def _covers(contract: Contract, membership: Membership, chosen: Profile | None) -> bool:
    return membership.profile in contract.profiles and (chosen is None or membership.profile is chosen)
