"""Holds the secrets of clients: made once, long, nobody else's."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.definitions.client_secrets import ClientSecrets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder that is not there yet."""
    return tmp_path / "keys" / "clients"


def test_a_secret_is_made_once_and_long_enough_j195(folder: Path) -> None:
    secret = ClientSecrets(folder).read("marelle")
    assert ClientSecrets(folder).read("marelle") == secret
    assert len(secret) >= 43  # 256 bits
    assert secret.isascii()
    assert not set(secret) & set("+/=: %\n")
    assert ClientSecrets(folder).read("billes") != secret


def test_a_secret_is_its_owners_alone(folder: Path) -> None:
    ClientSecrets(folder).read("marelle")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == ["marelle.secret"]
    file = folder / "marelle.secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="readable by others"):
        ClientSecrets(folder).read("marelle")


def test_all_who_ask_at_once_are_given_the_same(folder: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: ClientSecrets(folder).read("marelle"), range(64)))
    assert len(found) == 1


def test_a_secret_that_is_replaced_counts_at_once(folder: Path) -> None:
    secrets = ClientSecrets(folder)
    secrets.read("marelle")
    (folder / "marelle.secret").write_text("another, of the publisher's own choice\n")
    assert secrets.read("marelle") == "another, of the publisher's own choice"


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file where the folder should be")
    with pytest.raises(ConfigurationError, match="cannot be"):
        ClientSecrets(folder).read("marelle")
