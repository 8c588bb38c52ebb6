"""Owns `preau run --tls` and `preau serve --tls` as a person meets them: one flag, and how to trust what it made."""

import shlex
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from broker.transport.outgoing import local_session
from tests.journeys.own_run import PREAU, OwnRun, lend_keys, preau_run, try_command
from tests.sandbox import Sandbox, free_ports

_NUMBERS = (0, 1, 2, 3, 4, 10)
_CLIENTS = ("curl", "Debian", "Chromium", "Firefox", "Python", "Node.js", "Java")


@pytest.fixture(scope="module")
def secure_run(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRun]:
    with preau_run(tmp_path_factory.mktemp("run"), sandbox, "", "--tls") as running:
        yield running


def authority_of(folder: Path) -> str:
    return str(folder / "tls" / "authority.pem")


def test_the_addresses_are_https_and_each_answers_to_who_trusts_the_authority(secure_run: OwnRun) -> None:
    shown = secure_run.table.replace("\n", "")
    for number in _NUMBERS:
        url = f"https://localhost:{secure_run.first_port + number}/"
        assert url in shown
        with local_session(authority_of(secure_run.errors.parent)) as session:
            assert session.get(url, timeout=15).ok
    assert "http://" not in shown


def test_it_prints_the_authority_and_one_line_for_each_kind_of_client(secure_run: OwnRun) -> None:
    lines = [line.split(maxsplit=1) for line in secure_run.table.splitlines() if line.startswith("  ")]
    told = {line[0]: line[1] for line in lines if len(line) == 2 and line[0] in _CLIENTS}
    assert tuple(told) == _CLIENTS
    for client in set(_CLIENTS) - {"Python"}:
        assert authority_of(secure_run.errors.parent) in told[client]
    assert "autorité locale" in secure_run.table
    assert "local authority" in secure_run.table


def test_the_line_for_curl_and_that_for_python_work_as_printed(secure_run: OwnRun) -> None:
    wanted = ("  curl  ", "  Python")
    lines = dict(line.split(maxsplit=1) for line in secure_run.table.splitlines() if line.startswith(wanted))
    done = subprocess.run([*shlex.split(lines["curl"]), "--silent", "--show-error"], capture_output=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    name, _, bundle = lines["Python"].split("   #")[0].removeprefix("export ").partition("=")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(name, shlex.split(bundle)[0])
        assert requests.get(f"https://localhost:{secure_run.first_port}/", timeout=15).ok


def test_ctrl_c_stops_all_of_it_at_once_with_clients_in_the_middle_of_a_handshake(secure_run: OwnRun) -> None:
    with ExitStack() as stack:
        for number in (*_NUMBERS, *_NUMBERS):
            address = ("127.0.0.1", secure_run.first_port + number)
            stack.enter_context(socket.create_connection(address)).sendall(b"\x16\x03\x01")
        assert secure_run.stop() < 10  # such a client may take 15 seconds while it runs
    assert secure_run.process.returncode == 0
    assert secure_run.open_ports() == []
    assert secure_run.errors.read_text() == ""


def test_one_setting_does_the_same_as_the_flag(sandbox: Sandbox, tmp_path: Path) -> None:
    with preau_run(tmp_path, sandbox, "[listen]\ntls = true\n", "--no-examples") as running:
        with local_session(authority_of(tmp_path)) as session:
            assert session.get(f"https://localhost:{running.first_port}/", timeout=15).ok
        told = try_command("issuers", "--workspace", str(tmp_path), "--no-tls", folder=tmp_path)
    assert "http://localhost" in told.stdout


def test_an_address_that_says_http_is_told_by_its_setting(tmp_path: Path) -> None:
    (tmp_path / "preau.toml").write_text('[issuers.gar]\nurl = "http://localhost:8000"\n')
    done = try_command("run", "--tls", "--no-examples", "--workspace", str(tmp_path), folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("preau: preau.toml: issuers.gar.url: is not https:// while the listeners speak TLS")
    assert done.stderr.count("\n") == 1


def test_preau_serve_speaks_tls_1_2_and_1_3_with_the_same_certificate(sandbox: Sandbox, tmp_path: Path) -> None:
    lend_keys(tmp_path, sandbox)
    first = free_ports()
    words = ["serve", "gar", "--tls", "--workspace", str(tmp_path), "--first-port", str(first)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([PREAU, *words], stdout=log, stderr=log)  # noqa: S603 - ours
    try:
        _await_port(process, first)
        with (
            socket.create_connection(("127.0.0.1", first)),
            local_session(authority_of(tmp_path)) as session,
        ):  # a silent one
            answer = session.get(f"https://localhost:{first}/", timeout=15)
        assert answer.ok
        assert "__Host-preau_gar" in answer.headers["Set-Cookie"]
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = ssl.create_default_context(cafile=authority_of(tmp_path))
            context.minimum_version = context.maximum_version = version
            with socket.create_connection(("127.0.0.1", first)) as connection:
                context.wrap_socket(connection, server_hostname="localhost").close()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert authority_of(tmp_path) in (tmp_path / "log").read_text()


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    waiting, deadline = threading.Event(), time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        waiting.wait(0.05)
    raise RuntimeError(f"preau serve does not start (exit {process.poll()})")
