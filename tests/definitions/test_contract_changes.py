"""Owns the contract changed in place: it counts at once however many lie beside it, and its new terms must agree."""

from contextvars import Context
from pathlib import Path

import pytest

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_reader import read_contract
from broker.file_stamps import look_anew
from tests.definitions.test_contract_files import GOOD, URLS

_MANY = 60
_THREAD = Context()  # what was looked at stays in it, and not in that of the other tests
_ENTITY = "http://resources.example:2/marelle/saml/metadata"
_NAME_ROW = '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n'
_SCHOOL_ROW = '[[attributes]]\ncode = "UAI"\npurpose = "Ranger."\n\n'
WIDE = GOOD.replace("[saml]", f"{_NAME_ROW}[saml]")


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """Give a folder with sixty contracts of other services."""
    for number in range(_MANY):
        other = GOOD.replace("marelle", f"autre-{number}")
        (tmp_path / f"autre-{number:03}.toml").write_text(other, encoding="utf-8")
    return tmp_path


def contracts_of(contracts: ContractFolder) -> tuple[Contract, ...]:
    """Return the contracts of the service, asked for as each request of one thread does: by a look of its own."""

    def ask() -> tuple[Contract, ...]:
        look_anew()
        return contracts.by_entity("gar", _ENTITY)

    return _THREAD.run(ask)


def codes_of(contracts: ContractFolder) -> set[str]:
    """Return what the one contract of the service releases."""
    (contract,) = contracts_of(contracts)
    return {clause.code for clause in contract.clauses}


def test_a_contract_narrowed_in_place_among_sixty_others_counts_at_the_next_question(crowded: Path) -> None:
    file = crowded / "marelle.toml"
    file.write_text(WIDE, encoding="utf-8")
    contracts = ContractFolder((crowded,), URLS)
    assert contracts.problems == ()
    for _ in range(5):
        assert codes_of(contracts) == {"IDO", "P_MEL", "NOM"}
        file.write_text(GOOD, encoding="utf-8")
        assert codes_of(contracts) == {"IDO", "P_MEL"}
        file.write_text(WIDE, encoding="utf-8")


def test_a_contract_removed_among_sixty_others_is_gone_at_the_next_question(crowded: Path) -> None:
    file = crowded / "marelle.toml"
    file.write_text(GOOD, encoding="utf-8")
    contracts = ContractFolder((crowded,), URLS)
    assert codes_of(contracts) == {"IDO", "P_MEL"}
    file.unlink()
    assert contracts_of(contracts) == ()


def test_no_choice_of_a_school_and_an_attribute_of_the_school_do_not_go_together(tmp_path: Path) -> None:
    file = tmp_path / "marelle.toml"
    schoolless = GOOD.replace('issuer = "gar"', 'issuer = "gar"\nper_school = false')
    file.write_text(schoolless, encoding="utf-8")
    assert read_contract(file, URLS).per_school is False
    file.write_text(schoolless.replace("[saml]", f"{_SCHOOL_ROW}[saml]"), encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        read_contract(file, URLS)
    (problem,) = refused.value.problems
    assert problem.where == "per_school"
    assert "UAI" in str(problem)
