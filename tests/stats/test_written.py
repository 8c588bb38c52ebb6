"""The files: a title cannot become a formula in a spreadsheet, whatever a publisher calls a resource."""

from dataclasses import replace

import pytest

from broker.core.sentence import Sentence
from broker.stats.desk import Answer
from broker.stats.periods import Unit, read_period
from broker.stats.question import Question
from broker.stats.report import make_report
from broker.stats.written import write_csv
from tests.stats.counts import a_count
from tests.stats.test_report import CARNET, NAMES


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1"])
def test_a_title_is_never_a_formula(title: str) -> None:
    named = replace(NAMES.notices[CARNET], title=Sentence(title, title))
    names = replace(NAMES, notices={CARNET: named})
    report = make_report(Question(read_period("2026-11"), Unit.DAY), [a_count(9)], names, 5)
    line = next(line for line in write_csv(Answer(report, names), "fr").splitlines() if line.startswith("resource;"))
    assert f"'{title}" in line


def test_a_semicolon_or_a_quote_in_a_title_stays_in_its_cell() -> None:
    named = replace(NAMES.notices[CARNET], title=Sentence('Le "carnet"; deux', ""))
    names = replace(NAMES, notices={CARNET: named})
    report = make_report(Question(read_period("2026-11"), Unit.DAY), [a_count(9)], names, 5)
    assert f'resource;{CARNET};"Le ""carnet""; deux";9\r\n' in write_csv(Answer(report, names), "fr")
