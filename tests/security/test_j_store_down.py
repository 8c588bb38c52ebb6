"""Owns J214 at its worst moment: the store fails while a refusal is being recorded, and the person gets its page."""

import base64
import logging
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from broker.app import make_issuer_app
from broker.core.journey import Authentication
from broker.core.refusals.journey import StoreUnavailable
from broker.core.session import Session
from broker.definitions.addresses import base_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.flows.ports import Append, Put, Store
from broker.flows.sign_on import browser_digest
from broker.shared import Shared, make_shared
from broker.stores.session_book import StoredSessionBook
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

_VALUE = "lou.marelle"  # what no log may show


@dataclass
class FailingStore:
    """Pass everything on to a store, until it is told that writing fails."""

    store: Store
    fails: bool = False

    def put(self, key: str, value: bytes, seconds: int) -> None:
        self._write()
        self.store.put(key, value, seconds)

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        self._write()
        return self.store.add(key, value, seconds)

    def find(self, key: str) -> bytes | None:
        return self.store.find(key)

    def take(self, key: str) -> bytes | None:
        self._write()
        return self.store.take(key)

    def append(self, key: str, value: bytes, seconds: int, keep: int, *, lasting: bool = False) -> None:
        self._write()
        self.store.append(key, value, seconds, keep, lasting=lasting)

    def add_and_find(self, added: Put, key: str) -> tuple[bool, bytes | None]:
        self._write()
        return self.store.add_and_find(added, key)

    def write(self, *writes: Put | Append) -> None:
        self._write()
        self.store.write(*writes)

    def read_list(self, key: str) -> tuple[bytes, ...]:
        return self.store.read_list(key)

    def count(self, key: str, seconds: int) -> int:
        self._write()
        return self.store.count(key, seconds)

    def forget(self, key: str) -> None:
        self.store.forget(key)

    def _write(self) -> None:
        if self.fails:
            raise StoreUnavailable(cause="the test's store is full")


@dataclass(frozen=True)
class Hub:
    """Hold the hub's application on a store that can fail, and a browser at it."""

    shared: Shared
    store: FailingStore
    browser: FlaskClient

    def get(self, path: str, **query: str) -> TestResponse:
        """Send a request in a context of its own, as a server's thread does: what it looked at ends with it."""
        host = urlsplit(self.shared.hub.url).netloc
        return Context().run(self.browser.get, path, query_string=query, headers={"Host": host})

    def unreadable(self) -> TestResponse:
        """Send a message that no one can read: a stray refusal, which is traced."""
        return self.get(self.shared.hub.paths.redirect, SAMLRequest=base64.b64encode(_VALUE.encode()).decode())


@pytest.fixture(scope="module")
def shared(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Shared:
    folder, settings = tmp_path_factory.mktemp("down"), Settings()
    workspace = Workspace(Path(folder))
    lend_keys(workspace.root, sandbox)
    return make_shared(settings, workspace, base_urls(settings, DATA / "issuers"))


@pytest.fixture
def hub(shared: Shared) -> Hub:
    store = FailingStore(shared.store)
    own = replace(shared, store=store)
    return Hub(own, store, make_issuer_app(own.hub, own).test_client())


def code_of(page: TestResponse) -> str:
    return str(html.fromstring(page.data).xpath("string(//*[@id='refusal-code'])")).strip()


def trace_links(page: TestResponse) -> list[str]:
    return [str(link) for link in html.fromstring(page.data).xpath("//a/@href[contains(., '/journeys/')]")]


def test_j214_a_refusal_that_cannot_be_recorded_is_still_the_same_refusal(hub: Hub) -> None:
    before = hub.unreadable()
    assert trace_links(before)
    hub.store.fails = True
    page = hub.unreadable()
    assert (page.status_code, code_of(page)) == (before.status_code, code_of(before))
    assert code_of(page) == "message.encoding"
    assert trace_links(page) == []
    hub.store.fails = False
    assert trace_links(hub.unreadable())


_DOORS: dict[str, Callable[[Hub], TestResponse]] = {
    "a message that cannot be read": Hub.unreadable,
    "a journey that nobody knows": lambda hub: hub.get("/journey", journey="nobody"),
    "a link to a resource that nobody declared": lambda hub: hub.get("/domaineGar", idRessource="ark:/77777/x"),
    "a page that is not there": lambda hub: hub.get("/nowhere"),
}


@pytest.mark.parametrize("door", _DOORS)
def test_j214_every_refusal_is_a_closed_page_without_a_traceback_while_the_store_fails(
    hub: Hub, door: str, caplog: pytest.LogCaptureFixture
) -> None:
    hub.store.fails = True
    with caplog.at_level(logging.DEBUG):
        page = _DOORS[door](hub)
    assert code_of(page)
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert any("refused code=" in record.getMessage() for record in caplog.records)
    assert [record for record in caplog.records if record.exc_info] == []
    assert "Traceback" not in caplog.text
    assert _VALUE not in caplog.text


def test_j214_a_sign_out_that_the_store_stops_ends_nothing_by_halves(hub: Hub) -> None:
    secret, host = "s" * 32, urlsplit(hub.shared.hub.url).netloc
    authentication = Authentication("login", _VALUE, None, hub.shared.clock.now(), "password")
    sessions = StoredSessionBook(hub.store, hub.shared.clock)
    sessions.open(Session(browser_digest(secret), "gar", "ent-cour", authentication))
    cookie = f"{hub.browser.application.config['SESSION_COOKIE_NAME']}_session"
    hub.browser.set_cookie(cookie, secret, domain=host.partition(":")[0])

    def press(*, failing: bool) -> TestResponse:
        hub.store.fails = False
        form = html.fromstring(hub.get("/sign-out").data).xpath("//form[@action='/sign-out']")[0]
        hub.store.fails = failing
        return Context().run(hub.browser.post, "/sign-out", data=dict(form.fields), headers={"Host": host})

    for failing, code, forgotten in ((True, StoreUnavailable.code, False), (False, "", True)):
        page = press(failing=failing)
        assert code_of(page) == code
        assert any(cookie in header for header in page.headers.getlist("Set-Cookie")) is forgotten
    assert sessions.find("gar", browser_digest(secret)) is None
