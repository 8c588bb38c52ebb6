"""Owns the writing of a narrower contract: the file as it was, but for what it no longer allows."""

import tomllib
from collections.abc import Collection
from pathlib import Path

import pytest

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.core.profile import Profile
from broker.definitions.contract_narrowing import narrow, settle, show_difference
from broker.definitions.contract_reader import read_contract
from broker.definitions.contract_source import read_source
from broker.definitions.workspace import DATA
from tests.builders import a_contract

URLS = {"gar": "http://localhost:8000", "resources": "http://localhost:8010"}
CONTRACTS = DATA / "contracts"
REASON = "Proposition : un essai.\nA proposal: a trial."


def shipped(name: str) -> tuple[str, Contract]:
    contract = read_contract(CONTRACTS / f"{name}.toml", URLS)
    return read_source((CONTRACTS,), contract), contract


def narrowed(name: str, left: dict[str, Collection[str]], folder: Path) -> tuple[str, Contract]:
    """Narrow a shipped contract; return its text, and the contract that it is read as."""
    text, _ = shipped(name)
    after = narrow(text, left, REASON)
    file = folder / f"{name}.toml"
    file.write_text(after, encoding="utf-8")
    return after, read_contract(file, URLS)


def test_an_attribute_left_for_nobody_is_left_out(tmp_path: Path) -> None:
    text, contract = narrowed("atelier", {"PRO": (), "DIV": ()}, tmp_path)
    assert [clause.code for clause in contract.clauses] == ["IDO", "UAI", "PRE", "GRO"]
    assert "\nversion = " not in text


def test_an_attribute_left_for_some_names_them(tmp_path: Path) -> None:
    _, contract = narrowed("herbier", {"PRE": ("National_ens",)}, tmp_path)
    assert next(one for one in contract.clauses if one.code == "PRE").profiles == {Profile.TEACHER}


def test_what_is_not_narrowed_is_not_touched(tmp_path: Path) -> None:
    text, contract = shipped("atelier")
    after, narrower = narrowed("atelier", {"PRO": ()}, tmp_path)
    assert [one for one in contract.clauses if one.code != "PRO"] == list(narrower.clauses)
    assert next(line for line in text.splitlines() if line.startswith("# ")) in after
    schema, reason = "#:schema ../schemas/contract.schema.json\n", "# Proposition : un essai.\n# A proposal: a trial.\n"
    assert after.startswith(f"{schema}{reason}")


def test_the_difference_shows_the_row_that_goes_and_nothing_else_that_does(tmp_path: Path) -> None:
    text, _ = shipped("atelier")
    after, _ = narrowed("atelier", {"PRO": ()}, tmp_path)
    changes = show_difference(text, after, "atelier").splitlines()[2:]
    removed = [line[1:] for line in changes if line.startswith("-") and line != "-"]
    assert len(removed) == 4
    assert 'code = "PRO"' in removed


def test_a_profiles_line_that_is_there_is_replaced_even_over_several_lines() -> None:
    text = (
        'issuer = "gar"\nresource = "r"\nversion = 7\n\n[[attributes]]\ncode = "PRE"\npurpose = "p"\n'
        'profiles = [\n  "National_elv",\n  "National_ens",\n]\n\n# its own comment\n[[attributes]]\n'
        'code = "NOM"\npurpose = "q"\n'
    )
    after = narrow(text, {"PRE": ("National_ens",), "NOM": ()}, REASON)
    read = tomllib.loads(after)
    assert read["attributes"] == [{"code": "PRE", "purpose": "p", "profiles": ["National_ens"]}]
    assert "version" not in read
    assert "its own comment" not in after


def test_a_file_written_otherwise_is_refused_rather_than_cut_wrongly() -> None:
    text = 'issuer = "gar"\nresource = "r"\nattributes = [{ code = "PRE", purpose = "p" }]\n'
    with pytest.raises(ConfigurationError, match="by hand"):
        narrow(text, {"PRE": ()}, REASON)


def test_a_contract_is_never_narrowed_to_nothing() -> None:
    contract = a_contract("IDO", "PRE")
    assert settle(contract, {"IDO": (), "PRE": ()}) == {"PRE": frozenset()}


def test_an_attribute_stays_for_those_only_who_can_have_it() -> None:
    contract = a_contract("IDO", "E_MS4")
    assert settle(contract, {"E_MS4": (Profile.TEACHER,)}) == {"E_MS4": frozenset()}
    assert settle(contract, {"E_MS4": (Profile.TEACHER, Profile.PUPIL)}) == {"E_MS4": {Profile.PUPIL}}


def test_the_text_of_a_contract_whose_file_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no file of the contract"):
        read_source((tmp_path,), a_contract())
