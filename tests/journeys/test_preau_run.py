"""Owns `preau run` as a person meets it: the table, Ctrl-C, and one clear message for what is wrong."""

import json
import shlex
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from broker.definitions.issuer_files import read_listeners
from broker.definitions.workspace import DATA
from broker.lab.browser import Browser
from tests.journeys.own_run import OwnRun, lend_keys, preau_run, try_command
from tests.sandbox import Sandbox, free_ports


@pytest.fixture(scope="module")
def own_run(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRun]:
    with preau_run(tmp_path_factory.mktemp("run"), sandbox) as running:
        yield running


@pytest.fixture
def busy_port() -> Iterator[int]:
    """Give a first port whose neighbour is in use, the third one: an issuer's."""
    first = free_ports()
    with socket.create_server(("127.0.0.1", first + 3)):
        yield first


def test_the_table_says_what_where_and_what_to_try(own_run: OwnRun) -> None:
    for number in (0, 1, 2, 3, 4, 10):
        assert f"http://localhost:{own_run.first_port + number}/" in own_run.table.replace("\n", "")
    assert "bac-a-sable" in own_run.table


def test_every_address_of_the_table_answers(own_run: OwnRun) -> None:
    for number in (0, 1, 2, 3, 4, 10):
        assert requests.get(f"http://localhost:{own_run.first_port + number}/", timeout=15).ok


def test_the_call_of_a_web_service_works_as_printed(own_run: OwnRun) -> None:
    line = next(line for line in own_run.table.splitlines() if line.strip().startswith("curl "))
    done = subprocess.run([*shlex.split(line), "--silent"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert json.loads(done.stdout)["client"] == {"role": "ent", "name": "P0"}, done.stderr


def test_login_works_against_it_and_prints_what_the_resource_received(own_run: OwnRun) -> None:
    words = ("--workspace", str(own_run.errors.parent), "--first-port", str(own_run.first_port), "--json")
    person = ("--person", "ibrahima.le-goff", "--resource", "ark:/77777/carnet-de-bord")
    done = try_command("login", *person, *words, folder=own_run.errors.parent)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["attributes"]) == {"IDO", "UAI", "PRO"}


def test_ctrl_c_stops_all_of_it_at_once_without_a_word_even_with_browsers_connected(own_run: OwnRun) -> None:
    with ExitStack() as idle:
        for number in (0, 1, 2):
            idle.enter_context(socket.create_connection(("127.0.0.1", own_run.first_port + number)))
        browser = Browser()
        browser.get(f"{own_run.home}/")  # a connection kept alive
        assert len(own_run.open_ports()) == len(read_listeners(DATA / "issuers")) + 2, (
            "each issuer, the example resources and the web services"
        )
        assert own_run.stop() < 8  # far less than the fifteen seconds that a listener waits for who says nothing
        assert own_run.process.returncode == 0
        assert own_run.open_ports() == []
        assert own_run.errors.read_text() == ""


def complaint(*words: str, folder: Path) -> str:
    """Run the command, which must refuse with status 2, and return its message."""
    done = try_command("run", "--no-examples", *words, folder=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_busy_port_is_named_with_the_setting_to_change(tmp_path: Path, sandbox: Sandbox, busy_port: int) -> None:
    workspace = str(sandbox.workspace.root)
    told = complaint("--workspace", workspace, "--first-port", str(busy_port), folder=tmp_path)
    assert len(told.splitlines()) == 1
    assert f"port {busy_port + 3} " in told
    assert "listen.first_port" in told
    assert "--first-port" in told


def test_a_busy_port_of_the_examples_is_named_too(tmp_path: Path, sandbox: Sandbox) -> None:
    lend_keys(tmp_path, sandbox)
    first = free_ports()
    with socket.create_server(("127.0.0.1", first + 10)):
        words = ("--workspace", str(tmp_path), "--first-port", str(first))
        done = try_command("run", *words, folder=tmp_path)
    assert done.returncode == 2
    assert f"port {first + 10} is in use" in done.stderr
    assert "listen.first_port" in done.stderr


def test_a_folder_that_cannot_be_written_is_named_with_the_option(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = complaint("--workspace", str(tmp_path / "file" / "var"), folder=tmp_path)
    assert len(told.splitlines()) == 1
    assert "--workspace" in told
    assert str(tmp_path / "file") in told


def test_an_unknown_setting_is_named_by_its_dotted_path_and_all_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "preau.toml").write_text('[listen]\nprot = 8000\nthreads = "many"\n[stroe]\nkind = "memory"\n')
    told = complaint("--workspace", str(tmp_path), folder=tmp_path)
    assert len(told.splitlines()) == 3
    for path in ("listen.prot", "listen.threads", "stroe"):
        assert f"preau.toml: {path}: " in told


def test_settings_that_are_no_toml_are_told_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "preau.toml").write_text("[listen\n")
    told = complaint("--workspace", str(tmp_path), folder=tmp_path)
    assert "preau.toml: syntax" in told
    assert "line 1" in told


def test_the_shipped_people_stay_on_loopback(tmp_path: Path) -> None:
    (tmp_path / "preau.toml").write_text('[listen]\nhost = "0.0.0.0"\n')
    told = complaint("--workspace", str(tmp_path), folder=tmp_path)
    assert len(told.splitlines()) == 1
    assert "listen.host" in told
    assert "127.0.0.1" in told
    assert "people of your own" in told
    assert "directories.citizens" in told


def test_a_directory_file_that_is_not_there_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "own.toml").write_text('[directory]\nldif_file = "nobody.ldif"\n')
    words = ("--workspace", str(sandbox.workspace.root), "--settings", str(tmp_path / "own.toml"))
    told = complaint(*words, folder=tmp_path)
    assert "nobody.ldif" in told
    assert len(told.splitlines()) == 1
