"""Owns the register of processing as data: one JSON document, and a spreadsheet of one row per attribute."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from broker.core.review.register import DataCategory, DataLine, Processing
from broker.core.sentence import Sentence
from broker.core.spreadsheet import write_rows

_COLUMNS = (
    *("ressource", "identifiant", "emetteur", "contrat", "version", "en vigueur", "responsable", "contact"),
    *("finalite", "destinataire", "SIREN_ISNI", "categorie", "attribut", "libelle", "personnes", "motif", "necessite"),
    *("base legale", "precision", "conservation", "transferts", "securite", "debut", "fin", "approuve par"),
)


@dataclass(frozen=True, slots=True)
class Controller:
    """Name who answers for the processing, and whom to write to (article 30(1)(a))."""

    name: str
    contact: str


def register_document(entries: Iterable[Processing], controller: Controller, language: str) -> dict[str, object]:
    """Return the register as JSON-able data, its texts in one language."""
    return {
        "controller": {"name": controller.name, "contact": controller.contact},
        "processing": [_entry(entry, language) for entry in entries],
    }


def write_register(entries: Iterable[Processing], controller: Controller, language: str) -> str:
    """Return the register as CSV, `;` between the cells: one row per resource and attribute."""
    return write_rows([_COLUMNS, *(row for entry in entries for row in _rows(entry, controller, language))])


def _entry(entry: Processing, language: str) -> dict[str, object]:
    def say(sentence: Sentence) -> str:
        return sentence.in_language(language)

    return {
        "resource": entry.resource,
        "title": say(entry.title),
        "issuer": entry.issuer,
        "contract": entry.contract,
        "version": entry.version,
        "in_force": entry.in_force,
        "purpose": say(entry.purpose),
        "legal_basis": entry.legal_basis,
        "data_subjects": [say(people) for people in entry.people],
        "data": [_category(category, language) for category in entry.categories],
        "recipient": {"name": entry.recipient, "siren_isni": entry.recipient_id},
        "transfers": say(entry.transfers),
        "retention": say(entry.retention),
        "security": say(entry.security),
        "from": entry.begins.isoformat(),
        "until": entry.ends.isoformat(),
        "approved_by": entry.approved_by,
    }


def _category(category: DataCategory, language: str) -> dict[str, object]:
    return {
        "category": category.title.in_language(language),
        "attributes": [
            {
                "code": line.code,
                "meaning": line.meaning.in_language(language),
                "purpose": line.purpose,
                "necessity": line.necessity,
                "legal_basis": line.legal_basis,
                "data_subjects": [people.in_language(language) for people in line.people],
                "precision": line.precision.in_language(language),
                "retention": line.retention.in_language(language),
            }
            for line in category.lines
        ],
    }


def _rows(entry: Processing, controller: Controller, language: str) -> Iterator[tuple[object, ...]]:
    for category in entry.categories:
        for line in category.lines:
            yield (
                *(entry.title.in_language(language), entry.resource, entry.issuer, entry.contract, entry.version),
                *(_yes_or_no(entry, language), controller.name, controller.contact),
                *(entry.purpose.in_language(language), entry.recipient, entry.recipient_id),
                *_cells(category, line, language),
                *(entry.transfers.in_language(language), entry.security.in_language(language)),
                *(entry.begins.isoformat(), entry.ends.isoformat(), entry.approved_by),
            )


def _cells(category: DataCategory, line: DataLine, language: str) -> tuple[str, ...]:
    people = ", ".join(one.in_language(language) for one in line.people)
    return (
        *(category.title.in_language(language), line.code, line.meaning.in_language(language), people),
        *(line.purpose, line.necessity, line.legal_basis),
        *(line.precision.in_language(language), line.retention.in_language(language)),
    )


def _yes_or_no(entry: Processing, language: str) -> str:
    words = Sentence("oui", "yes") if entry.in_force else Sentence("non", "no")
    return words.in_language(language)
