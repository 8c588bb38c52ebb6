"""Owns the grade: each thing that costs points does, and nothing else; more that leaves is never graded better."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Approval, Clause, Contract, Identifier, Ruling
from broker.core.precision import Precision, Transformation
from broker.core.pseudonym import Sector
from broker.core.review.anonymity import NOBODY, Figures
from broker.core.review.columns import parts_of
from broker.core.review.deductions import DEDUCTIONS, LETTERS, WEAKNESSES, Letter, Weakness, letter_of
from broker.core.review.grade import Evidence, Grade, Need, Source, as_well_known, grade
from broker.core.review.grade_document import Comparison, grade_document
from broker.core.review.remedies import Remedy
from broker.core.review.risk_report import ResourceRisk
from broker.core.roles import Role
from broker.core.transformation import precisions_of
from tests.builders import a_contract

TODAY = date(2026, 3, 2)
_CONTENT = "f" * 64
_APPROVAL = Approval(Role.OPERATOR, "conseil", date(2026, 1, 1), _CONTENT)


def _sound(*clauses: Clause, **changes: object) -> Contract:
    """Return a contract without reproach, but for what is changed."""
    asked = (Clause("IDO", "why", required=True), Clause("UAI", "why", required=True), *clauses)
    found = a_contract(clauses=asked, fingerprint=_CONTENT, approvals=(_APPROVAL,))
    return replace(found, **changes)  # type: ignore[arg-type]


def _names(found: Grade) -> list[str]:
    return [one.deduction.name + (f":{one.code}" if one.code else "") for one in found.reasons]


def _risk(contract: Contract, alone: int, *remedies: Remedy) -> ResourceRisk:
    figures = Figures(people=100, sets=50, minimum=1, median=3, alone=alone, below=alone, schools=1)
    return ResourceRisk(contract, parts_of(contract), figures, figures, quasi_remedies=remedies)


def test_a_contract_without_reproach_is_an_a() -> None:
    found = grade(_sound(), TODAY)
    assert (found.letter, found.points, found.reasons) == (Letter.A, 0, ())
    assert found.unknown == (Source.RISK, Source.NEED, Source.ACCESSES)


_REFUSED = Clause("DIV", "why", required=True, necessity="so", ruling=Ruling.REFUSED)
_NAME = Clause("PRE", "why")
_DIVISION = Clause("DIV", "why", necessity="so")
_BIRTH = Clause("FrEduCtDateNaissance", "why", required=True)
_OLD = replace(_APPROVAL, on=TODAY - timedelta(days=366))


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        (_sound(_REFUSED), ["required-not-approved:DIV"]),
        (_sound(replace(_REFUSED, ruling=Ruling.PENDING)), ["required-not-approved:DIV"]),
        (_sound(replace(_REFUSED, required=False)), []),
        (_sound(_NAME), ["unjustified-direct:PRE", "named-pseudonym"]),
        (_sound(replace(_NAME, necessity="so")), ["named-pseudonym"]),
        (_sound(Clause("DIV", "why")), ["precise:DIV", "unjustified:DIV"]),
        (_sound(Clause("DIV", "why", required=True)), ["precise:DIV"]),
        (_sound(_DIVISION), []),
        (_sound(replace(_DIVISION, necessity="", transformation=Transformation(Precision.LEVEL))), ["unjustified:DIV"]),
        (_sound(_BIRTH), ["precise-birth:FrEduCtDateNaissance"]),
        (_sound(replace(_BIRTH, transformation=Transformation(Precision.YEAR))), []),
        (_sound(sector=Sector.PROJECT), ["wide-sector"]),
        (_sound(sector=Sector.PROJECT, clauses=(Clause("UAI", "why", required=True),)), []),
        (
            _sound(sector=Sector.PROJECT, clauses=(), identifier=Identifier.PSEUDONYM),
            ["wide-sector"],
        ),
        (_sound(sector=Sector.RESOURCE), []),
        (_sound(valid_until=TODAY - timedelta(days=1)), ["over"]),
        (_sound(valid_until=TODAY), ["soon-over"]),
        (_sound(valid_until=TODAY + timedelta(days=60)), ["soon-over"]),
        (_sound(valid_until=TODAY + timedelta(days=61)), []),
        (_sound(approvals=(_OLD,)), ["old-approval"]),
        (_sound(approvals=(_OLD, _APPROVAL)), []),
        (_sound(approvals=(replace(_APPROVAL, content="other"),)), ["other-content"]),
        (_sound(approvals=()), ["unrecorded"]),
        (_sound(approved_by=" "), ["nobody-approved"]),
    ],
)
def test_each_weakness_is_found_and_no_other(contract: Contract, expected: list[str]) -> None:
    assert _names(grade(contract, TODAY)) == expected


def test_the_points_are_the_sum_of_the_reasons_and_give_the_letter() -> None:
    found = grade(_sound(_NAME, approvals=(), valid_until=TODAY), TODAY)
    assert found.points == sum(one.deduction.points for one in found.reasons) == 8 + 6 + 6 + 10
    assert found.letter is Letter.C


@pytest.mark.parametrize(
    ("alone", "expected"), [(0, []), (1, []), (2, ["some-alone"]), (10, ["many-alone"]), (50, ["most-alone"])]
)
def test_people_alone_make_a_contract_linkable(alone: int, expected: list[str]) -> None:
    contract = _sound(_DIVISION)
    assert _names(grade(contract, TODAY, Evidence(risk=_risk(contract, alone)))) == expected


def test_a_precision_that_alone_keeps_people_recognisable_is_too_much_however_justified() -> None:
    contract = _sound(_DIVISION)
    helps = Remedy("DIV", Transformation(Precision.LEVEL), required=False, figures=NOBODY, restores=True)
    for remedy, expected in (
        (helps, ["precise-risk:DIV"]),
        (replace(helps, restores=False), []),
        (replace(helps, change=None), []),
    ):
        assert _names(grade(contract, TODAY, Evidence(risk=_risk(contract, 0, remedy)))) == expected


def test_a_trial_justifies_what_it_showed_needed_and_accuses_the_rest() -> None:
    contract = _sound(_NAME, _DIVISION)
    needed = Need(necessary=frozenset({"PRE"}), needless=frozenset({"DIV"}))
    assert _names(grade(contract, TODAY, Evidence(need=needed))) == ["needless:DIV", "named-pseudonym"]
    needless = Need(necessary=frozenset({"GRO"}), needless=frozenset({"PRE"}))
    assert _names(grade(contract, TODAY, Evidence(need=needless))) == [
        "needed-not-granted:GRO",
        "needless-direct:PRE",
        "named-pseudonym",
    ]


def test_a_service_that_nobody_opens_is_stale_once_it_has_had_a_year() -> None:
    old, young = _sound(valid_from=TODAY - timedelta(days=366)), _sound(valid_from=TODAY - timedelta(days=30))
    assert _names(grade(old, TODAY, Evidence(accesses=0))) == ["never-used"]
    assert _names(grade(old, TODAY, Evidence(accesses=3))) == []
    assert _names(grade(young, TODAY, Evidence(accesses=0))) == []


def test_two_grades_are_compared_with_as_much_known_for_both() -> None:
    before, after = _sound(_NAME), _sound(replace(_NAME, necessity="so"), sector=Sector.PROJECT)
    known = Evidence(risk=_risk(before, 60), accesses=4)
    one, other = as_well_known(known, Evidence(accesses=9))
    assert (one.risk, one.accesses, other.accesses) == (None, 4, 9)
    compared = Comparison(grade(before, TODAY, one), grade(after, TODAY, other))
    assert [reason.deduction.name for reason in compared.mended] == ["unjustified-direct"]
    assert [reason.deduction.name for reason in compared.new] == ["wide-sector"]
    document = grade_document(after, compared.after, compared)
    assert document["grade"] == "C"
    assert "compared" in document


def test_the_letters_follow_the_points() -> None:
    assert [letter_of(points) for points in (0, 9, 10, 24, 25, 44, 45, 64, 65, 84, 85, 400)] == list("AABBCCDDEEFF")
    assert list(LETTERS.values()) == sorted(LETTERS.values())


def test_each_weakness_has_words_and_something_that_shows_it() -> None:
    assert WEAKNESSES.keys() == set(Weakness) == {one.weakness for one in DEDUCTIONS}
    assert len({one.name for one in DEDUCTIONS}) == len(DEDUCTIONS)


_CLAUSES = st.builds(
    Clause,
    code=st.sampled_from(sorted(VOCABULARIES["gar"])),
    purpose=st.just("why"),
    required=st.booleans(),
    necessity=st.sampled_from(["", "so"]),
    ruling=st.sampled_from(Ruling),
)
_SETS = st.lists(_CLAUSES, max_size=6, unique_by=lambda clause: clause.code)


@given(_SETS, _CLAUSES)
def test_one_attribute_more_is_never_graded_better(clauses: list[Clause], more: Clause) -> None:
    others = tuple(clause for clause in clauses if clause.code != more.code)
    before, after = _sound(clauses=others), _sound(clauses=(*others, more))
    assert grade(after, TODAY).points >= grade(before, TODAY).points


@given(_SETS)
def test_what_is_coarser_is_never_graded_worse(clauses: list[Clause]) -> None:
    coarse = tuple(
        replace(clause, transformation=Transformation(precisions_of(CATALOGUE[clause.code])[-1])) for clause in clauses
    )
    fine = grade(_sound(clauses=tuple(clauses)), TODAY)
    assert grade(_sound(clauses=coarse), TODAY).points <= fine.points


def test_the_page_of_the_grade_has_the_same_points() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "grade.md").read_text(encoding="utf-8")
    written: dict[str, int] = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[-1][:1].isdigit():
            names = re.findall(r"`([a-z-]+)`", cells[1].partition(":")[0])
            written |= zip(names, map(int, re.findall(r"\d+", cells[-1])), strict=True)
    assert written == {one.name: one.points for one in DEDUCTIONS}
