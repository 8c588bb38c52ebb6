"""Owns what a grade is told besides the contract: trials, and accesses where they have been counted long enough."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from broker.core.contract import Clause, Contract
from broker.core.errors import ConfigurationError
from broker.core.review.grade import Need, Source
from broker.definitions.need_evidence import read_needs
from broker.flows.grading import Grading
from broker.flows.rights_ports import AccessCount
from tests.builders import NOON, HandClock, a_contract

_TODAY = NOON.date()


@dataclass(frozen=True, slots=True)
class FewCounts:
    """Know the counts given."""

    counts: tuple[AccessCount, ...]

    def access_counts(self, first: object, last: object) -> tuple[AccessCount, ...]:
        assert (first, last) == (_TODAY - timedelta(days=365), _TODAY)
        return self.counts

    def count_access(self, door: object, day: object) -> None:
        raise AssertionError((door, day))


def _count(resource: str, days_ago: int) -> AccessCount:
    return AccessCount(_TODAY - timedelta(days=days_ago), "0771234X", "ELEVE", resource, "P0", 5)


def _old(**changes: object) -> Contract:
    return a_contract(valid_from=_TODAY - timedelta(days=700), **changes)


def _names(contract: Contract, *counts: AccessCount) -> list[str]:
    grading = Grading(HandClock(), FewCounts(counts), {})
    return [one.deduction.name for one in grading.grade_all([contract])[0][1].reasons]


def test_nobody_has_opened_it_while_others_were_opened_long_enough() -> None:
    assert "never-used" in _names(_old(), _count("ark:/77777/other", 200))
    assert "never-used" not in _names(_old(), _count("ark:/77777/other", 20))
    assert "never-used" not in _names(_old())
    assert "never-used" not in _names(_old(), _count(_old().resource, 200))
    assert "never-used" not in _names(_old(per_school=False), _count("ark:/77777/other", 200))


def test_where_accesses_are_not_counted_they_are_not_known() -> None:
    ((_, found),) = Grading(HandClock(), None, {}).grade_all([_old()])
    assert Source.ACCESSES in found.unknown


def test_a_trial_is_taken_for_its_own_service_only() -> None:
    needs = {("gar", a_contract().resource): Need(frozenset(), frozenset({"UAI"}))}
    grading = Grading(HandClock(), None, needs)
    own, other = a_contract("UAI"), a_contract("UAI", issuer="educonnect")
    names = [[one.deduction.name for one in found.reasons] for _, found in grading.grade_all([own, other])]
    assert ["needless" in found for found in names] == [True, False]


def test_two_contracts_are_compared_with_the_same_trial() -> None:
    before = a_contract(clauses=(Clause("UAI", "why"), Clause("NOM", "why")))
    compared = Grading(HandClock(), None, {}).compare(before, a_contract("UAI"))
    assert {one.code for one in compared.mended} == {"NOM"}
    assert compared.new == ()


def _trial(**changes: object) -> dict[str, object]:
    findings = [{"code": "PRE", "need": "not_needed"}, {"code": "UAI", "need": "necessary"}]
    trial = {"issuer": "gar", "resource": "ark:/1/x", "began": "2026-01-01T00:00:00", "sound": True}
    return {**trial, "attributes": findings, "attempts": [], **changes}


def _file(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_the_latest_sound_trial_of_a_service_counts(tmp_path: Path) -> None:
    later = _trial(began="2026-02-01T00:00:00", attributes=[{"code": "UAI", "need": "beside_others"}])
    unsound = _trial(began="2026-03-01T00:00:00", sound=False, attributes=[])
    files = [_file(tmp_path, f"{n}.json", one) for n, one in enumerate((later, _trial(), unsound))]
    assert read_needs(files) == {("gar", "ark:/1/x"): Need(frozenset({"UAI"}), frozenset())}


def test_nothing_is_needless_while_some_profile_was_not_tried(tmp_path: Path) -> None:
    assert read_needs([_file(tmp_path, "a", _trial())])["gar", "ark:/1/x"].needless == {"PRE"}
    partial = _trial(profiles_not_tried=["National_tut"])
    assert read_needs([_file(tmp_path, "b", partial)])["gar", "ark:/1/x"].needless == frozenset()


def test_what_is_no_trial_is_told_file_by_file(tmp_path: Path) -> None:
    files = [tmp_path / "absent.json", _file(tmp_path, "b.json", "{"), _file(tmp_path, "c.json", {"issuer": "gar"})]
    with pytest.raises(ConfigurationError) as raised:
        read_needs(files)
    assert [
        problem.file.endswith(name)
        for problem, name in zip(raised.value.problems, ("absent.json", "b.json"), strict=False)
    ] == [True, True]
    assert {problem.where for problem in raised.value.problems[2:]} == {"resource", "began", "sound", "attributes"}
