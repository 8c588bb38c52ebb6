"""Owns `preau check` on files that do not agree, and the workspace that two `preau run` cannot share."""

from pathlib import Path

import pytest
from lxml import etree

from broker.definitions.issuer_files import read_listeners
from broker.definitions.workspace import DATA
from tests.journeys.own_run import lend_keys, preau_run, try_command
from tests.journeys.own_service import OwnService
from tests.protocols.saml.saml_builders import Exchange, a_party, guichet_metadata
from tests.sandbox import Sandbox, free_ports

_ENTITY = "https://porte.example/idp"
_GUICHET = """\
name = "porte"
title = {{ fr = "Porte d’essai", en = "Trial door" }}
entity_id = "{entity_id}"
projects = [{projects}]
key = {{ kind = "mail", attribute = "mail" }}
"""


@pytest.fixture
def workspace(sandbox: Sandbox, tmp_path: Path) -> Path:
    """Give a workspace in which nothing is wrong yet."""
    lend_keys(tmp_path, sandbox)
    assert check(tmp_path) == (0, [])
    return tmp_path


def check(workspace: Path) -> tuple[int, list[str]]:
    """Run the command; return its status and the problems that it tells."""
    done = try_command("check", "--workspace", str(workspace), folder=workspace)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.splitlines()


def drop_guichet(workspace: Path, projects: str) -> None:
    """Write a guichet's definition that claims projects, without its metadata."""
    text = _GUICHET.format(entity_id=_ENTITY, projects=projects)
    (workspace / "guichets" / "porte.toml").write_text(text, encoding="utf-8")


def drop_guichet_metadata(workspace: Path) -> None:
    """Write the guichet's metadata."""
    about = Exchange(guichet=_ENTITY, sign_on="https://porte.example/sso")
    (workspace / "guichets" / "porte.xml").write_bytes(etree.tostring(guichet_metadata(about, a_party("porte"))))


def test_a_guichet_without_metadata_is_a_problem_until_the_metadata_lies_beside_it(workspace: Path) -> None:
    drop_guichet(workspace, '"P9"')
    status, told = check(workspace)
    assert status == 1
    (line,) = told
    assert "porte.toml: entity_id" in line
    assert _ENTITY in line
    drop_guichet_metadata(workspace)
    assert check(workspace) == (0, [])


def test_a_guichet_that_claims_the_project_of_a_shipped_one_is_a_problem(workspace: Path) -> None:
    drop_guichet(workspace, '"P0", "P9"')
    drop_guichet_metadata(workspace)
    status, told = check(workspace)
    assert status == 1
    (line,) = told
    assert "porte.toml: projects: P0 is ent-cour's" in line


def test_a_contract_of_ones_own_without_its_services_metadata_is_a_problem(sandbox: Sandbox, workspace: Path) -> None:
    service = OwnService(sandbox, "https://marelle.example/acs")
    (workspace / "contracts" / "marelle.toml").write_text(service.contract_text(), encoding="utf-8")
    status, told = check(workspace)
    assert status == 1
    (line,) = told
    assert "marelle.toml: saml.entity_id" in line
    assert service.entity_id in line
    (workspace / "services" / "marelle.xml").write_text(service.metadata_text(), encoding="utf-8")
    assert check(workspace) == (0, [])


def test_a_notice_of_ones_own_for_a_shipped_resource_is_a_problem(workspace: Path) -> None:
    shipped = (DATA / "notices" / "carnet.toml").read_text(encoding="utf-8")
    (workspace / "notices" / "mine.toml").write_text(shipped, encoding="utf-8")
    status, told = check(workspace)
    assert status == 1
    (line,) = told
    assert "notices/mine.toml: resource: " in line
    assert "notices/carnet.toml is the notice of ark:/77777/carnet-de-bord already" in line


def test_a_second_run_in_the_same_workspace_is_refused_and_told_how_to_choose_another(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    with preau_run(tmp_path, sandbox, "", "--no-examples") as first:
        words = ("--no-examples", "--workspace", str(tmp_path), "--first-port", str(free_ports()))
        second = try_command("run", *words, folder=tmp_path)
        assert second.returncode == 2
        assert second.stdout == ""
        (line,) = second.stderr.splitlines()
        assert "--workspace DIR" in line
        assert str(tmp_path) in line
        assert len(first.open_ports()) == len(read_listeners(DATA / "issuers")) + 1  # the web services
