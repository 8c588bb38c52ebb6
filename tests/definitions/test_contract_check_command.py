"""Owns `preau contract check` and `diff` as a pipeline calls them: exit codes, JSON, SARIF, bases."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.contract import contract
from tests.definitions.contract_world import NARROW, WIDE
from tests.definitions.test_contract_files import GOOD


def run(tmp_path: Path, *arguments: str) -> Result:
    """Call the command in a workspace of its own."""
    return CliRunner().invoke(contract, [*arguments, "--workspace", str(tmp_path / "workspace")])


def write(folder: Path, text: str) -> Path:
    """Write the contract into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "marelle.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_lint_errors_are_problems_and_warnings_are_not(tmp_path: Path) -> None:
    told = run(tmp_path, "check", str(write(tmp_path, WIDE)))
    assert told.exit_code == 1
    assert "attributes.2.code: identifies directly, with no necessity said: NOM" in told.output
    told = run(tmp_path, "check", str(write(tmp_path, GOOD.replace('retention = "P1Y"\n', ""))))
    assert (told.exit_code, told.output.splitlines()[-1]) == (0, "0 problems, 1 warning")


def test_sarif_names_a_rule_a_level_a_message_and_the_line_of_each_finding(tmp_path: Path) -> None:
    file = write(tmp_path, WIDE.replace('"P_MEL"', '"P_MAIL"'))
    told = run(tmp_path, "check", "--format", "sarif", str(file))
    assert told.exit_code == 1
    log = json.loads(told.output)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (one_run,) = log["runs"]
    driver = one_run["tool"]["driver"]
    assert {"name", "version", "rules"} <= driver.keys()
    (result,) = one_run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "contract.problem"
    assert result["level"] == "error"
    assert "no attribute is called P_MAIL" in result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == file.as_uri()
    assert file.read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1] == 'code = "P_MAIL"'


def test_json_holds_notes_too_and_says_whether_all_is_clean(tmp_path: Path) -> None:
    told = run(tmp_path, "check", "--json", str(write(tmp_path, GOOD)))
    found = json.loads(told.output)
    assert (told.exit_code, found["clean"]) == (0, True)
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("security.missing", "note")]


def test_a_widening_since_a_folder_must_have_been_approved_and_a_narrowing_not(tmp_path: Path) -> None:
    write(tmp_path / "base", GOOD)
    wide = run(tmp_path, "check", "--against", str(tmp_path / "base"), str(write(tmp_path, WIDE)))
    assert wide.exit_code == 1
    assert "approvals: it widens its base (NOM: given) and is approved by nobody" in wide.output
    narrow = run(tmp_path, "check", "--against", str(tmp_path / "base"), str(write(tmp_path, NARROW)))
    assert (narrow.exit_code, narrow.output) == (0, "0 problems\n")


def test_a_widening_since_a_revision_of_git_must_have_been_approved(tmp_path: Path) -> None:
    file = write(tmp_path, GOOD)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for step in (["init", "-q"], ["add", "marelle.toml"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *step], check=True)  # noqa: S603 - git, no shell
    write(tmp_path, WIDE)
    told = run(tmp_path, "check", "--against", "HEAD", "--format", "sarif", str(file))
    codes = {one["ruleId"] for one in json.loads(told.output)["runs"][0]["results"]}
    assert "contract.widening" in codes
    assert told.exit_code == 1
    for unknown in ("nowhere", "--output=x"):
        assert run(tmp_path, "check", f"--against={unknown}", str(file)).exit_code == 2


def test_what_the_register_withholds_is_told_without_anything_being_written(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    write(workspace / "contracts", GOOD)
    assert run(tmp_path, "versions", "marelle", "--json").exit_code == 0
    write(workspace / "contracts", WIDE)
    told = run(tmp_path, "check")
    assert told.exit_code == 1
    assert "approvals: it widens what leaves (NOM: given)" in told.output
    write(workspace / "contracts", NARROW)
    assert run(tmp_path, "check").exit_code == 0
    assert len(list((workspace / "contract-versions" / "marelle").glob("*.toml"))) == 1, "a check puts nothing in force"


@pytest.mark.parametrize(("latter", "code", "last"), [(GOOD, 0, "widens nothing"), (NARROW, 1, "widens nothing")])
def test_a_diff_says_whether_it_widens_and_exits_as_diff_does(
    tmp_path: Path, latter: str, code: int, last: str
) -> None:
    former = write(tmp_path / "former", GOOD)
    told = run(tmp_path, "diff", str(former), str(write(tmp_path, latter)))
    assert (told.exit_code, told.output.splitlines()[-1]) == (code, last)


def test_a_diff_of_a_widening_is_told_as_data_in_both_languages(tmp_path: Path) -> None:
    told = run(tmp_path, "diff", "--json", str(write(tmp_path / "former", GOOD)), str(write(tmp_path, WIDE)))
    assert told.exit_code == 1
    assert json.loads(told.output) == {
        "widens": True,
        "changes": [
            {"where": "attributes.NOM", "direction": "widening", "fr": "NOM : donné", "en": "NOM: given"},
        ],
    }


def test_the_life_of_a_contract_is_led_by_commands(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    write(workspace / "contracts", GOOD)
    run(tmp_path, "versions", "marelle")
    write(workspace / "contracts", WIDE)
    told = run(tmp_path, "submit", "marelle", "--as", "publisher", "--by", "Camille", "--json")
    submitted = json.loads(told.output)
    assert (submitted["status"], submitted["version_in_force"]) == ("submitted", 1)
    attached = workspace / "contract-versions" / "marelle" / f"impact-{submitted['content']}.json"
    attached.write_text('{"gains": 3, "losses": 0, "people": {"checked": 120}}')
    refused = run(tmp_path, "approve", "marelle", "--as", "publisher")
    assert refused.exit_code == 1
    assert "contract.not_yours" in refused.output
    told = run(tmp_path, "approve", "marelle", "--as", "reviewer", "--content", "0" * 64)
    assert told.exit_code == 1
    assert "contract.changed" in told.output
    telling = ("--by", "Dominique", "--content", submitted["content"])
    told = run(tmp_path, "approve", "marelle", "--as", "reviewer", *telling)
    assert "gains: 3" in told.output
    assert "people.checked: 120" in told.output
    assert "marelle: active; version 2 in force (active)" in told.output
    shown = json.loads(run(tmp_path, "versions", "marelle", "--json").output)
    assert [(row["version"], row["in_force"]) for row in shown] == [(1, False), (2, True)]
    assert run(tmp_path, "diff", "marelle@1", "marelle@2").output.startswith("widens: NOM: given")
    exported = run(tmp_path, "export", "marelle").output
    assert "version = 2" in exported
    assert "version = 1" in run(tmp_path, "export", "marelle", "--version", "1").output
    assert run(tmp_path, "suspend", "marelle", "--as", "operator", "--reason", "essai").exit_code == 0
    assert "in force (suspended)" in run(tmp_path, "resume", "marelle", "--as", "operator", "--reason", "fini").output
    assert run(tmp_path, "approve", "marelle", "--as", "reviewer").exit_code == 0
    taken = run(tmp_path, "import", str(write(tmp_path, exported)), "--as", "operator")
    assert "marelle: active; version 2 in force (active)" in taken.output
