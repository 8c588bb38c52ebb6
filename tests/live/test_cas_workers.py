"""Owns what CAS needs of several worker processes: a ticket used once over all of them, a session ended on all."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from broker.saml.keys import read_signing_key
from tests.bench.hub_process import running_hub
from tests.bench.login import find_travellers
from tests.bench.login_chain import Chain, open_connection
from tests.bench.login_sides import sides_of
from tests.bench.process_figures import cpu_seconds
from tests.bench.signed_in import CAS_SERVICE, TERMS
from tests.bench.subscribed import subscribe
from tests.journeys.cas_service import ticket_in
from tests.journeys.own_run import lend_keys
from tests.live.redis_server import need_redis, running_redis
from tests.sandbox import Sandbox, free_ports

pytestmark = pytest.mark.live
WORKERS, TICKETS, RACERS = 2, 15, 8


@pytest.fixture(scope="module", autouse=True)
def _redis_is_there() -> None:
    need_redis()


def log_in(home: str, cookies: dict[str, str]) -> requests.Response:
    query = urlencode({"service": CAS_SERVICE, "gateway": "true"})
    return requests.get(f"{home}/login?{query}", cookies=cookies, allow_redirects=False, timeout=20)


def validate(home: str, ticket: str) -> bool:
    """Present a ticket, on a connection of its own."""
    query = urlencode({"service": CAS_SERVICE, "ticket": ticket})
    return "authenticationSuccess" in requests.get(f"{home}/p3/serviceValidate?{query}", timeout=20).text


def test_a_ticket_presented_to_several_workers_at_once_opens_once_and_a_session_ends_on_all(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    lend_keys(tmp_path, sandbox)
    port = free_ports()
    home = f"http://localhost:{port}"
    sides = sides_of(home)
    people, settings = sides.register(tmp_path, TERMS), tmp_path / "elsewhere.toml"
    subscribe(tmp_path)
    with running_redis() as redis:
        settings.write_text(
            f'[store]\nkind = "redis"\nurl = "{redis.url}"\n[directory]\nldif_file = "{people}"\n', encoding="utf-8"
        )
        arguments = ("serve", "gar", "--workers", str(WORKERS), "--settings", str(settings))
        with running_hub(arguments, tmp_path, port) as hub, open_connection(sides.hub_entity) as http:
            _main, *workers = hub.processes
            before = [cpu_seconds([worker]) for worker in workers]
            chain = Chain(sides, read_signing_key(tmp_path / "keys", "gar").certificate_pem, http, keep_alive=False)
            (traveller,) = islice(find_travellers(people), 1)
            cookies = chain.follow_link(traveller)
            chain.sign_on(traveller, cookies, checked=True)
            for _ in range(TICKETS):
                ticket = ticket_in(log_in(home, cookies).headers["Location"])
                with ThreadPoolExecutor(RACERS) as pool:
                    opened = list(pool.map(lambda _number, ticket=ticket: validate(home, ticket), range(RACERS)))
                assert opened.count(True) == 1
            worked = [cpu_seconds([worker]) > start for worker, start in zip(workers, before, strict=True)]
            last = ticket_in(log_in(home, cookies).headers["Location"])
            query = urlencode({"service": CAS_SERVICE})
            requests.get(f"{home}/logout?{query}", cookies=cookies, allow_redirects=False, timeout=20)
            assert not any(validate(home, last) for _ in range(2 * WORKERS))
            ended = {log_in(home, cookies).headers["Location"].partition("?ticket=")[1] for _ in range(4 * WORKERS)}
    assert worked == [True] * WORKERS, "every worker took part"
    assert ended == {""}, "no worker still knows the session"
