"""Owns the page of the matrix: who is told what, resource by resource, and the same as CSV and JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request

from broker.console.review.home_page import ROLES, Section
from broker.console.review.matrix_documents import why_of, write_csv, write_json
from broker.console.review.matrix_rows import JoinedRow, is_coarser, mark_of, rows_by_contract, standing_of
from broker.core.catalogue import CATALOGUE
from broker.core.contract import Contract
from broker.core.profile import TITLES, Profile
from broker.core.review.attribute_kinds import CATEGORIES, Category
from broker.core.review.release_matrix import Answer, Cell, Row
from broker.core.sentence import Sentence
from broker.flows.matrix_desk import RELEASED, WITHHELD, MatrixDesk, MatrixQuestion, MatrixTable
from broker.web.parts import parts
from broker.web.rendering import language, render
from broker.web.routes import Routes
from broker.web.single_values import read_query

PATH = "/review/matrix"
EVERY = "*"
_NAMES = ("issuer", "resource", "provider", "profile", "attribute", "category", "only")
_ONLY = (
    (RELEASED, Sentence("ce qui part", "what leaves")),
    (WITHHELD, Sentence("ce qui reste", "what stays")),
)


@dataclass(frozen=True, slots=True)
class CellView:
    """Show one cell: its text and mark, and why, where that is not plain."""

    text: str
    mark: str = ""
    why: Sentence | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """Show the profiles for which a contract says the same; `refusal` stands in place of the cells.

    `form` says which they are: `these`, `all`, `all_but` these, or all the `others`.
    """

    form: str
    profiles: tuple[Sentence, ...]
    cells: tuple[CellView, ...]
    refusal: Sentence | None
    by_policy: bool


@dataclass(frozen=True, slots=True)
class ContractView:
    """Show one contract with its rows."""

    title: Sentence
    url: str
    lineage_url: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """Show the contracts of one issuer that speak one vocabulary."""

    name: str
    title: Sentence
    vocabulary: str
    codes: tuple[tuple[str, Sentence], ...]
    contracts: tuple[ContractView, ...]


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Say of one attribute of the only contract shown why it leaves or stays, and for whom."""

    code: str
    meaning: Sentence
    profiles: tuple[Sentence, ...]
    why: Sentence
    purpose: str


def matrix_section(desk: MatrixDesk) -> Section:
    """Return the matrix as a part of a review."""
    return Section(
        make_matrix_pages(desk),
        PATH,
        Sentence("À qui dit-on quoi ?", "Who is told what?"),
        Sentence(
            "Chaque ressource, chaque profil, chaque attribut : ce qui part ou reste, et pourquoi ; en CSV et en JSON.",
            "Each resource, each profile, each attribute: what leaves or stays, and why. As CSV and JSON too.",
        ),
    )


def make_matrix_pages(desk: MatrixDesk) -> Routes:
    """Make the page and its two files."""
    blueprint = Routes("review_matrix", __name__, ROLES)

    def show() -> Response:
        return _show(desk)

    def give_csv() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="matrice.csv"'}
        text = write_csv(desk.answer(_question()), language())
        return Response(text, content_type="text/csv; charset=utf-8", headers=headers)

    def give_json() -> Response:
        return Response(write_json(desk.answer(_question()), language()), content_type="application/json")

    blueprint.add_url_rule(PATH, "show", show, methods=["GET"])
    blueprint.add_url_rule(f"{PATH}.csv", "csv", give_csv, methods=["GET"])
    blueprint.add_url_rule(f"{PATH}.json", "json", give_json, methods=["GET"])
    return blueprint


def _show(desk: MatrixDesk) -> Response:
    question = _question()
    asked = _asked()
    tables = desk.answer(question)
    offered = desk.contracts_of(question.issuer)
    is_alone = len({row.contract.name for table in tables for row in table.rows}) == 1
    query = f"?{urlencode(asked)}" if asked else ""
    return render(
        "console/review/matrix.html",
        action=PATH,
        asked=asked,
        every=EVERY,
        wide=asked.get("issuer") == EVERY,
        issuers=[(one.name, one.title) for one in desk.issuers if desk.contracts_of(one.name)],
        hub=parts().issuer.name,
        resources=[(one.name, one.title) for one in sorted(offered, key=lambda one: one.title.in_language(language()))],
        providers=sorted({(one.provider.identifier, one.provider.name) for one in offered}, key=lambda pair: pair[1]),
        profiles=[(profile.value, TITLES[profile]) for profile in Profile],
        attributes=sorted({code for one in offered for code in _codes(one)}, key=str.casefold),
        categories=list(CATEGORIES.items()),
        onlys=_ONLY,
        tables=[_table(table, question) for table in tables],
        reasons=[*_reasons(tables)] if is_alone else [],
        unnamed=_unnamed(tables) if is_alone else [],
        csv_url=f"{PATH}.csv{query}",
        json_url=f"{PATH}.json{query}",
    )


def _codes(contract: Contract) -> tuple[str, ...]:
    return tuple(clause.code for clause in contract.clauses)


def _asked() -> dict[str, str]:
    """Return the filters as they were asked for, those that are empty aside."""
    texts = {name: read_query(name) or "" for name in _NAMES if name in request.args}
    return {name: text for name, text in texts.items() if text}


def _question() -> MatrixQuestion:
    """Read the filters; the hub's resources are shown where no issuer is named, and what nobody knows is not asked."""
    asked = _asked()
    issuer = asked.get("issuer", parts().issuer.name)
    profile, category, only = asked.get("profile"), asked.get("category"), asked.get("only", "")
    return MatrixQuestion(
        issuer="" if issuer == EVERY else issuer,
        resource=asked.get("resource", ""),
        provider=asked.get("provider", ""),
        profile=Profile(profile) if profile in set(Profile) else None,
        attribute=asked.get("attribute", ""),
        category=Category(category) if category in set(Category) else None,
        only=only if only in {RELEASED, WITHHELD} else "",
    )


def _table(table: MatrixTable, question: MatrixQuestion) -> TableView:
    shown = {cell.code for row in table.rows for cell in row.cells if _is_shown(row, cell, question)}
    codes = tuple(code for code in table.codes if code in shown)
    return TableView(
        name=f"{table.issuer.name}-{table.vocabulary}",
        title=table.issuer.title,
        vocabulary=table.vocabulary,
        codes=tuple((code, CATALOGUE[code].meaning) for code in codes),
        contracts=tuple(_contract(rows, codes, question) for rows in rows_by_contract(table)),
    )


def _is_shown(row: Row, cell: Cell, question: MatrixQuestion) -> bool:
    """Tell whether a column is needed for a cell: an attribute that no contract shown names needs none."""
    if row.refusal is not None:
        return False
    return cell.answer is not Answer.NOT_IN_CONTRACT or bool(question.attribute) or question.only == WITHHELD


def _contract(rows: tuple[JoinedRow, ...], codes: tuple[str, ...], question: MatrixQuestion) -> ContractView:
    contract = rows[0].first.contract
    return ContractView(
        contract.title,
        f"/resources/{contract.name}",
        f"/review/lineage?{urlencode({'resource': contract.name})}",
        tuple(
            RowView(
                row.naming.value,
                tuple(TITLES[profile] for profile in row.profiles),
                _cells(row.first, codes, question),
                row.standing,
                row.first.by_policy,
            )
            for row in rows
        ),
    )


def _cells(row: Row, codes: tuple[str, ...], question: MatrixQuestion) -> tuple[CellView, ...]:
    found = {cell.code: _cell(row, cell, question) for cell in row.cells}
    return tuple(found.get(code, CellView("")) for code in codes)


def _cell(row: Row, cell: Cell, question: MatrixQuestion) -> CellView:
    if cell.answer is Answer.RELEASED:
        return CellView(cell.code, mark_of(cell), why_of(row, cell) if is_coarser(cell) else None)
    if cell.answer is Answer.NOT_IN_CONTRACT:
        return CellView(f"({cell.code})" if question.only == WITHHELD else "")
    return CellView(f"({cell.code})", "", why_of(row, cell))


def _reasons(tables: tuple[MatrixTable, ...]) -> Iterator[ReasonView]:
    """Yield each attribute that the only contract shown names with its reasons, profiles alike together."""
    found: dict[tuple[str, str], tuple[list[Row], Cell]] = {}
    for row, cell in _named_cells(tables):
        found.setdefault((cell.code, why_of(row, cell).en), ([], cell))[0].append(row)
    for (code, _), (rows, cell) in sorted(found.items(), key=lambda item: _rank(tables, item[0][0])):
        profiles = tuple(TITLES[row.profile] for row in rows)
        purpose = cell.clause.purpose if cell.clause else ""
        yield ReasonView(code, CATALOGUE[code].meaning, profiles, why_of(rows[0], cell), purpose)


def _named_cells(tables: tuple[MatrixTable, ...]) -> Iterator[tuple[Row, Cell]]:
    for table in tables:
        for row in table.rows:
            for cell in row.cells if standing_of(row) is None else ():
                if cell.answer is not Answer.NOT_IN_CONTRACT:
                    yield row, cell


def _unnamed(tables: tuple[MatrixTable, ...]) -> list[str]:
    """Return the attributes of the vocabulary that the only contract shown does not name."""
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return list(dict.fromkeys(cell.code for cell in cells if cell.clause is None))


def _rank(tables: tuple[MatrixTable, ...], code: str) -> int:
    return next(table.codes.index(code) for table in tables if code in table.codes)
