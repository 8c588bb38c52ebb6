"""`preau prove` proves contracts, signs what it found, and verifies such a statement offline."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.prove import prove


def run(workspace: Path, *words: str) -> Result:
    return CliRunner().invoke(prove, [*words, "--workspace", str(workspace)])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proving")


@pytest.fixture(scope="module")
def proof(workspace: Path) -> Path:
    file = workspace / "boussole.json"
    result = run(workspace, "--contract", "boussole", "--jobs", "1", "--out", str(file))
    assert result.exit_code == 0, result.output
    assert "violations: 0" in result.stdout
    assert "  grimoire: contract.expired" in result.stdout
    assert "  contrat-echu: contract.expired" in result.stdout
    return file


def test_it_prints_the_statement_as_json_and_keeps_it(workspace: Path, proof: Path) -> None:
    assert proof.exists()
    result = run(workspace, "--contract", "orchestre", "--jobs", "1", "--json")
    stated = json.loads(result.stdout)
    assert [one["name"] for one in stated["contracts"]] == ["orchestre"]
    assert "boussole" in stated["not_asked"]
    assert stated["cells"] > 900
    kept = sorted((workspace / "proofs").glob("proof-*.json"))
    assert (workspace / "proofs" / "latest.json").read_text(encoding="utf-8") == kept[-1].read_text(encoding="utf-8")


def test_its_statement_is_verified_with_its_own_key_and_is_still_true(workspace: Path, proof: Path) -> None:
    result = run(workspace, "--verify", str(proof))
    assert result.exit_code == 0
    assert "the signature is right" in result.stderr
    assert "code, contracts and catalogue are still the same" in result.stderr


def test_it_is_verified_elsewhere_with_the_public_key_alone(workspace: Path, proof: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(run(workspace, "--key").stdout, encoding="utf-8")
    assert run(tmp_path / "elsewhere", "--verify", str(proof), "--key", str(key)).exit_code == 0


def test_a_statement_that_was_changed_is_refused(workspace: Path, proof: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    text = proof.read_text(encoding="utf-8")
    changed.write_text(text.replace('"payload": "e', '"payload": "f', 1), encoding="utf-8")
    result = run(workspace, "--verify", str(changed))
    assert result.exit_code == 2
    assert "signed it as it stands" in result.stderr


def test_a_contract_that_is_not_there_is_named(workspace: Path) -> None:
    result = run(workspace, "--contract", "nowhere")
    assert result.exit_code == 2
    assert "no contract is called nowhere" in result.stderr
