"""Owns the matrix as files: one line for each resource, profile and attribute, in CSV and in JSON."""

import json
from collections.abc import Iterable, Iterator

from broker.core.precision import Precision
from broker.core.profile import TITLES
from broker.core.review.attribute_kinds import KINDS
from broker.core.review.release_matrix import ANSWERS, Answer, Cell, Row, covers
from broker.core.sentence import Sentence
from broker.core.spreadsheet import write_rows
from broker.flows.matrix_desk import MatrixTable

_COLUMNS = (
    *("issuer", "resource", "contract", "version", "title", "provider", "vocabulary", "profile", "attribute"),
    *("category", "answer", "why", "refusal", "precision", "required", "some_only", "purpose"),
)
_NOT_COVERED = Sentence("le contrat ne couvre pas ce profil", "the contract does not cover this profile")
_REFUSED_WITHOUT = Sentence("sans valeur, la personne est refusée", "without a value, the person is refused")


def documents_of(tables: Iterable[MatrixTable], language: str) -> Iterator[dict[str, object]]:
    """Yield one document for each cell."""
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                yield _document(table, row, cell, language)


def write_json(tables: Iterable[MatrixTable], language: str) -> str:
    """Return the matrix as one JSON document."""
    return json.dumps({"cells": [*documents_of(tables, language)]}, ensure_ascii=False, indent=1) + "\n"


def write_csv(tables: Iterable[MatrixTable], language: str) -> str:
    """Return the matrix as CSV, `;` between the cells."""
    documents = documents_of(tables, language)
    return write_rows((_COLUMNS, *([_written(document[name]) for name in _COLUMNS] for document in documents)))


def why_of(row: Row, cell: Cell) -> Sentence:
    """Say in words what the answer of a cell is, and how precisely the value leaves."""
    if row.refusal is not None:
        return row.refusal.sentence if covers(row) else _NOT_COVERED
    said = ANSWERS[cell.answer]
    if cell.transformation is not None and cell.transformation.precision is not Precision.AS_IT_IS:
        said = _both(said, cell.transformation.title)
    if cell.answer is Answer.RELEASED and cell.clause is not None and cell.clause.required:
        said = _both(said, _REFUSED_WITHOUT)
    return said


def _both(first: Sentence, second: Sentence) -> Sentence:
    return Sentence(f"{first.fr} ; {second.fr}", f"{first.en}; {second.en}")


def _document(table: MatrixTable, row: Row, cell: Cell, language: str) -> dict[str, object]:
    contract, clause = row.contract, cell.clause
    return {
        "issuer": table.issuer.name,
        "resource": contract.resource,
        "contract": contract.name,
        "version": contract.version,
        "title": contract.title.in_language(language),
        "provider": contract.provider.identifier,
        "vocabulary": table.vocabulary,
        "profile": row.profile.value,
        "profile_title": TITLES[row.profile].in_language(language),
        "attribute": cell.code,
        "category": KINDS[cell.code].category.value,
        "answer": cell.answer.value,
        "why": why_of(row, cell).in_language(language),
        "refusal": row.refusal.code if row.refusal else "",
        "precision": cell.transformation.title.in_language(language) if cell.transformation else "",
        "required": clause.required if clause else False,
        "some_only": row.by_policy,
        "purpose": clause.purpose if clause else "",
    }


def _written(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
