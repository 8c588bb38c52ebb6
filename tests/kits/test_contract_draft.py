"""Holds that a drafted contract is one that the broker reads, whatever its publisher typed."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broker.core.profile import Profile
from broker.definitions.contract_reader import read_contract
from broker.kits.contract_draft import ContractDraft, write_draft

TODAY = date(2026, 3, 2)
DRAFT = ContractDraft(
    issuer="gar",
    ark="ark:/12345/marelle",
    title="Marelle",
    access_url="http://localhost:9000/",
    entity_id="http://localhost:9000/saml/metadata",
    provider="Les Éditions du Préau",
    profiles=("National_elv", "National_ens"),
    attributes=("IDO", "UAI", "PRO", "DIV"),
)
WORDS = st.text(st.characters(codec="utf-8"))


def test_a_draft_is_a_contract_for_one_year(tmp_path: Path) -> None:
    file = tmp_path / "marelle.toml"
    file.write_text(write_draft(DRAFT, TODAY), encoding="utf-8")
    contract = read_contract(file, {"gar": "http://localhost:8000"})
    assert (contract.valid_from, contract.valid_until) == (TODAY, date(2027, 3, 2))
    assert contract.profiles == {Profile.PUPIL, Profile.TEACHER}
    assert {clause.code: clause.required for clause in contract.clauses} == {
        "IDO": True,
        "UAI": True,
        "PRO": True,
        "DIV": False,
    }
    assert contract.provider.name == DRAFT.provider
    assert contract.provider.identifier.startswith("000000000_")
    assert contract.approved_by == "sandbox"


def test_a_draft_opens_to_everybody_and_says_how_to_try_refusals(tmp_path: Path) -> None:
    file = tmp_path / "marelle.toml"
    text = write_draft(DRAFT, TODAY)
    file.write_text(text, encoding="utf-8")
    assert read_contract(file, {"gar": "http://localhost:8000"}).open_to_all
    said, _, _ = text.partition("open_to_all")
    assert "# While testing, the resource opens without a subscription." in said


def test_a_draft_of_a_leap_day_ends_in_february() -> None:
    assert tomllib.loads(write_draft(DRAFT, date(2028, 2, 29)))["valid_until"] == date(2029, 2, 28)


@given(title=WORDS, provider=WORDS, code=WORDS)
def test_a_draft_says_what_was_typed(title: str, provider: str, code: str) -> None:
    draft = replace(DRAFT, title=title, provider=provider, attributes=("IDO", code))
    read = tomllib.loads(write_draft(draft, TODAY))
    assert read["title"] == {"fr": title, "en": title}
    assert read["provider"]["name"] == provider
    assert [row["code"] for row in read["attributes"]] == ["IDO", code]
