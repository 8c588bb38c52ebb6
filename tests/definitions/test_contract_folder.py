"""Owns how contracts come into force: several folders, no shadows, broken files set apart, changes noticed."""

import json
import os
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.file_schemas import write_schema
from broker.definitions.shipped_seeds import shipped_cases
from broker.definitions.workspace import DATA
from tests.definitions.test_contract_files import GOOD, URLS

ISSUERS = ("gar", "ent-cour", "ent-ecume", "educonnect", "academie")
SHIPPED_URLS = {
    name: f"http://localhost/{name}"
    for name in (*(file.stem for file in (DATA / "issuers").glob("*.toml")), "resources")
}


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return _folder(tmp_path, "shipped")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return _folder(tmp_path, "own")


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder


def _write(folder: Path, name: str, text: str = GOOD) -> Path:
    """Write a contract of a resource of its own, as an editor would: whole, then into place."""
    file = folder / f"{name}.toml"
    part = folder / f"{name}.part"
    part.write_text(text.replace("77777/marelle", f"77777/{name}"), encoding="utf-8")
    part.rename(file)
    return file


def _names(contracts: ContractFolder) -> list[str]:
    return [contract.name for contract in contracts.all("gar")]


def test_contracts_of_all_folders_are_found(shipped: Path, own: Path) -> None:
    _write(shipped, "marelle")
    _write(own, "billes")
    contracts = ContractFolder((shipped, own), URLS)
    assert contracts.problems == ()
    assert _names(contracts) == ["billes", "marelle"]
    found = contracts.by_resource("gar", "ark:/77777/billes")
    assert found is not None
    assert found.name == "billes"
    same_service = contracts.by_entity("gar", "http://resources.example:2/marelle/saml/metadata")
    assert [contract.name for contract in same_service] == ["billes", "marelle"]


def test_what_is_not_declared_is_not_found(shipped: Path) -> None:
    _write(shipped, "marelle")
    contracts = ContractFolder((shipped,), URLS)
    assert contracts.by_resource("gar", "ark:/77777/nothing") is None
    assert contracts.by_resource("resources", "ark:/77777/marelle") is None
    assert contracts.by_entity("gar", "http://nothing.example") == ()
    assert contracts.all("resources") == ()


def test_a_file_of_the_same_name_does_not_shadow(shipped: Path, own: Path) -> None:
    _write(shipped, "marelle")
    (own / "marelle.toml").write_text(GOOD.replace("77777/marelle", "77777/other"), encoding="utf-8")
    contracts = ContractFolder((shipped, own), URLS)
    (problem,) = contracts.problems
    assert problem.file.endswith("own/marelle.toml")
    assert "shipped/marelle.toml has the same name" in problem.what
    assert contracts.by_resource("gar", "ark:/77777/other") is None
    assert contracts.by_resource("gar", "ark:/77777/marelle") is not None


def test_a_second_contract_of_a_resource_does_not_shadow(shipped: Path, own: Path) -> None:
    _write(shipped, "marelle")
    (own / "billes.toml").write_text(GOOD.replace("required = true", ""), encoding="utf-8")
    contracts = ContractFolder((shipped, own), URLS)
    (problem,) = contracts.problems
    assert (problem.where, problem.file.endswith("own/billes.toml")) == ("resource", True)
    assert _names(contracts) == ["marelle"]


def test_a_broken_file_is_a_problem_and_the_others_go_on(shipped: Path, own: Path) -> None:
    _write(shipped, "marelle")
    _write(own, "billes", GOOD.replace('"P_MEL"', '"P_MAIL"'))
    _write(own, "osselets", "issuer = ")
    contracts = ContractFolder((shipped, own), URLS)
    assert _names(contracts) == ["marelle"]
    assert contracts.problems[0].where == "attributes.1.code"
    assert {problem.file.split("/")[-1] for problem in contracts.problems} == {"billes.toml", "osselets.toml"}
    with pytest.raises(ConfigurationError) as refused:
        contracts.check()
    assert refused.value.problems == contracts.problems


def test_a_missing_folder_is_a_problem(shipped: Path, tmp_path: Path) -> None:
    _write(shipped, "marelle")
    contracts = ContractFolder((shipped, tmp_path / "nowhere"), URLS)
    assert [problem.where for problem in contracts.problems] == ["folder"]
    assert _names(contracts) == ["marelle"]


def test_a_file_dropped_in_counts_at_the_next_look(own: Path) -> None:
    contracts = ContractFolder((own,), URLS)
    assert contracts.by_resource("gar", "ark:/77777/marelle") is None
    _write(own, "marelle")
    assert contracts.by_resource("gar", "ark:/77777/marelle") is not None


def test_a_file_that_changes_in_place_is_read_again(own: Path) -> None:
    file = _write(own, "marelle")
    contracts = ContractFolder((own,), URLS)
    file.write_text(GOOD + "unsigned_requests_accepted = true\n", encoding="utf-8")
    found = contracts.by_resource("gar", "ark:/77777/marelle")
    assert found is not None
    assert found.saml is not None
    assert found.saml.unsigned_requests_accepted


def test_a_file_that_breaks_is_no_contract_any_more_until_it_is_mended(own: Path) -> None:
    _write(own, "marelle")
    contracts = ContractFolder((own,), URLS)
    _write(own, "marelle", GOOD[:-20])
    assert contracts.by_resource("gar", "ark:/77777/marelle") is None
    assert [problem.where for problem in contracts.problems] != []
    _write(own, "marelle")
    assert contracts.by_resource("gar", "ark:/77777/marelle") is not None
    assert contracts.problems == ()


def test_a_file_removed_counts_no_more(own: Path) -> None:
    file = _write(own, "marelle")
    contracts = ContractFolder((own,), URLS)
    file.unlink()
    assert contracts.by_entity("gar", "http://resources.example:2/marelle/saml/metadata") == ()


def test_what_did_not_change_is_not_read_again(own: Path) -> None:
    _write(own, "marelle")
    contracts = ContractFolder((own,), URLS)
    before = contracts.by_resource("gar", "ark:/77777/marelle")
    _write(own, "billes")
    assert contracts.by_resource("gar", "ark:/77777/marelle") is before
    contracts.refresh()
    assert contracts.by_resource("gar", "ark:/77777/marelle") is before


def test_a_service_asked_for_often_notices_a_change_in_any_file(own: Path) -> None:
    files = [_write(own, f"jeu-{number}") for number in range(10)]
    contracts = ContractFolder((own,), URLS)
    service = "http://resources.example:2/marelle/saml/metadata"
    for left, file in enumerate(reversed(files)):
        assert len(contracts.by_entity("gar", service)) == 10 - left
        file.write_text("broken", encoding="utf-8")
        looks = [contracts.by_entity("gar", service) for _ in range(3)]
        assert len(looks[-1]) == 9 - left


def test_what_is_no_plain_file_is_a_problem(own: Path) -> None:
    os.mkfifo(own / "pipe.toml")
    (own / "loop.toml").symlink_to(own / "loop.toml")
    (own / "folder.toml").mkdir()
    contracts = ContractFolder((own,), URLS)
    assert {problem.file.split("/")[-1] for problem in contracts.problems} == {"pipe.toml", "loop.toml", "folder.toml"}


def test_the_shipped_contracts_are_whole() -> None:
    contracts = ContractFolder((DATA / "contracts",), SHIPPED_URLS)
    assert contracts.problems == ()
    issuers = sorted(file.stem for file in (DATA / "issuers").glob("*.toml"))
    found = {issuer: [contract.name for contract in contracts.all(issuer)] for issuer in issuers}
    cases = {case.resource.rpartition("/")[2] for case in shipped_cases()}  # each has a contract of its ark's name
    plain = [name for name in found["gar"] if name not in cases]
    assert plain == ["atelier", "carnet", "grimoire", "herbier", "orchestre", "studio"]
    pages = {page.name for page in contracts.pages("gar")}
    assert pages == {"console-affectation", "mediacentre-edugar"}
    files = {file.stem for file in (DATA / "contracts").glob("*.toml")}
    assert {name for names in found.values() for name in names} | pages == files, "each names an issuer that is there"


def test_the_hub_is_a_service_of_each_guichet_without_a_school_of_the_session() -> None:
    contracts = ContractFolder((DATA / "contracts",), SHIPPED_URLS)
    for issuer in ISSUERS[1:]:
        (contract,) = contracts.by_entity(issuer, "http://localhost/gar/idp/metadata")
        assert not contract.per_school
        assert contract.resource == "urn:preau:gar"
        assert all(clause.required for clause in contract.clauses)


def test_the_published_schema_is_the_one_of_the_model() -> None:
    published = DATA / "schemas" / "contract.schema.json"
    assert published.read_text(encoding="utf-8") == write_schema(), "write it again: preau contract schema > …"


def test_the_schema_names_every_attribute_and_refuses_unknown_keys() -> None:
    schema = json.loads(write_schema())
    assert schema["additionalProperties"] is False
    assert "P_MEL" in schema["$defs"]["AttributeRow"]["properties"]["code"]["enum"]
    assert set(schema["required"]) >= {"issuer", "resource", "purpose", "legal_basis", "attributes", "valid_until"}
