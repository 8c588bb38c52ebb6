"""Owns `password.login.*`: logins by password a second and core, with the argon2id hash and without it.

A login is the guichet's form, fetched and posted by a new browser, up to the answer that opens the session; the
application is called in this process. Without the hash is the same with one round of SHA-1 in its place.
"""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from lxml import html

from broker.app import make_issuer_app
from broker.definitions.installed_issuers import find_urls
from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.directories.directory_settings import DirectorySettings
from broker.directories.sandbox_academy import ACADEMY_FILE, DEMO_HASH, DEMO_PASSWORD
from broker.shared import make_shared
from tests.bench.figure import Figure

NAMES = ("password.login.per_s", "password.login.no_hash.per_s")
_GUICHET = "ent-cour"
_LOGIN = "lea.martin"
_SHA1 = "{SSHA}n2lsd+gOWdrt1rxMTUJmF1XuloRwcmVhdTEyMw=="
_ROUNDS, _LOGINS = 5, 8


def measure() -> Iterator[Figure]:
    """Alternate rounds with and without the hash: the machine's speed moves."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        hashed, bare = _make_app(Path(folder) / "hashed", DEMO_HASH), _make_app(Path(folder) / "bare", _SHA1)
        rounds = [(_cost(hashed), _cost(bare)) for _ in range(_ROUNDS)]
    for name, costs in zip(NAMES, zip(*rounds, strict=True), strict=True):
        yield Figure(name, 1 / statistics.median(costs), "1/s")


def _make_app(folder: Path, stored: str) -> Flask:
    """Put the ENT together over the shipped academy with this hash."""
    folder.mkdir()
    people = folder / "people.ldif"
    people.write_text(ACADEMY_FILE.read_text(encoding="utf-8").replace(DEMO_HASH, stored), encoding="utf-8")
    settings = Settings(directory=DirectorySettings(ldif_file=people))
    workspace = Workspace(folder / "workspace")
    workspace.prepare()
    shared = make_shared(settings, workspace, find_urls(settings, workspace))
    return make_issuer_app(next(issuer for issuer in shared.issuers if issuer.name == _GUICHET), shared)


def _cost(app: Flask) -> float:
    """Return the CPU seconds of one login."""
    begun = time.process_time()
    for _ in range(_LOGINS):
        _sign_in(app)
    return (time.process_time() - begun) / _LOGINS


def _sign_in(app: Flask) -> None:
    url = app.extensions["preau"].issuer.url
    browser = app.test_client()
    page = html.fromstring(browser.get("/sign-in", base_url=url).data)
    form = next(form for form in page.forms if "password" in form.fields)
    values = {**dict(form.fields), "email": _LOGIN, "password": DEMO_PASSWORD}
    answer = browser.post(form.action, base_url=url, data=values, headers={"Origin": url})
    assert answer.status_code == 303, f"a right password opens: HTTP {answer.status_code}"
