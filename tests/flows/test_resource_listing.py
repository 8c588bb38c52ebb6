"""Holds the list of resources to the sign-on: what it shows opens, and what it leaves out is refused as it says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from broker.core.access_policy import AccessPolicy
from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, PersonKey
from broker.core.minimisation import SessionChoice
from broker.core.profile import Profile
from broker.core.rights.access import Candidate, Visitor, visitor_of
from broker.core.rights.assignment import Licence, Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.notice import Notice
from broker.core.rights.subscription import Subscription
from broker.core.sentence import Sentence
from broker.core.terms import PageTerms, SamlTerms
from broker.flows.access_desk import AccessDesk
from broker.flows.issuance import Issuance
from broker.flows.resource_listing import ResourceListing
from tests.builders import COLLEGE, LYCEE, HandClock, a_contract, a_guardian, a_key, a_membership, a_pupil, a_teacher
from tests.core.test_access import A_NOTICE
from tests.flows.fakes import FewContracts
from tests.flows.rights_fakes import (
    CountsInMemory,
    FewNotices,
    RightsInMemory,
    a_desk,
    a_subscription,
    an_assignment,
    an_individual,
    at,
)

MOTHER = "ark:/77777/mother"
OTHER = PersonKey("P0", "somebody-else")


def ark(name: str) -> str:
    return f"ark:/77777/{name}"


def contract_of(name: str, **changes: object) -> Contract:
    terms = SamlTerms(f"https://{name}.example/saml")
    return a_contract(name=name, resource=ark(name), saml=terms, **changes)


def notice_of(name: str, **changes: object) -> Notice:
    return replace(A_NOTICE, resource=ark(name), title=Sentence(name, name), **changes)  # type: ignore[arg-type]


def subscription_of(name: str, **changes: object) -> Subscription:
    return a_subscription(id=f"S-{name}", resource=ark(name), **changes)


def individual_of(name: str, **changes: object) -> Subscription:
    return an_individual(id=f"S-{name}", resource=ark(name), **changes)


PUPIL_HERE = Target(TargetKind.AUDIENCE, Audience.PUPIL.value, Audience.PUPIL)
OPEN = ("by-school", "assigned", "to-all", "daughter", "licence-held")
CLOSED = {
    "without-subscription": "rights.no_subscription",
    "other-school": "rights.school_not_covered",
    "not-yet": "rights.not_yet_valid",
    "over": "rights.over",
    "for-teachers": "rights.public_not_targeted",
    "not-assigned": "rights.not_assigned",
    "spent": "rights.no_licence_left",
    "withdrawn": "rights.withdrawn",
    "hidden": "rights.not_displayable",
    "unapproved": "contract.not_approved",
    "expired": "contract.expired",
    "staff-only": "profile.not_covered",
}
BARE = {"mother": "rights.mother_not_opened", "without-contract": "contract.none"}

CONTRACTS = (
    *(contract_of(name) for name in (*OPEN, *CLOSED) if name not in {"to-all", "unapproved", "expired", "staff-only"}),
    contract_of("to-all", open_to_all=True),
    contract_of("unapproved", approved_by=""),
    contract_of("expired", valid_until=date(2025, 12, 31)),
    contract_of("staff-only", profiles=frozenset({Profile.TEACHER})),
    contract_of("a-page", page=PageTerms("/page"), open_to_all=True),
)
NOTICES = (
    *(notice_of(name) for name in (*OPEN, *CLOSED) if name not in {"daughter", "withdrawn", "hidden"}),
    notice_of("daughter", mother=MOTHER),
    notice_of("withdrawn", distributable=False),
    notice_of("hidden", displayable=False),
    notice_of("mother", is_mother=True),
    notice_of("without-contract"),
)
RIGHTS = (
    *(subscription_of(name) for name in ("by-school", "withdrawn", "hidden", "unapproved", "expired", "staff-only")),
    subscription_of("mother"),
    individual_of("assigned"),
    an_assignment(PUPIL_HERE, id="A-assigned", subscription="S-assigned"),
    subscription_of("licence-held", licences_overall=1),
    Licence("S-licence-held", a_pupil().key, COLLEGE, Audience.PUPIL),
    subscription_of("spent", licences_overall=1),
    Licence("S-spent", OTHER, COLLEGE, Audience.PUPIL),
    subscription_of("other-school", schools=frozenset({LYCEE})),
    subscription_of("not-yet", starts=at(2026, 5)),
    subscription_of("over", ends=at(2026, 2)),
    subscription_of("for-teachers", audiences=frozenset({Audience.TEACHER})),
    individual_of("not-assigned"),
)


@dataclass(slots=True)
class ChangingNotices:
    """Know the notices of the moment."""

    now: tuple[Notice, ...]

    def find(self, resource: str) -> Notice | None:
        return FewNotices(self.now).find(resource)

    def all(self) -> tuple[Notice, ...]:
        return self.now

    def daughters(self, mother: str) -> tuple[Notice, ...]:
        return FewNotices(self.now).daughters(mother)


@pytest.fixture
def rights() -> RightsInMemory:
    return RightsInMemory().put(*RIGHTS)


@pytest.fixture
def listing(rights: RightsInMemory) -> ResourceListing:
    return ResourceListing(a_desk(rights, HandClock(), *NOTICES), FewContracts(CONTRACTS), "gar")


def listed(listing: ResourceListing, identity: Identity, uai: str = COLLEGE) -> list[str]:
    return [one.notice.title.fr for one in listing.list_for(identity, uai)]


def test_a_list_shows_what_opens_by_title_and_nothing_else(listing: ResourceListing) -> None:
    assert listed(listing, a_pupil()) == sorted(OPEN)


def test_what_is_left_out_bears_its_refusal_by_title(listing: ResourceListing) -> None:
    left_out = [(one.notice.title.fr, one.refusal.code) for one in listing.left_out(a_pupil(), COLLEGE)]
    assert left_out == sorted((CLOSED | BARE).items())


@pytest.mark.parametrize("contract", [one for one in CONTRACTS if one.page is None], ids=lambda one: one.name)
@pytest.mark.parametrize("identity", [a_pupil(), a_teacher(), a_guardian()], ids=["pupil", "teacher", "guardian"])
def test_the_sign_on_agrees_with_the_list(
    listing: ResourceListing, rights: RightsInMemory, contract: Contract, identity: Identity
) -> None:
    desk = a_desk(rights, HandClock(), *NOTICES)
    try:
        Issuance(HandClock(), a_key, desk).preview(identity, contract, SessionChoice(uai=COLLEGE))
    except DecisionRefused as refusal:
        said = refusal.code
    else:
        said = "opens"
    codes = {one.notice.resource: one.refusal.code for one in listing.left_out(identity, COLLEGE)}
    shown = {one.contract.resource for one in listing.list_for(identity, COLLEGE)}
    assert codes.get(contract.resource, "opens") == said
    assert (contract.resource in shown) == (said == "opens")


def test_a_list_says_what_opened_each_resource(listing: ResourceListing) -> None:
    doors = {one.notice.title.fr: one.door for one in listing.list_for(a_pupil(), COLLEGE)}
    assert doors["assigned"].assignment == "A-assigned"
    assert (doors["daughter"].subscription, doors["daughter"].by_family) == ("S-mother", True)
    assert doors["to-all"].subscription == ""


def test_a_whole_list_costs_one_question(listing: ResourceListing, rights: RightsInMemory) -> None:
    rights.questions = 0
    listing.list_for(a_pupil(), COLLEGE)
    assert rights.questions == 1


def test_a_school_that_is_not_the_persons_lists_nothing(listing: ResourceListing) -> None:
    assert listed(listing, a_pupil(), LYCEE) == []


def test_an_account_that_is_over_lists_nothing(listing: ResourceListing) -> None:
    assert listed(listing, a_pupil(expires=date(2026, 1, 1))) == []


def test_two_profiles_in_one_school_open_what_either_opens(listing: ResourceListing) -> None:
    both = a_teacher(memberships=(a_membership(), a_membership(profile=Profile.TEACHER)))
    shown = listed(listing, both)
    assert {"assigned", "for-teachers", "staff-only"} <= set(shown)
    assert len(shown) == len(set(shown))


def test_what_is_nearest_to_opening_is_said_of_two_profiles(listing: ResourceListing) -> None:
    head = a_membership(profile=Profile.HEAD)
    both = a_teacher(memberships=(head, a_membership(profile=Profile.TEACHER)))
    codes = {one.notice.title.fr: one.refusal.code for one in listing.left_out(both, COLLEGE)}
    assert codes["not-assigned"] == "rights.not_assigned"


def test_titles_are_sorted_without_regard_to_accents_and_case() -> None:
    names = ("Zèbre", "abeille", "Été", "eau")
    contracts = FewContracts(tuple(contract_of(name, open_to_all=True) for name in names))
    listing = ResourceListing(a_desk(RightsInMemory(), HandClock(), *map(notice_of, names)), contracts, "gar")
    assert listed(listing, a_pupil()) == ["abeille", "eau", "Été", "Zèbre"]


def test_a_notice_that_changes_shows_at_once(rights: RightsInMemory) -> None:
    notices = ChangingNotices(NOTICES)
    desk = AccessDesk(HandClock(), notices, rights, rights, CountsInMemory())
    listing = ResourceListing(desk, FewContracts(CONTRACTS), "gar")
    assert "by-school" in listed(listing, a_pupil())
    notices.now = tuple(replace(one, displayable=one.resource != ark("by-school")) for one in NOTICES)
    assert "by-school" not in listed(listing, a_pupil())


@dataclass(slots=True)
class SameRights:
    """Give everybody the very same answer, as records do whose rows are the same for all."""

    found: tuple[Candidate, ...]

    def candidates(self, visitor: Visitor, resources: Sequence[str] | None) -> tuple[Candidate, ...]:
        del visitor, resources
        return self.found

    def is_subscribed_elsewhere(self, resources: Sequence[str]) -> bool:
        del resources
        return False


def listing_of_same(rights: RightsInMemory, clock: HandClock) -> ResourceListing:
    found = rights.candidates(visitor_of(a_pupil(), a_membership()), None)
    desk = AccessDesk(clock, FewNotices(NOTICES), SameRights(found), rights, CountsInMemory())
    return ResourceListing(desk, FewContracts(CONTRACTS), "gar")


def test_what_is_decided_for_one_is_taken_for_another_of_the_same_rights_and_for_nobody_else(
    rights: RightsInMemory,
) -> None:
    listing = listing_of_same(rights, HandClock())
    first, alike = listing.list_for(a_pupil(), COLLEGE), listing.list_for(a_pupil(key=OTHER), COLLEGE)
    assert all(one is other for one, other in zip(first, alike, strict=True))
    assert {one.door.audience for one in listing.list_for(a_teacher(), COLLEGE)} == {Audience.TEACHER}
    assert "staff-only" in listed(listing, a_teacher())
    elsewhere = a_pupil(memberships=(a_membership(uai=LYCEE),))
    assert {one.door.uai for one in listing.list_for(elsewhere, LYCEE)} == {LYCEE}
    other_project = a_pupil(key=PersonKey("P1", "pupil-0001"))
    assert {one.door.project for one in listing.list_for(other_project, COLLEGE)} == {"P1"}


def test_a_decision_lasts_no_longer_than_its_second(rights: RightsInMemory) -> None:
    clock = HandClock(at(2026, 5) - timedelta(seconds=1))
    listing = listing_of_same(rights, clock)
    assert "not-yet" not in listed(listing, a_pupil())
    clock.pass_seconds(1)
    assert "not-yet" in listed(listing, a_pupil())


def test_an_access_policy_is_asked_of_each_person(rights: RightsInMemory) -> None:
    policy = AccessPolicy(functions=frozenset({"DIR"}))
    contracts = FewContracts(tuple(replace(one, access=policy) for one in CONTRACTS if one.name == "by-school"))
    found = rights.candidates(visitor_of(a_teacher(), a_membership(profile=Profile.TEACHER)), None)
    desk = AccessDesk(HandClock(), FewNotices(NOTICES), SameRights(found), rights, CountsInMemory())
    listing = ResourceListing(desk, contracts, "gar")
    director = a_teacher(facts={FactName.FUNCTION: Fact(("DIR",), "FrEduFonctAdm")})
    assert listed(listing, director) == ["by-school"]
    assert listed(listing, a_teacher()) == []
