"""`preau risk` and `preau grade` over the shipped directory: figures, exit codes, and problems told."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from broker.commands.grade import grade
from broker.commands.risk import risk
from broker.definitions.workspace import DATA
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE

ATELIER, CARNET, HERBIER = "ark:/77777/atelier-eleve", "ark:/77777/carnet-de-bord", "ark:/77777/herbier"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("risk")


def run(command: click.Command, workspace: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--workspace", str(workspace)])


def document(command: click.Command, workspace: Path, *words: str) -> dict[str, Any]:
    result = run(command, workspace, "--json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_figures_of_a_resource_are_those_of_its_pupils(workspace: Path) -> None:
    report = document(risk, workspace, "--resource", CARNET, "--remedies", "--k", "5")
    (found,) = report["resources"]
    sets: dict[tuple[str, str], set[int]] = {}
    for number, person in enumerate(LdifDirectory(ACADEMY_FILE).find_everybody()):
        for membership in person.memberships:
            if person.expires is None or person.expires.isoformat() > report["made_at"][:10]:
                sets.setdefault((membership.uai, membership.profile), set()).add(number)
    assert [one["code"] for one in found["attributes"]] == ["UAI", "PRO"]
    assert found["whole"]["sets"] == len(sets)
    assert found["whole"]["minimum"] == min(map(len, sets.values()))
    assert found["whole"]["people"] == len(set().union(*sets.values()))
    assert found["whole"] == found["quasi_identifiers"]


def test_remedies_and_coalitions_come_when_they_are_asked_for(workspace: Path) -> None:
    words = ("--resource", ATELIER, "--resource", HERBIER)
    plain = document(risk, workspace, *words)
    assert [one["remedies"] + one["quasi_remedies"] for one in plain["resources"]] == [[], []]
    assert plain["coalitions"] == []
    full = document(risk, workspace, *words, "--remedies", "--each-resource")
    changes = {(one["code"], one["change"]) for one in full["resources"][0]["remedies"]}
    assert {("PRE", "truncated:1"), ("PRE", "withdrawn"), ("DIV", "level"), ("GRO", "withdrawn")} <= changes
    assert ("GRO", "level") not in changes, "a group does not tell a level"
    (pair,) = full["coalitions"]
    assert pair["common"] >= pair["joined"] > 0
    assert "first_name" in {one["aspect"] for one in pair["shared"]}


def test_the_exit_code_tells_that_a_set_is_too_small(workspace: Path) -> None:
    assert run(risk, workspace, "--resource", CARNET, "--fail-below", "1").exit_code == 0
    assert run(risk, workspace, "--resource", CARNET, "--fail-below", "2").exit_code == 1


def test_people_read_tables_of_the_same(workspace: Path) -> None:
    result = run(risk, workspace, "--resource", ATELIER, "--resource", HERBIER, "--remedies", "--each-resource")
    assert result.exit_code == 0
    assert "DIV the level instead of the class" in result.output
    assert "a set of 5 is enough" in result.output


def test_what_cannot_be_answered_is_told(workspace: Path) -> None:
    assert run(risk, workspace, "--resource", "ark:/77777/nowhere").exit_code == 1
    assert run(risk, workspace, "--issuer", "nobody").exit_code == 2
    hearsay = run(risk, workspace, "--issuer", "hub-agents")
    assert hearsay.exit_code == 2
    assert "no directory holds the people of hub-agents" in hearsay.output
    assert run(grade, workspace, "--against", "1").exit_code == 2
    assert run(grade, workspace, "--against", "absent.toml", "--resource", ATELIER).exit_code == 2


def test_every_issuer_that_knows_its_people_has_its_risk(workspace: Path) -> None:
    for issuer in ("educonnect", "academie", "franceconnect", "ent-cour"):
        assert document(risk, workspace, "--issuer", issuer, "--coalitions", "--remedies")["resources"]


def test_a_grade_has_its_letter_and_reasons(workspace: Path) -> None:
    found = document(grade, workspace, "--resource", CARNET)["grades"][0]
    assert (found["resource"], found["unknown"]) == (CARNET, ["need", "accesses"])
    assert found["points"] == sum(one["points"] for one in found["reasons"])
    quick = document(grade, workspace, "--resource", CARNET, "--without-risk")["grades"][0]
    assert quick["unknown"] == ["risk", "need", "accesses"]
    assert quick["points"] <= found["points"]


def test_a_wider_proposal_is_compared_with_what_is_installed(workspace: Path, tmp_path: Path) -> None:
    text = (DATA / "contracts" / "carnet.toml").read_text(encoding="utf-8")
    wider = tmp_path / "carnet.toml"
    wider.write_text(
        text.replace("[[attributes]]", '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n[[attributes]]', 1),
        encoding="utf-8",
    )
    compared = document(grade, workspace, "--file", str(wider))["grades"][0]["compared"]
    assert compared["after"]["points"] > compared["before"]["points"]
    assert {one["attribute"] for one in compared["new"]} >= {"NOM"}
    assert run(grade, workspace, "--file", str(wider), "--fail-below", "A").exit_code == 1
    told = run(grade, workspace, "--file", str(wider))
    assert "before" in told.output
    assert "+  8 superfluous personal information: NOM" in told.output
    back = document(grade, workspace, "--resource", CARNET, "--against", str(wider))["grades"][0]["compared"]
    assert [one["attribute"] for one in back["mended"]] == [one["attribute"] for one in compared["new"]]
    same = document(grade, workspace, "--resource", CARNET, "--against", "1")["grades"][0]["compared"]
    assert same["mended"] == same["new"] == []


def test_a_trial_of_the_service_is_taken_along(workspace: Path, tmp_path: Path) -> None:
    findings = [{"code": "PRE", "need": "not_needed"}]
    trial = {"issuer": "gar", "resource": HERBIER, "began": "2026-01-01", "sound": True, "attributes": findings}
    file = tmp_path / "trial.json"
    file.write_text(json.dumps(trial), encoding="utf-8")
    found = document(grade, workspace, "--resource", HERBIER, "--without-risk", "--need", str(file))["grades"][0]
    assert {"reason": "needless-direct", "attribute": "PRE"}.items() <= next(
        one for one in found["reasons"] if one["attribute"] == "PRE"
    ).items()
