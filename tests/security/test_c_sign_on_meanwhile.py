"""Owns a sign-on that meets a sign-out of the same session: what the one has not seen, the other does not open."""

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from broker.app import make_issuer_app
from broker.core.journey import Authentication
from broker.core.refusals.journey import SessionOver
from broker.core.session import Session
from broker.flows.ports import Append, Put
from broker.flows.sign_on import browser_digest
from broker.stores.session_book import StoredSessionBook
from tests.journeys.own_service import OwnService, own_service
from tests.journeys.steps import PUPIL
from tests.sandbox import Sandbox
from tests.security.test_j_store_down import FailingStore, code_of

SECRET = "s" * 32


@dataclass
class MeddledStore(FailingStore):
    """Do something else in the moment in which a service is recorded as opened."""

    meddle: Callable[[], object] = field(default=lambda: None)

    def write(self, *writes: Put | Append) -> None:
        if any(one.key.startswith("participants:") for one in writes):
            self.meddle()
        super().write(*writes)


def _ask(browser: FlaskClient, service: OwnService) -> TestResponse:
    url = urlsplit(service.request_url())
    return Context().run(browser.get, f"{url.path}?{url.query}", headers={"Host": url.netloc})


@pytest.mark.parametrize("ends", [False, True])
def test_a_sign_on_that_a_sign_out_overtakes_opens_nothing(sandbox: Sandbox, *, ends: bool) -> None:
    store = MeddledStore(sandbox.shared.store)
    sessions = StoredSessionBook(sandbox.shared.store, sandbox.clock)
    authentication = Authentication("login", PUPIL, "P0", sandbox.clock.now(), "password")
    session = Session(browser_digest(SECRET), "gar", "ent-cour", authentication)
    sessions.open(session)
    application = make_issuer_app(sandbox.shared.hub, replace(sandbox.shared, store=store))
    browser = application.test_client()
    host = urlsplit(sandbox.home).hostname or ""
    browser.set_cookie(f"{application.config['SESSION_COOKIE_NAME']}_session", SECRET, domain=host)
    if ends:
        store.meddle = lambda: sessions.end(session)
    with own_service(sandbox) as service:
        page = _ask(browser, service)
    assert (code_of(page) == SessionOver.code) is ends
    sessions.end(session)
