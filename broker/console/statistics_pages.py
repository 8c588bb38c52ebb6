"""Owns the page of statistics: a form, what it asks for as charts and tables, and the same as CSV and JSON."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import Response, request

from broker.console.statistics_charts import Chart, draw_columns, draw_rows
from broker.core.roles import Holder, Role
from broker.core.sentence import Sentence
from broker.stats.asking import PERIOD, UNIT, read_question
from broker.stats.desk import Answer, StatisticsDesk
from broker.stats.groupings import PUBLICS, Grouping
from broker.stats.periods import DIVISIONS, Period, Unit, period_of
from broker.stats.question import By, Question
from broker.stats.written import Line, lines_of, title_of, total_of, write_csv, write_json
from broker.web.parts import parts
from broker.web.rendering import language, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/statistics"
ROLES = frozenset({Role.REVIEWER, Role.OPERATOR, Role.PUBLISHER})
UNITS = {
    Unit.DAY: Sentence("par jour", "by day"),
    Unit.WEEK: Sentence("par semaine", "by week"),
    Unit.MONTH: Sentence("par mois", "by month"),
}
HEADINGS: dict[By, Sentence] = {
    Unit.DAY: Sentence("Par jour", "By day"),
    Unit.WEEK: Sentence("Par semaine", "By week"),
    Unit.MONTH: Sentence("Par mois", "By month"),
    Grouping.SCHOOL: Sentence("Par établissement", "By school"),
    Grouping.NATURE: Sentence("Par nature d’établissement", "By kind of school"),
    Grouping.ACADEMY: Sentence("Par académie", "By academy"),
    Grouping.AUDIENCE: Sentence("Par public", "By public"),
    Grouping.RESOURCE: Sentence("Par ressource", "By resource"),
    Grouping.PUBLISHER: Sentence("Par éditeur", "By publisher"),
    Grouping.PROJECT: Sentence("Par projet ENT", "By ENT project"),
}
_MONTHS_OFFERED = 12
_WITHOUT_FIELD = (Grouping.NATURE, Grouping.ACADEMY, Grouping.PUBLISHER)  # asked for by a click in a table


@dataclass(frozen=True, slots=True)
class RowView:
    """Show one row of a table; `url` asks for it alone, and `code` is empty where the title says it."""

    line: Line
    url: str
    code: str


@dataclass(frozen=True, slots=True)
class TableView:
    """Show one table and its chart; `name` is its anchor."""

    name: str
    heading: Sentence
    rows: tuple[RowView, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class FilterView:
    """Show one filter in force, and the address of the page without it, None where it cannot be taken off."""

    heading: Sentence
    title: Sentence
    without: str | None


@dataclass(frozen=True, slots=True)
class StatisticsPages:
    """Show statistics to whoever may see them: a publisher those of their own resources.

    `find_resources` gives the resources to choose from, of one publisher (`SIREN_ISNI`) or of all.
    """

    desk: StatisticsDesk
    find_resources: Callable[[str | None], tuple[tuple[str, Sentence], ...]]

    def pages(self) -> Routes:
        """Make the page and its two files."""
        blueprint = Routes("statistics", __name__, ROLES)
        blueprint.add_url_rule(PATH, "show", self._show, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}.json", "json", self._give_json, methods=["GET"])
        blueprint.add_url_rule(f"{PATH}.csv", "csv", self._give_csv, methods=["GET"])
        return blueprint

    def _show(self) -> Response:
        scope = _scope()
        question = _question(scope)
        answer = self.desk.answer(question)
        asked = _texts(question, scope)
        return render(
            "console/statistics.html",
            action=PATH,
            asked=asked,
            period=question.period.title,
            periods=_periods(parts().clock.now().date(), question.period),
            units=[(unit, UNITS[unit]) for unit in DIVISIONS[question.period.unit]],
            publics=list(PUBLICS.items()),
            resources=_named(self.find_resources(scope), question, Grouping.RESOURCE),
            projects=_named(tuple(self.desk.projects.items()), question, Grouping.PROJECT),
            filters=list(_filters(answer, scope, asked)),
            kept=[
                (by.value, asked[by]) for by in (Grouping.NATURE, Grouping.ACADEMY, Grouping.PUBLISHER) if by in asked
            ],
            total=total_of(answer),
            smallest=answer.report.smallest,
            tables=list(_tables(answer, asked)),
            csv_url=f"{PATH}.csv?{urlencode(asked)}",
            json_url=f"{PATH}.json?{urlencode(asked)}",
        )

    def _give_json(self) -> Response:
        text = write_json(self.desk.answer(_question(_scope())), language())
        return Response(text, content_type="application/json")

    def _give_csv(self) -> Response:
        text = write_csv(self.desk.answer(_question(_scope())), language())
        disposition = {"Content-Disposition": 'attachment; filename="statistiques.csv"'}
        return Response(text, content_type="text/csv; charset=utf-8", headers=disposition)


def scope_of(holders: tuple[Holder, ...]) -> str | None:
    """Return the only publisher whose accesses these roles show, None where they show everybody's."""
    if any(holder.role in {Role.REVIEWER, Role.OPERATOR} for holder in holders):
        return None
    return next(holder.name for holder in holders if holder.role is Role.PUBLISHER)


def _scope() -> str | None:
    return scope_of(parts().find_holders())


def _question(scope: str | None) -> Question:
    names = (PERIOD, UNIT, *(by.value for by in Grouping))
    texts = {name: read_query(name) or "" for name in names if name in request.args}
    return read_question(
        texts if scope is None else {**texts, Grouping.PUBLISHER.value: scope}, parts().clock.now().date()
    )


def _texts(question: Question, scope: str | None) -> dict[str, str]:
    """Return what asks the same question again; a publisher's own name goes without saying."""
    texts = {PERIOD: question.period.code} | ({UNIT: question.unit.value} if question.unit else {})
    own = {Grouping.PUBLISHER} if scope is not None else set()
    return texts | {by.value: value for by, value in question.filters.items() if by not in own}


def _periods(today: date, chosen: Period) -> list[tuple[str, Sentence]]:
    """Return the periods offered: from the school year to the day, and the one chosen."""
    year = period_of(today, Unit.YEAR)
    found = [year, period_of(year.first - timedelta(days=1), Unit.YEAR)]
    month = period_of(today, Unit.MONTH)
    for _ in range(_MONTHS_OFFERED):
        found.append(month)
        month = period_of(month.first - timedelta(days=1), Unit.MONTH)
    week = period_of(today, Unit.WEEK)
    found += [week, period_of(week.first - timedelta(days=1), Unit.WEEK)]
    found += [period_of(today, Unit.DAY), period_of(today - timedelta(days=1), Unit.DAY)]
    return [(one.code, one.title) for one in dict.fromkeys((*found, chosen))]


def _named(
    known: tuple[tuple[str, Sentence], ...], question: Question, by: Grouping
) -> tuple[tuple[str, Sentence], ...]:
    """Return the choices of a filter, with the one in force where it is no longer among them."""
    value = question.filters.get(by)
    others = () if value is None or value in dict(known) else ((value, Sentence(value, value)),)
    return (*known, *others)


def _filters(answer: Answer, scope: str | None, asked: dict[str, str]) -> Iterator[FilterView]:
    for by, value in answer.report.question.filters.items():
        others = {name: text for name, text in asked.items() if name != by}
        fixed = by is Grouping.PUBLISHER and scope is not None
        yield FilterView(HEADINGS[by], title_of(by, value, answer.names), None if fixed else _url(others))


def _tables(answer: Answer, asked: dict[str, str]) -> Iterator[TableView]:
    period = answer.report.question.period
    for by, lines in lines_of(answer):
        chart = draw_columns(lines, period, by) if isinstance(by, Unit) else draw_rows(lines)
        yield TableView(by.value, HEADINGS[by], tuple(_row(by, line, asked) for line in lines), chart)


def _row(by: By, line: Line, asked: dict[str, str]) -> RowView:
    if isinstance(by, Unit):
        kept = {name: text for name, text in asked.items() if name != UNIT}
        return RowView(line, _url({**kept, PERIOD: line.value}), "")
    return RowView(line, _url({**asked, by.value: line.value}), line.value)


def _url(texts: dict[str, str]) -> str:
    return f"{PATH}?{urlencode(texts)}"
