"""Owns the driving of the console without a network: one workspace, at the address by which it is called."""

import re
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from broker.app import make_issuer_app
from broker.definitions.addresses import base_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.shared import make_shared
from tests.sandbox import MovableClock

HERE, BEYOND = "http://localhost:8000", "https://preau.example"
Row = dict[str, str | None]


class Console:
    """Drive the console of one workspace, as it is called by one address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self.clock = url, MovableClock()
        settings = Settings.model_validate({"issuers": {"gar": {"url": url}}, "console": {"registration": True}})
        workspace = Workspace(folder)
        self.shared = make_shared(settings, workspace, base_urls(settings, DATA / "issuers"), self.clock)
        self.app = make_issuer_app(self.shared.hub, self.shared)

    def browser(self, address: str = "192.0.2.7") -> FlaskClient:
        """Return a new browser, at an address of its own."""
        found = self.app.test_client()
        found.environ_base["REMOTE_ADDR"] = address
        return found

    def get(self, browser: FlaskClient, path: str) -> TestResponse:
        return browser.get(path, base_url=self.url)

    def post(self, browser: FlaskClient, path: str, **fields: str) -> TestResponse:
        page = self.get(browser, "/roles").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        return browser.post(path, base_url=self.url, data={"csrf_token": token[1], **fields})

    def take(self, browser: FlaskClient, row: Row, **more: str) -> TestResponse:
        fields = {name: text for name, text in row.items() if text is not None}
        return self.post(browser, "/roles", **fields, **more)
