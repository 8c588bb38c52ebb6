"""Owns a report as files: JSON and CSV say exactly what the page shows, and no more."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from broker.core.sentence import Sentence
from broker.core.spreadsheet import write_rows
from broker.stats.desk import Answer
from broker.stats.groupings import Names
from broker.stats.periods import Unit, read_period
from broker.stats.question import By

_HEADER = ("groupement", "valeur", "libelle", "acces")


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one row of a table as it is read."""

    value: str
    title: Sentence
    accesses: int


def lines_of(answer: Answer) -> Iterator[tuple[By, tuple[Line, ...]]]:
    """Yield each table: what its rows are, and the rows with their titles."""
    for table in answer.report.tables:
        yield table.by, tuple(Line(value, title_of(table.by, value, answer.names), n) for value, n in table.rows)


def title_of(by: By, value: str, names: Names) -> Sentence:
    """Return what people read for a value along a line."""
    return read_period(value).title if isinstance(by, Unit) else names.title(by, value)


def total_of(answer: Answer) -> int | None:
    """Return the total, None where it is too small to be shown."""
    report = answer.report
    return report.total if report.total or report.smallest == 1 else None


def write_json(answer: Answer, language: str) -> str:
    """Return a report as one JSON document; `total` is null where it is not shown."""
    question = answer.report.question
    document = {
        "period": {
            "code": question.period.code,
            "first": question.period.first.isoformat(),
            "last": question.period.last.isoformat(),
        },
        "filters": {by.value: value for by, value in question.filters.items()},
        "smallest_shown": answer.report.smallest,
        "total": total_of(answer),
        "tables": [
            {
                "by": by.value,
                "rows": [
                    {"value": line.value, "title": line.title.in_language(language), "accesses": line.accesses}
                    for line in lines
                ],
            }
            for by, lines in lines_of(answer)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_csv(answer: Answer, language: str) -> str:
    """Return a report as CSV, `;` between the cells; the first line is the total, empty where it is not shown."""
    total = total_of(answer)
    lines = ((by.value, line.value, _title(line, language), line.accesses) for by, line in _every_line(answer))
    return write_rows([_HEADER, ("total", "", "", "" if total is None else total), *lines])


def _every_line(answer: Answer) -> Iterator[tuple[By, Line]]:
    for by, lines in lines_of(answer):
        for line in lines:
            yield by, line


def _title(line: Line, language: str) -> str:
    return line.title.in_language(language)
