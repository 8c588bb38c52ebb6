"""Owns the register of processing: every point of article 30 comes from the contract, and from nothing else."""

from datetime import date

import pytest

from broker.core.contract import Clause, Ruling, Status
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.register import NOT_SAID, describe_processing
from broker.core.review.register_writing import Controller, register_document, write_register
from broker.core.sentence import Sentence
from tests.builders import a_contract

_DAY = date(2026, 3, 2)
_CONTROLLER = Controller("Préau (inventé)", "dpo@preau.example")


def test_an_entry_says_every_point_of_article_30() -> None:
    contract = a_contract(
        clauses=(Clause("PRE", "Saluer.", retention="P6M", transformation=Transformation(Precision.TRUNCATED)),),
        profiles=frozenset({Profile.PUPIL, Profile.TEACHER}),
        retention="P1Y",
        security=Sentence("Chiffré.", "Encrypted."),
        transfers=Sentence("Canada (décision d’adéquation)", "Canada (adequacy decision)"),
    )
    entry = describe_processing(contract, _DAY)
    assert entry.purpose == contract.purpose
    assert [people.en for people in entry.people] == ["pupil", "teacher"]
    assert [(category.title.en, [line.code for line in category.lines]) for category in entry.categories] == [
        ("civil identity and identifiers", ["PRE"])
    ]
    assert (entry.recipient, entry.recipient_id) == (contract.provider.name, contract.provider.identifier)
    assert entry.transfers.en == "Canada (adequacy decision)"
    assert entry.retention.en == "1 year"
    assert entry.security.en == "Encrypted."
    line = entry.categories[0].lines[0]
    assert (line.retention.en, line.precision.en) == ("6 months", "truncated to 1 character(s)")
    assert line.legal_basis == contract.legal_basis


def test_what_the_contract_does_not_say_is_said_to_be_missing() -> None:
    entry = describe_processing(a_contract("PRE"), _DAY)
    assert entry.retention == entry.security == NOT_SAID
    assert entry.transfers.en == "no transfer outside the European Union"


@pytest.mark.parametrize("ruling", [Ruling.PENDING, Ruling.REFUSED])
def test_what_was_not_approved_is_no_part_of_the_processing(ruling: Ruling) -> None:
    contract = a_contract(clauses=(Clause("PRE", "Saluer.", ruling=ruling), Clause("UAI", "Ouvrir l’espace.")))
    codes = [line.code for category in describe_processing(contract, _DAY).categories for line in category.lines]
    assert codes == ["UAI"]


@pytest.mark.parametrize(
    ("changes", "day", "in_force"),
    [
        ({}, _DAY, True),
        ({}, date(2027, 1, 1), False),
        ({}, date(2024, 1, 1), False),
        ({"status": Status.SUSPENDED}, _DAY, False),
        ({"approved_by": " "}, _DAY, False),
    ],
)
def test_an_entry_says_whether_it_is_in_force(changes: dict[str, object], day: date, in_force: bool) -> None:  # noqa: FBT001 - a case
    assert describe_processing(a_contract(**changes), day).in_force is in_force


def test_the_spreadsheet_has_a_row_for_each_attribute_and_no_formula() -> None:
    contract = a_contract(clauses=(Clause("PRE", "=1+1"), Clause("UAI", "Ouvrir ; l’espace")))
    rows = write_register([describe_processing(contract, _DAY)], _CONTROLLER, "fr").splitlines()
    assert len(rows) == 3
    assert len({row.count(";") for row in rows[:2]}) == 1
    assert ";'=1+1;" in rows[1]
    assert '"Ouvrir ; l’espace"' in rows[2]


def test_the_document_speaks_one_language() -> None:
    document = register_document([describe_processing(a_contract("PRE"), _DAY)], _CONTROLLER, "en")
    assert document["controller"] == {"name": "Préau (inventé)", "contact": "dpo@preau.example"}
    text = str(document)
    assert "first name" in text
    assert "prénom" not in text
