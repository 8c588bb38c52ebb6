"""Holds that a survey says of everybody what deciding on them one by one says."""

from dataclasses import replace
from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from broker.core.access_policy import AccessPolicy
from broker.core.contract import Clause, Contract, Identifier, Ruling, Status
from broker.core.identity import Fact, Identity
from broker.core.impact.deltas import Delta
from broker.core.impact.proposal import Proposal, ProposedAttribute, ProposedWords
from broker.core.impact.world import World
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import SubjectForm
from broker.core.sign_on_facts import SignOnFacts
from tests.builders import COLLEGE, LYCEE, NOON, a_contract, a_guardian, a_key, a_membership, a_pupil, a_teacher
from tests.core.impact.by_hand import count_by_hand, count_by_survey
from tests.core.strange_people import CONTRACTS, PEOPLE

SIGN_ONS = {"gar": SignOnFacts(NOON, "gar", "https://out.example/")}
TRANSFORMATIONS = st.sampled_from(
    [*(Transformation(one) for one in Precision), Transformation(Precision.TRUNCATED, 3), Transformation()]
)
POLICIES = st.sampled_from(
    [None, None, AccessPolicy(functions=frozenset({"ENS"})), AccessPolicy(schools=frozenset({COLLEGE}))]
)


def _tidy(person: Identity) -> Identity:
    """Return a person as directories give them: one membership for each school and profile."""
    ties = {(tie.uai, tie.profile): tie for tie in person.memberships}
    return replace(person, memberships=tuple(ties.values()))


def _vary(contract: Contract, data: st.DataObject) -> Contract:
    clauses = tuple(
        replace(
            one,
            transformation=data.draw(TRANSFORMATIONS),
            ruling=data.draw(st.sampled_from([Ruling.APPROVED, Ruling.APPROVED, Ruling.REFUSED])),
            required=data.draw(st.booleans()),
        )
        for one in contract.clauses
        if data.draw(st.sampled_from([True, True, True, False]))
    )
    return replace(
        contract,
        clauses=clauses,
        per_school=data.draw(st.booleans()),
        identifier=data.draw(st.sampled_from(Identifier)),
        subject=data.draw(st.sampled_from(SubjectForm)),
        access=data.draw(POLICIES),
        status=data.draw(st.sampled_from([Status.ACTIVE, Status.ACTIVE, Status.SUSPENDED])),
    )


PROPOSALS = st.sampled_from(
    [
        Proposal(),
        Proposal({"PRE": ProposedAttribute(drawn_as="NOM"), "DIV": ProposedAttribute(at_most=1)}),
        Proposal({"NOM": ProposedAttribute(drawn_as="IDO")}, {"gar": ProposedWords(("GRO",), ("sn",))}),
    ]
)
EXPIRIES = st.sampled_from([None, None, date(2026, 3, 2), date(2026, 3, 3)])


@settings(max_examples=50, deadline=None, phases=[Phase.generate])
@given(data=st.data())
def test_a_survey_counts_what_deciding_one_by_one_counts(data: st.DataObject) -> None:
    contracts = data.draw(st.lists(CONTRACTS, min_size=1, max_size=3))
    named = [replace(one, resource=f"urn:{number}") for number, one in enumerate(contracts)]
    first = tuple(_vary(one, data) for one in named)
    last = tuple(_vary(one, data) for one in named if data.draw(st.sampled_from([True, True, False])))
    before = World(first, a_key(), sign_ons=SIGN_ONS)
    vocabularies = data.draw(PROPOSALS).apply(before.vocabularies)
    key = a_key(data.draw(st.sampled_from([1, 1, 2])))
    after = World(last, key, vocabularies, SIGN_ONS)
    people = []
    for person in data.draw(st.lists(PEOPLE.map(_tidy), min_size=1, max_size=4)):
        old = replace(person, expires=data.draw(EXPIRIES))
        other = _tidy(replace(data.draw(PEOPLE), key=person.key))
        people.append(data.draw(st.sampled_from([(old, old), (old, other), (old, None), (None, old)])))
    assert count_by_survey(people, before, after) == count_by_hand(people, before, after)


def _effects(before: World, after: World, *people: Identity) -> dict[tuple[str, str], Delta]:
    counted = count_by_survey([(person, person) for person in people], before, after)
    assert counted == count_by_hand([(person, person) for person in people], before, after)
    return {(uai, profile): delta for _, uai, profile, delta in counted}


def test_a_required_attribute_shuts_out_whoever_lacks_it_and_says_which() -> None:
    before = World((a_contract("IDO"),), a_key())
    required = (Clause("IDO", "why"), Clause("CIV", "why", required=True))
    after = replace(before, contracts=(a_contract(clauses=required),))
    found = _effects(before, after, a_pupil(), a_teacher())
    assert found[COLLEGE, "National_elv"] == Delta("", "attribute.required_missing:CIV", lost=("IDO",))
    assert found[COLLEGE, "National_ens"] == Delta("", "", gained=("CIV",))


def test_a_name_cut_short_is_coarser_only_where_it_is_cut() -> None:
    cut = (Clause("PRE", "why", transformation=Transformation(Precision.TRUNCATED, 3)),)
    before, after = (World((one,), a_key()) for one in (a_contract("PRE"), a_contract(clauses=cut)))
    found = _effects(before, after, a_pupil(), a_teacher())
    assert found[COLLEGE, "National_elv"] == Delta("", "")
    assert found[COLLEGE, "National_ens"] == Delta("", "", coarser=("PRE",))
    assert _effects(after, before, a_teacher())[COLLEGE, "National_ens"].finer == ("PRE",)


def test_another_key_changes_the_pseudonym_and_where_it_is_sent_the_subject() -> None:
    contract = a_contract("IDO", "PRE", identifier=Identifier.PSEUDONYM)
    found = _effects(World((contract,), a_key()), World((contract,), a_key(2)), a_pupil())
    assert found[COLLEGE, "National_elv"] == Delta("", "", changed=("IDO", "subject"))


def test_a_service_without_schools_counts_a_person_once() -> None:
    tie = a_guardian().memberships[0]
    twice = a_guardian(memberships=(tie, replace(tie, uai=LYCEE)))
    contract = a_contract("PRE", per_school=False, profiles=frozenset({Profile.GUARDIAN}))
    world = World((contract,), a_key())
    changed = replace(world, contracts=(replace(contract, clauses=(*contract.clauses, Clause("NOM", "why"))),))
    counted = count_by_survey([(twice, twice)], world, changed)
    assert dict(counted) == {(contract.resource, COLLEGE, "National_tut", Delta("", "", gained=("NOM",))): 1}


def test_people_who_come_go_and_change_are_seen() -> None:
    world = World((a_contract("PRE"),), a_key())
    renamed = a_pupil(given_name=Fact(("Loup",), "givenName"))
    moved = a_pupil(memberships=(a_membership(uai=LYCEE),))
    for pair, expected in (
        ((None, a_pupil()), {(COLLEGE, Delta("absent", "", gained=("PRE",)))}),
        ((a_pupil(), None), {(COLLEGE, Delta("", "absent", lost=("PRE",)))}),
        ((a_pupil(), renamed), {(COLLEGE, Delta("", "", changed=("PRE",)))}),
        (
            (a_pupil(), moved),
            {(COLLEGE, Delta("", "absent", lost=("PRE",))), (LYCEE, Delta("absent", "", gained=("PRE",)))},
        ),
    ):
        assert {(uai, delta) for _, uai, _, delta in count_by_survey([pair], world, world)} == expected
