"""Holds the secrets of clients: made once, long, nobody else's, and never a way out of their folder."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.definitions.client_secrets import forget_client_secret, read_client_secret
from broker.definitions.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty workspace."""
    found = Workspace(tmp_path / "var")
    found.prepare()
    return found


def test_a_secret_is_made_once_and_long_enough_j195(workspace: Workspace) -> None:
    secret = read_client_secret(workspace, "marelle")
    assert read_client_secret(workspace, "marelle") == secret
    assert len(secret) >= 43  # 256 bits
    assert secret.isascii()
    assert not set(secret) & set("+/=: %")
    assert read_client_secret(workspace, "billes") != secret


def test_a_secret_is_its_owners_alone(workspace: Workspace) -> None:
    read_client_secret(workspace, "marelle")
    folder = workspace.keys / "clients"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == ["marelle.secret"]
    assert stat.S_IMODE((folder / "marelle.secret").stat().st_mode) == 0o600


def test_all_who_ask_at_once_are_given_the_same(workspace: Workspace) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: read_client_secret(workspace, "marelle"), range(64)))
    assert len(found) == 1


@pytest.mark.parametrize("client_id", ["", "../gar", "..", ".hidden", "a/b", "a\n", "é"])
def test_a_name_never_leads_out_of_the_folder_j210(workspace: Workspace, client_id: str) -> None:
    before = sorted(workspace.root.rglob("*"))
    with pytest.raises(ConfigurationError, match="cannot be the name of a client"):
        read_client_secret(workspace, client_id)
    assert sorted(workspace.root.rglob("*")) == before


def test_one_who_takes_a_forgotten_name_gets_another_secret(workspace: Workspace) -> None:
    former = read_client_secret(workspace, "marelle")
    forget_client_secret(workspace, "marelle")
    assert read_client_secret(workspace, "marelle") != former
    forget_client_secret(workspace, "nobody")


def test_a_workspace_that_cannot_be_written_is_told(workspace: Workspace) -> None:
    (workspace.keys / "clients").write_text("a file where the folder should be")
    with pytest.raises(ConfigurationError, match=r"keys/clients.*marelle"):
        read_client_secret(workspace, "marelle")
