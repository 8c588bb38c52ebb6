"""Owns `preau contract`, as a person types it."""

from pathlib import Path

from click.testing import CliRunner

from broker.commands.contract import contract
from broker.definitions.file_schemas import write_schema
from tests.definitions.test_contract_files import GOOD


def test_the_schema_is_printed_as_it_is_published() -> None:
    told = CliRunner().invoke(contract, ["schema"])
    assert (told.exit_code, told.output) == (0, write_schema())


def test_good_files_and_the_shipped_ones_have_no_problem(tmp_path: Path) -> None:
    file = tmp_path / "marelle.toml"
    file.write_text(GOOD, encoding="utf-8")
    for arguments in (["check", str(file)], ["check", "--workspace", str(tmp_path / "fresh")]):
        told = CliRunner().invoke(contract, arguments)
        assert (told.exit_code, told.output) == (0, "0 problems\n")


def test_every_problem_of_every_file_is_printed_and_the_exit_is_one(tmp_path: Path) -> None:
    files = [tmp_path / "marelle.toml", tmp_path / "billes.toml", tmp_path / "absent.toml"]
    files[0].write_text(GOOD.replace('"P_MEL"', '"P_MAIL"').replace("2026-08-31", "2024-08-31"), encoding="utf-8")
    files[1].write_text("issuer = ", encoding="utf-8")
    told = CliRunner().invoke(contract, ["check", *map(str, files)])
    assert told.exit_code == 1
    assert "marelle.toml: attributes.1.code: no attribute is called P_MAIL → did you mean mail, P_MEL" in told.output
    assert "marelle.toml: valid_until: 2024-08-31 is before valid_from" in told.output
    assert "billes.toml: end of document: Invalid value" in told.output
    assert "absent.toml: file: No such file or directory" in told.output
    assert told.output.endswith("4 problems\n")


def test_a_file_of_the_workspace_that_clashes_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    text = GOOD.replace("ark:/77777/marelle", "ark:/77777/carnet-de-bord")
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    told = CliRunner().invoke(contract, ["check", "--workspace", str(tmp_path)])
    assert told.exit_code == 1
    assert "contracts/mine.toml: resource: " in told.output
    assert "carnet.toml is the contract of ark:/77777/carnet-de-bord at gar already" in told.output
