"""Owns what Redis gives to sessions: a restart loses none, and one ended by a process is ended for every other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from broker.app import make_issuer_app
from broker.definitions.addresses import base_urls
from broker.definitions.settings import Listen, Settings
from broker.definitions.workspace import DATA, Workspace
from broker.lab.browser import Browser
from broker.serving import Listener, Serving
from broker.shared import make_shared
from tests.journeys.own_run import lend_keys, running
from tests.journeys.sign_out_listener import SOAP
from tests.journeys.sign_out_pages import is_signed_in_at, is_signed_in_at_hub
from tests.journeys.sign_out_service import hub_address, sign_out_service
from tests.live.redis_server import need_redis, running_redis
from tests.protocols.saml.logout_builders import SOAP_BINDING, codes_of, out_of_soap, signed, soap_of
from tests.protocols.saml.saml_builders import a_party
from tests.sandbox import MovableClock, Sandbox, free_ports

pytestmark = pytest.mark.live


@dataclass(frozen=True)
class Elsewhere:
    """Hold a workspace whose sandbox runs in processes of their own, with its state in Redis."""

    folder: Path
    sandbox: Sandbox


@pytest.fixture
def elsewhere(tmp_path: Path, sandbox: Sandbox) -> Iterator[Elsewhere]:
    need_redis()
    lend_keys(tmp_path, sandbox)
    with running_redis() as redis:
        first, workspace, clock = free_ports(), Workspace(tmp_path), MovableClock()
        (tmp_path / "preau.toml").write_text(f'[store]\nkind = "redis"\nurl = "{redis.url}"\n')
        settings = Settings(store={"kind": "redis", "url": redis.url}, listen=Listen(first_port=first))
        urls = base_urls(settings, DATA / "issuers")
        shared = make_shared(settings, workspace, urls, clock)
        yield Elsewhere(tmp_path, Sandbox(shared, workspace, urls, clock, first, clock))


def test_a_restart_loses_no_session_and_what_was_opened_in_it_is_still_told(elsewhere: Elsewhere) -> None:
    sandbox, browser = elsewhere.sandbox, Browser()
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        with running(elsewhere.folder, sandbox.first_port) as run:
            mine, _other = first.open_in(browser), second.open_in(browser)
            run.stop()
        with running(elsewhere.folder, sandbox.first_port):
            assert is_signed_in_at_hub(browser, sandbox)
            assert is_signed_in_at(browser, sandbox, "ent-cour")
            assert first.ask_by_soap(mine) == ["Success"]
            assert len(second.memory.asked) == 1
            assert not is_signed_in_at_hub(browser, sandbox)
            assert not is_signed_in_at(browser, sandbox, "ent-cour")


def test_a_session_ended_by_one_process_is_ended_for_the_other_at_once(elsewhere: Elsewhere) -> None:
    sandbox, browser, port = elsewhere.sandbox, Browser(), free_ports()
    application = make_issuer_app(sandbox.shared.hub, sandbox.shared)
    serving = Serving([Listener("gar", "127.0.0.1", port, application)], threads=2)
    with sign_out_service(sandbox, SOAP) as service, running(elsewhere.folder, sandbox.first_port):
        serving.start()
        try:
            named = service.open_in(browser)
            assert is_signed_in_at_hub(browser, sandbox)
            request = signed(service.request(named, SOAP_BINDING), a_party(service.own.name))
            address = hub_address(sandbox, SOAP_BINDING).replace(sandbox.home, f"http://127.0.0.1:{port}")
            headers = {"Content-Type": "text/xml", "Host": sandbox.home.removeprefix("http://")}
            answer = requests.post(address, data=soap_of(request), headers=headers, timeout=15)
            assert codes_of(out_of_soap(answer.content)) == ["Success"]
            assert not is_signed_in_at_hub(browser, sandbox)
            assert not is_signed_in_at(browser, sandbox, "ent-cour"), "told by the process that was asked"
        finally:
            serving.stop()
