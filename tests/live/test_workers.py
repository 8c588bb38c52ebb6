"""Owns `preau serve` with several worker processes: one sign-on over all of them, and what stops a start."""

import socket
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from broker.saml.keys import read_signing_key
from tests.bench.hub_process import running_hub
from tests.bench.login import find_travellers
from tests.bench.login_chain import Chain, open_connection
from tests.bench.login_sides import sides_of
from tests.bench.process_figures import cpu_seconds
from tests.bench.subscribed import subscribe
from tests.journeys.own_run import lend_keys
from tests.live.redis_server import need_redis, running_redis
from tests.sandbox import Sandbox, free_ports

pytestmark = pytest.mark.live
LOGINS = 20
WORKERS = 2


@pytest.fixture(scope="module", autouse=True)
def _redis_is_there() -> None:
    need_redis()


def _serve(workspace: Path, *arguments: str) -> tuple[int, str]:
    """Run `preau serve`, which cannot start, and return its status and what it said."""
    command = [str(Path(sys.executable).with_name("preau")), "serve", "--workspace", str(workspace), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - our own
    return done.returncode, done.stdout + done.stderr


def test_a_sign_on_whose_requests_reach_different_workers_succeeds(sandbox: Sandbox, tmp_path: Path) -> None:
    lend_keys(tmp_path, sandbox)
    port = free_ports()
    sides = sides_of(f"http://localhost:{port}")
    people, settings = sides.register(tmp_path), tmp_path / "elsewhere.toml"
    subscribe(tmp_path)
    with running_redis() as redis:
        settings.write_text(
            f'[store]\nkind = "redis"\nurl = "{redis.url}"\n[directory]\nldif_file = "{people}"\n', encoding="utf-8"
        )
        arguments = ("serve", "gar", "--workers", str(WORKERS), "--settings", str(settings))
        with running_hub(arguments, tmp_path, port) as hub, open_connection(sides.hub_entity) as http:
            _main, *workers = hub.processes
            before = [cpu_seconds([worker]) for worker in workers]
            certificate = read_signing_key(tmp_path / "keys", "gar").certificate_pem
            chain = Chain(sides, certificate, http, keep_alive=False)
            for traveller in islice(find_travellers(people), LOGINS):
                chain.sign_on(traveller, chain.follow_link(traveller), checked=True)
            worked = [cpu_seconds([worker]) > start for worker, start in zip(workers, before, strict=True)]
    assert worked == [True] * WORKERS, "every worker took part"


def test_several_workers_without_redis_are_refused_in_one_line(tmp_path: Path) -> None:
    status, said = _serve(tmp_path, "gar", "--workers", "2")
    assert status == 2
    assert said.startswith("preau: preau.toml: store.kind: 2 workers would each have a memory of their own")
    assert said.count("\n") == 1


def test_a_redis_that_does_not_answer_is_told_in_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    lend_keys(tmp_path, sandbox)
    url = f"redis://127.0.0.1:{free_ports()}/0"
    (tmp_path / "preau.toml").write_text(f'[store]\nkind = "redis"\nurl = "{url}"\n', encoding="utf-8")
    status, said = _serve(tmp_path, "gar", "--workers", "2")
    assert status == 2
    assert said.startswith("preau: preau.toml: store.url: Redis does not answer")
    assert said.count("\n") == 1


def test_an_unknown_issuer_is_told_with_those_that_exist(tmp_path: Path) -> None:
    status, said = _serve(tmp_path, "rag")
    assert status == 2
    assert said.startswith("preau: preau serve: ISSUER: no issuer is called rag → one of ")
    assert "gar" in said.rpartition("→")[2]
    assert said.count("\n") == 1


def test_a_busy_port_is_told_with_the_setting_to_change(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        port = taken.getsockname()[1]
        status, said = _serve(tmp_path, "gar", "--first-port", str(port))
    assert status == 2
    assert said.startswith(f"preau: preau.toml: listen.first_port: port {port} on 127.0.0.1 cannot be opened")
    assert said.count("\n") == 1


def test_a_port_that_the_issuer_does_not_answer_as_is_refused_unless_its_address_is_set(tmp_path: Path) -> None:
    status, said = _serve(tmp_path, "gar", "--port", str(free_ports()))
    assert status == 2
    assert said.startswith("preau: preau.toml: issuers.gar.url: gar answers as http://localhost:8000")
    assert said.count("\n") == 1
