"""The matrix: of each profile and attribute, what the one decision answers; refusals take the place of answers."""

from dataclasses import replace
from datetime import date

from broker.core.access_policy import AccessPolicy
from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.complete_person import CompletePerson
from broker.core.review.release_matrix import ANSWERS, Answer, Cell, Row, covers, rows_of
from tests.builders import NOON, a_contract, a_key
from tests.core.review.flow_people import a_complete_pupil, a_complete_teacher

_BOTH = frozenset({Profile.PUPIL, Profile.TEACHER})


def _rows(contract: Contract, *people: CompletePerson) -> dict[Profile, Row]:
    found = people or (a_complete_pupil(), a_complete_teacher())
    return {row.profile: row for row in rows_of(contract, found, a_key(), NOON)}


def _cells(row: Row) -> dict[str, Cell]:
    return {cell.code: cell for cell in row.cells}


def test_each_answer_has_words() -> None:
    assert ANSWERS.keys() == set(Answer)


def test_what_the_contract_names_leaves_and_the_rest_stays() -> None:
    cells = _cells(_rows(a_contract("IDO", "NOM", profiles=_BOTH))[Profile.PUPIL])
    assert cells["NOM"].answer is Answer.RELEASED
    assert cells["PRE"].answer is Answer.NOT_IN_CONTRACT


def test_each_reason_to_stay_is_that_of_the_decision() -> None:
    clauses = (
        Clause("NOM", "why", profiles=frozenset({Profile.TEACHER})),
        Clause("PRE", "why", ruling=Ruling.PENDING),
        Clause("P_MEL", "why"),
    )
    cells = _cells(_rows(a_contract(profiles=_BOTH, clauses=clauses))[Profile.PUPIL])
    assert cells["NOM"].answer is Answer.NOT_FOR_PROFILE
    assert cells["PRE"].answer is Answer.NOT_APPROVED
    assert cells["P_MEL"].answer is Answer.NO_VALUE


def test_what_leaves_less_precise_says_how() -> None:
    clause = Clause("NOM", "why", transformation=Transformation(Precision.TRUNCATED, 1))
    cells = _cells(_rows(a_contract(profiles=_BOTH, clauses=(clause,)))[Profile.PUPIL])
    assert cells["NOM"].transformation == Transformation(Precision.TRUNCATED, 1)
    assert cells["PRE"].transformation is None


def test_a_contract_that_is_not_in_force_refuses_everybody() -> None:
    for contract, code in (
        (a_contract(status=Status.DRAFT), "contract.not_approved"),
        (a_contract(status=Status.SUSPENDED), "contract.suspended"),
        (a_contract(valid_until=date(2025, 12, 31)), "contract.expired"),
    ):
        for row in _rows(contract).values():
            assert row.refusal is not None
            assert row.refusal.code == code
            assert {cell.answer for cell in row.cells} == {Answer.REFUSED}


def test_a_profile_that_the_contract_does_not_name_is_not_covered() -> None:
    rows = _rows(a_contract(profiles=frozenset({Profile.PUPIL})))
    assert covers(rows[Profile.PUPIL])
    assert not covers(rows[Profile.TEACHER])


def test_a_profile_of_nobody_is_said_to_be_so() -> None:
    row = _rows(a_contract(profiles=_BOTH), a_complete_pupil())[Profile.TEACHER]
    assert {cell.answer for cell in row.cells} == {Answer.NOBODY}


def test_whoever_lacks_a_required_attribute_is_refused() -> None:
    contract = a_contract(profiles=_BOTH, clauses=(Clause("P_MEL", "why", required=True),))
    rows = _rows(contract)
    refusal = rows[Profile.PUPIL].refusal
    assert refusal is not None
    assert refusal.code == "attribute.required_missing"
    assert _cells(rows[Profile.TEACHER])["P_MEL"].answer is Answer.RELEASED


def test_an_access_policy_leaves_the_answers_and_marks_the_row() -> None:
    contract = a_contract("IDO", profiles=_BOTH, access=AccessPolicy(functions=frozenset({"DIR"})))
    row = _rows(contract)[Profile.TEACHER]
    assert row.by_policy
    assert _cells(row)["IDO"].answer is Answer.RELEASED
    assert not _rows(a_contract("IDO", profiles=_BOTH))[Profile.TEACHER].by_policy


def test_of_several_people_of_a_profile_the_one_of_whom_more_leaves_counts() -> None:
    nameless = a_complete_pupil()
    nameless = replace(nameless, identity=replace(nameless.identity, family_name=replace(nameless.identity.mail)))
    contract = a_contract("NOM", profiles=_BOTH)
    for people in ((nameless, a_complete_pupil()), (a_complete_pupil(), nameless)):
        assert _cells(_rows(contract, *people)[Profile.PUPIL])["NOM"].answer is Answer.RELEASED
