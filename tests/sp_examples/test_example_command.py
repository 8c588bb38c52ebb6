"""Owns the tests of `python -m sp_examples`, run as a process of its own and spoken to over HTTP."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.sandbox import free_ports
from tests.sp_examples.hub_server import HubServer
from tests.sp_examples.hub_side import Answer, Signer, read_question
from tests.sp_examples.yard import METADATA

NAME = "Ézéchiel-Témoin"


def _start(folder: Path, port: int, hub: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sp_examples", "--folder", str(folder / "keys"), "--publish", str(folder / "out")]
    command += ["--port", str(port), "--url", f"http://localhost:{port}", "--hub", hub, "--secrets", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command")


@pytest.fixture
def running(folder: Path, signer: Signer) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_ports()
    with HubServer() as server, _start(folder, port, server.url) as process:
        server.show(METADATA, signer.metadata())
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == f"sp_examples: http://localhost:{port}/\n"
            yield process, f"http://localhost:{port}"
        finally:
            process.kill()


def test_a_whole_sign_on_over_http_leaves_no_value_in_the_logs(
    running: tuple[subprocess.Popen[str], str], signer: Signer
) -> None:
    process, url = running
    with requests.Session() as browser:
        question = read_question(browser.get(f"{url}/carnet/", allow_redirects=False).headers["Location"])
        answer = Answer(question.request_id, question.acs_url, question.entity_id, signer, {"NOM": [NAME]})
        form = {"RelayState": question.relay_state}
        spoiled = answer.changed(audience="elsewhere").encoded()
        assert browser.post(question.acs_url, data=form | {"SAMLResponse": spoiled}).status_code == 403
        page = browser.post(question.acs_url, data=form | {"SAMLResponse": answer.encoded()})
        assert (page.status_code, page.url) == (200, f"{url}/carnet/?arrived=1")
        assert browser.get(f"{url}/carnet/received.json").json()["attributes"] == {"NOM": [NAME]}
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert NAME not in out + err
    assert "_transient1" not in out + err
    assert err == ""


def test_an_interrupt_stops_it_cleanly_and_the_metadata_stays(
    running: tuple[subprocess.Popen[str], str], folder: Path
) -> None:
    process, url = running
    published = (folder / "out" / "example-carnet.xml").read_bytes()
    assert requests.get(f"{url}/carnet/saml/metadata", timeout=5).content == published
    assert len(list((folder / "out").glob("example-*.xml"))) == 5
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")


def test_a_busy_port_is_one_clear_message(folder: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with _start(folder, port, "http://127.0.0.1:9/") as process:
            _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"--port {port}" in err
    assert "Traceback" not in err


def test_a_folder_that_cannot_be_made_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with _start(tmp_path, free_ports(), "http://127.0.0.1:9/") as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "--folder" in err
    assert "Traceback" not in err
