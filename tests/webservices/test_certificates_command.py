"""Owns `preau certificates` and `preau serve webservices` as a person meets them."""

import json
import shlex
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.certificates import certificates
from tests.journeys.own_run import PREAU, lend_keys, try_command
from tests.sandbox import Sandbox, free_ports
from tests.webservices.callers import P0, pair_of

DISTRIBUTOR = "777777776_0000000000000000"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(certificates, [*words, "--workspace", str(folder)])


def test_a_first_certificate_comes_with_a_call_that_works_as_printed(sandbox: Sandbox) -> None:
    where = ("--workspace", str(sandbox.workspace.root), "--first-port", str(sandbox.first_port))
    told = CliRunner().invoke(certificates, ["make", "--distributor", DISTRIBUTOR, *where])
    assert told.exit_code == 0, told.output
    line = next(line for line in told.output.splitlines() if line.startswith("curl "))
    words = shlex.split(line.removeprefix("curl ").strip())
    done = subprocess.run([*words, "--silent", "--show-error"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert json.loads(done.stdout)["client"] == {"role": "distributor", "name": DISTRIBUTOR}, done.stderr


def test_curl_takes_the_bundle_too(sandbox: Sandbox) -> None:
    where = ("--workspace", str(sandbox.workspace.root), "--first-port", str(sandbox.first_port))
    row = json.loads(CliRunner().invoke(certificates, ["make", "--ent", "P1", "--p12", "--json", *where]).output)
    words = ["curl", "--silent", "--cacert", str(sandbox.workspace.tls / "authority.pem"), "--cert-type", "P12"]
    words += ["--cert", f"{row['p12']}:{row['p12_password']}", f"{sandbox.urls['webservices']}/"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert json.loads(done.stdout)["client"] == {"role": "ent", "name": "P1"}


def test_making_twice_keeps_the_first_and_renewing_does_not(tmp_path: Path) -> None:
    made = [json.loads(run(tmp_path, word, "--ent", "P7", "--json").output) for word in ("make", "make", "renew")]
    kept = Path(made[0]["certificate"])
    assert made[0] == made[1]
    assert kept.exists()
    assert {row["key"] for row in made} == {str(kept.with_suffix(".key"))}


def test_the_list_says_what_counts(tmp_path: Path) -> None:
    assert json.loads(run(tmp_path, "list", "--json").output) == []
    run(tmp_path, "make", "--ent", "P7")
    run(tmp_path, "make", "--reports", DISTRIBUTOR)
    assert "P7" in run(tmp_path, "list").output
    rows = json.loads(run(tmp_path, "list", "--json").output)
    assert [(row["role"], row["name"]) for row in rows] == [("ent", "P7"), ("reports", DISTRIBUTOR)]
    assert run(tmp_path, "revoke", "--ent", "P7").exit_code == 0
    assert [row["name"] for row in json.loads(run(tmp_path, "list", "--json").output)] == [DISTRIBUTOR]


def test_what_was_never_made_is_not_revoked(tmp_path: Path) -> None:
    told = run(tmp_path, "revoke", "--ent", "P7")
    assert told.exit_code == 2
    assert "has no certificate" in told.output


@pytest.mark.parametrize("words", [(), ("--ent", "P0", "--distributor", DISTRIBUTOR)])
def test_one_client_is_named_at_a_time(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = run(tmp_path, "make", *words)
    assert told.exit_code == 2
    assert "give one of" in told.output


def test_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    told = run(tmp_path, "make", "--distributor", "P0")
    assert told.exit_code == 2
    assert "nine digits" in told.output


def test_the_web_services_are_served_alone_until_ctrl_c(sandbox: Sandbox, tmp_path: Path) -> None:
    lend_keys(tmp_path, sandbox)
    first = free_ports()
    words = ["serve", "webservices", "--workspace", str(tmp_path), "--first-port", str(first)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([PREAU, *words], stdout=log, stderr=log)  # noqa: S603 - ours
    try:
        await_port(process, first + 17)
        told = try_command("certificates", "make", "--ent", "P0", *words[2:], "--json", folder=tmp_path)
        done = subprocess.run(shlex.split(json.loads(told.stdout)["curl"]), capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert json.loads(done.stdout)["client"]["name"] == "P0", done.stderr
        assert not is_open(first)  # no issuer
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert process.returncode == 0
    assert (tmp_path / "log").read_text() == ""


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (("--workers", "2"), "", "one process"),
        (("--port", "9"), "", "webservices.url"),
        ((), "[webservices]\nenabled = false\n", "switched off"),
    ],
)
def test_what_cannot_be_served_so_is_told(
    sandbox: Sandbox, tmp_path: Path, words: tuple[str, ...], settings: str, told: str
) -> None:
    lend_keys(tmp_path, sandbox)
    (tmp_path / "preau.toml").write_text(settings, encoding="utf-8")
    done = try_command("serve", "webservices", "--workspace", str(tmp_path), *words, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_second_sandbox_knows_nobody_of_the_first(sandbox: Sandbox, tmp_path: Path) -> None:
    row = json.loads(run(tmp_path, "make", "--ent", "P0", "--json").output)
    assert Path(row["certificate"]).read_bytes() != Path(pair_of(sandbox, P0)[0]).read_bytes()


def await_port(process: subprocess.Popen[bytes], port: int) -> None:
    waiting, deadline = threading.Event(), time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if is_open(port):
            return
        waiting.wait(0.05)
    raise RuntimeError(f"preau serve does not start (exit {process.poll()})")


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
