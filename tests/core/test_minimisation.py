"""Owns what the one decision must never do, whatever the directory says, and what it does with ordinary people."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, event, given

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Clause, Contract
from broker.core.derivation import AS_IT_IS, Subject
from broker.core.errors import DecisionRefused
from broker.core.fact_names import FactName
from broker.core.identity import NOTHING, Fact, Identity, PersonKey
from broker.core.minimisation import SessionChoice, choose_membership, decide, find_memberships
from broker.core.profile import Profile
from broker.core.refusals.decision import (
    AccountExpired,
    ContractExpired,
    ContractNotYetValid,
    NoSchool,
    ProfileNotCovered,
    RequiredAttributeMissing,
    RuleFailed,
    SchoolNotYours,
    SchoolToChoose,
)
from broker.core.release import Release, Withholding
from tests.builders import (
    COLLEGE,
    LYCEE,
    NOON,
    a_contract,
    a_guardian,
    a_key,
    a_membership,
    a_pupil,
    a_teacher,
)
from tests.core.strange_people import CONTRACTS, PEOPLE


def _decide(identity: Identity, contract: Contract) -> Release:
    return decide(identity, identity.memberships[0], contract, a_key(), NOON)


def _values(release: Release) -> dict[str, tuple[str, ...]]:
    return {attribute.code: attribute.values for attribute in release.released}


def _reasons(release: Release) -> dict[str, Withholding]:
    return {attribute.code: attribute.reason for attribute in release.withheld}


@given(identity=PEOPLE, contract=CONTRACTS)
def test_nothing_leaves_outside_the_contract_whatever_the_directory_says(
    identity: Identity, contract: Contract
) -> None:
    membership = identity.memberships[0]
    try:
        release = _decide(identity, contract)
    except DecisionRefused as refused:
        event(refused.code)
        return
    granted = {c.code for c in contract.clauses if c.profiles is None or membership.profile in c.profiles}
    assert {attribute.code for attribute in release.released} <= granted
    assert membership.profile in contract.profiles
    event(f"{len(release.released)} released")


@given(identity=PEOPLE, contract=CONTRACTS)
def test_what_leaves_has_its_prescribed_form_and_cardinality(identity: Identity, contract: Contract) -> None:
    try:
        release = _decide(identity, contract)
    except DecisionRefused:
        return
    for attribute in release.released:
        known = CATALOGUE[attribute.code]
        assert attribute.values
        assert known.at_most is None or len(attribute.values) <= known.at_most
        assert all(known.form.fullmatch(value) for value in attribute.values)


@given(identity=PEOPLE, contract=CONTRACTS)
def test_every_attribute_of_the_catalogue_is_either_released_or_withheld(
    identity: Identity, contract: Contract
) -> None:
    try:
        release = _decide(identity, contract)
    except DecisionRefused:
        return
    assert {a.code for a in release.released} ^ {a.code for a in release.withheld} == set(
        VOCABULARIES[contract.vocabulary]
    )
    assert not {a.code for a in release.released} & {a.code for a in release.withheld}


@given(identity=PEOPLE, contract=CONTRACTS)
def test_a_required_attribute_is_released_or_nothing_is(identity: Identity, contract: Contract) -> None:
    profile = identity.memberships[0].profile
    required = {c.code for c in contract.clauses if c.required and (c.profiles is None or profile in c.profiles)}
    assume(required)
    try:
        release = _decide(identity, contract)
    except DecisionRefused:
        return
    assert required <= {attribute.code for attribute in release.released}


_FIELDS = ("family_name", "given_name", "civility", "mail", "join_key", "birth_date", "pupil_number")
_EVERYTHING_KNOWN = a_pupil(
    civility=Fact(("Mme",), "personalTitle"),
    mail=Fact(("lou@marelle.example",), "mail"),
    pupil_number=Fact(("001291528AA",), "ENTEleveINE"),
    facts={name: Fact(("known",), name) for name in FactName},
)


def _codes_drawn_from(field: str) -> set[str]:
    """Return the attributes that are not the same when this field is empty, for somebody of any profile."""
    poorer, memberships = replace(_EVERYTHING_KNOWN, **{field: NOTHING}), [a_membership(profile=p) for p in Profile]
    pairs = [
        (Subject(_EVERYTHING_KNOWN, tie, a_contract(), a_key()), Subject(poorer, tie, a_contract(), a_key()))
        for tie in memberships
    ]
    return {
        code
        for code, known in CATALOGUE.items()
        if any(known.derive(one).values != known.derive(other).values for one, other in pairs)
    }


_DRAWN_BY = {field: _codes_drawn_from(field) for field in _FIELDS}


@given(identity=PEOPLE, contract=CONTRACTS)
def test_values_that_the_contract_does_not_name_change_nothing(identity: Identity, contract: Contract) -> None:
    """Empty whatever only unnamed attributes are drawn from: the release must stay the same."""
    named = {clause.code for clause in contract.clauses}
    emptied: dict[str, Any] = {field: NOTHING for field, codes in _DRAWN_BY.items() if not named & codes}
    poorer = replace(identity, **emptied)
    assert _outcome(identity, contract) == _outcome(poorer, contract)


def _outcome(identity: Identity, contract: Contract) -> Release | str:
    try:
        return _decide(identity, contract)
    except DecisionRefused as refused:
        return refused.code


def test_a_pupil_gives_a_work_space_what_it_names_and_no_more() -> None:
    release = _decide(a_pupil(), a_contract("IDO", "UAI", "PRO", "PRE", "DIV", "GRO"))
    values = _values(release)
    assert len(values.pop("IDO")[0]) == 128
    assert values == {
        "UAI": (COLLEGE,),
        "PRO": ("National_elv",),
        "PRE": ("Lou",),
        "DIV": ("3A##Troisième A",),
        "GRO": ("3ALL1##Allemand 1", "3CHOR##Chorale"),
    }
    assert _reasons(release)["NOM"] is Withholding.NOT_IN_CONTRACT


def test_a_teacher_gives_what_a_teachers_tool_names() -> None:
    release = _decide(a_teacher(), a_contract("NOM", "CIV", "P_MEL", "P_MAT", "P_MS4", "DIV_APP", "idENT"))
    assert _values(release) == {
        "NOM": ("Perron",),
        "CIV": ("Mme",),
        "P_MEL": ("camille.perron@ac-preau.example",),
        "P_MAT": ("030600##ALLEMAND",),
        "P_MS4": ("2115", "2114"),
        "DIV_APP": ("3ALL1||3A##Troisième A",),
        "idENT": ("UDA=",),
    }


def test_lineage_names_source_transformation_and_purpose() -> None:
    (released,) = _decide(a_pupil(), a_contract("PRE")).released
    assert (released.source, released.transformation, released.purpose) == ("givenName", AS_IT_IS, "why PRE")


@pytest.mark.parametrize(
    ("clause", "identity", "reason"),
    [
        (Clause("PRE", "why", profiles=frozenset({Profile.TEACHER})), a_pupil(), Withholding.NOT_FOR_PROFILE),
        (Clause("CIV", "why"), a_pupil(), Withholding.NO_VALUE),
        (Clause("P_MEL", "why"), a_guardian(), Withholding.NO_VALUE),
        (Clause("P_MS4", "why"), a_pupil(), Withholding.NO_VALUE),
        (Clause("E_MS4", "why"), a_teacher(), Withholding.NO_VALUE),
        (Clause("PRE", "why"), a_pupil(given_name=Fact((" ",), "givenName")), Withholding.NO_VALUE),
        (Clause("PRE", "why"), a_pupil(given_name=Fact(("Lou", "Lu"), "givenName")), Withholding.MALFORMED),
        (Clause("PRE", "why"), a_pupil(given_name=Fact(("L\0u",), "givenName")), Withholding.MALFORMED),
        (Clause("CIV", "why"), a_pupil(civility=Fact(("Dr",), "personalTitle")), Withholding.MALFORMED),
    ],
)
def test_what_stays_is_named_with_its_reason(clause: Clause, identity: Identity, reason: Withholding) -> None:
    release = _decide(identity, a_contract(clauses=(clause,)))
    assert release.released == ()
    assert _reasons(release)[clause.code] is reason


def test_one_malformed_value_among_several_withholds_the_attribute() -> None:
    membership = a_membership(divisions=Fact(("3A##Troisième A", "no separator"), "ENTEleveClasses"))
    release = _decide(a_pupil(memberships=(membership,)), a_contract("DIV"))
    assert _reasons(release)["DIV"] is Withholding.MALFORMED


def test_a_required_attribute_without_value_refuses_and_names_no_value() -> None:
    contract = a_contract(clauses=(Clause("CIV", "why", required=True),))
    with pytest.raises(RequiredAttributeMissing) as refused:
        _decide(a_pupil(civility=Fact(("Docteure",), "personalTitle")), contract)
    assert "CIV" in refused.value.expected
    assert refused.value.received == "malformed"


def test_k221_a_rule_that_fails_releases_nothing() -> None:
    """An identifier that is no text cannot be digested: the derivation of the IDO raises."""
    broken = a_pupil(key=PersonKey("P0", "pupil-\ud800"))
    with pytest.raises(RuleFailed) as refused:
        _decide(broken, a_contract("PRE", "IDO"))
    assert refused.value.received == "IDO"
    assert refused.value.cause == "UnicodeEncodeError"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"valid_until": NOON.date() - timedelta(days=1)}, ContractExpired),
        ({"valid_from": NOON.date() + timedelta(days=1)}, ContractNotYetValid),
        ({"profiles": frozenset({Profile.TEACHER})}, ProfileNotCovered),
    ],
)
def test_a_contract_that_does_not_hold_releases_nothing(
    change: dict[str, object], refusal: type[DecisionRefused]
) -> None:
    with pytest.raises(refusal):
        _decide(a_pupil(), a_contract(**change))


def test_both_days_of_a_contract_are_in_its_validity() -> None:
    today = NOON.date()
    assert _decide(a_pupil(), a_contract(valid_from=today, valid_until=today)).released


def test_an_account_opens_until_the_day_before_it_expires() -> None:
    today = NOON.date()
    assert _decide(a_pupil(expires=today + timedelta(days=1)), a_contract()).released
    with pytest.raises(AccountExpired):
        _decide(a_pupil(expires=today), a_contract())
    with pytest.raises(AccountExpired):
        _decide(a_pupil(expires=date(2020, 1, 1)), a_contract())


def test_a_membership_that_is_not_the_persons_releases_nothing() -> None:
    with pytest.raises(ProfileNotCovered):
        decide(a_pupil(), a_membership(uai=LYCEE), a_contract(), a_key(), NOON)


def test_a_release_carries_the_contract_the_session_and_the_moment() -> None:
    release = _decide(a_pupil(), a_contract(version=4))
    assert (release.contract, release.contract_version, release.resource) == ("marelle", 4, "ark:/77777/marelle")
    assert (release.uai, release.profile, release.decided_at) == (COLLEGE, Profile.PUPIL, NOON)
    assert (release.subject,) == _values(release)["IDO"]


def test_nobody_else_makes_a_release() -> None:
    made = _decide(a_pupil(), a_contract())
    fields = {name: getattr(made, name) for name in Release.__slots__}
    with pytest.raises(AssertionError):
        Release(object(), **fields)


IN_COLLEGE = a_membership(profile=Profile.TEACHER)
IN_LYCEE = a_membership(uai=LYCEE, profile=Profile.TEACHER)
AS_GUARDIAN = a_membership(profile=Profile.GUARDIAN)
THREE = a_teacher(memberships=(IN_COLLEGE, IN_LYCEE, AS_GUARDIAN))
TEACHERS = a_contract(profiles=frozenset({Profile.TEACHER}))


@pytest.mark.parametrize(
    ("contract", "choice", "found"),
    [
        (a_contract(), SessionChoice(), (IN_COLLEGE, IN_LYCEE, AS_GUARDIAN)),
        (TEACHERS, SessionChoice(), (IN_COLLEGE, IN_LYCEE)),
        (a_contract(), SessionChoice(uai=COLLEGE), (IN_COLLEGE, AS_GUARDIAN)),
        (TEACHERS, SessionChoice(uai=COLLEGE), (IN_COLLEGE,)),
        (a_contract(), SessionChoice(profile=Profile.GUARDIAN), (AS_GUARDIAN,)),
        (a_contract(), SessionChoice(vouched=frozenset({Profile.GUARDIAN})), (AS_GUARDIAN,)),
        (a_contract(), SessionChoice(COLLEGE, Profile.TEACHER), (IN_COLLEGE,)),
    ],
)
def test_memberships_are_narrowed_by_what_was_chosen(
    contract: Contract, choice: SessionChoice, found: tuple[object, ...]
) -> None:
    assert find_memberships(THREE, contract, choice) == found


@pytest.mark.parametrize(
    ("contract", "choice", "refusal"),
    [
        (a_contract(), SessionChoice(vouched=frozenset({Profile.PUPIL})), NoSchool),
        (a_contract(), SessionChoice(uai="0779999Z"), SchoolNotYours),
        (a_contract(), SessionChoice(LYCEE, vouched=frozenset({Profile.GUARDIAN})), SchoolNotYours),
        (a_contract(profiles=frozenset({Profile.PUPIL})), SessionChoice(), ProfileNotCovered),
        (TEACHERS, SessionChoice(profile=Profile.GUARDIAN), ProfileNotCovered),
        (TEACHERS, SessionChoice(), SchoolToChoose),
        (a_contract(), SessionChoice(uai=COLLEGE), SchoolToChoose),
    ],
)
def test_a_choice_that_fits_no_single_membership_is_refused(
    contract: Contract, choice: SessionChoice, refusal: type[DecisionRefused]
) -> None:
    with pytest.raises(refusal):
        choose_membership(find_memberships(THREE, contract, choice), contract)


def test_a_service_that_takes_the_person_whole_asks_for_no_school() -> None:
    contract = a_contract(per_school=False)
    assert choose_membership(find_memberships(THREE, contract, SessionChoice()), contract) == IN_COLLEGE
