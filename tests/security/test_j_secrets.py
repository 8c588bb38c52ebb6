"""Owns J195: no default secret, and keys that only their owner can read, different in each workspace."""

import stat
from pathlib import Path

import requests

from broker.app import make_issuer_app
from broker.definitions.workspace import Workspace
from broker.lab.browser import Browser
from tests.sandbox import Sandbox
from tests.security.doors import cookie_name, cookie_signer, is_signed_in, session_of, try_password
from tests.security.forge import Forge

_GUESSES = ("", "secret", "dev", "changeme", "sosecret", "preau", "bac-a-sable", "0" * 64)


def test_j195_every_key_is_readable_by_its_owner_alone(sandbox: Sandbox) -> None:
    files = [file for file in sandbox.workspace.keys.rglob("*") if file.is_file()]
    private = [
        file for file in sandbox.workspace.root.rglob("*") if file.is_file() and b"PRIVATE KEY" in file.read_bytes()
    ]
    assert {"cookies.key", "pseudonym-1.key"} <= {file.name for file in files}
    assert len(private) >= len(sandbox.shared.issuers)
    modes = {file: stat.S_IMODE(file.stat().st_mode) for file in (*files, *private)}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(sandbox.workspace.keys.stat().st_mode) == 0o700


def test_j195_two_workspaces_share_no_secret(sandbox: Sandbox, forge: Forge, tmp_path: Path) -> None:
    fresh = Workspace(tmp_path)
    fresh.prepare()
    for name in ("cookies.key", "pseudonym-1.key"):
        secrets = {space.read_secret(name) for space in (sandbox.workspace, forge.sandbox.workspace, fresh)}
        assert len(secrets) == 3
        assert all(len(secret) == 64 for secret in secrets)
    keys = {
        (space.workspace.keys / f"{issuer.name}.pem").read_bytes()
        for space in (sandbox, forge.sandbox)
        for issuer in space.shared.issuers
    }
    assert len(keys) == 2 * len(sandbox.shared.issuers)


def test_j195_no_two_issuers_sign_cookies_with_one_secret(sandbox: Sandbox) -> None:
    secrets = {make_issuer_app(issuer, sandbox.shared).secret_key for issuer in sandbox.shared.issuers}
    assert len(secrets) == len(sandbox.shared.issuers)
    assert None not in secrets


def test_j195_a_session_signed_with_a_secret_one_could_guess_opens_nothing(sandbox: Sandbox) -> None:
    browser, account = Browser(), f"{sandbox.urls['ent-cour']}/account"
    assert is_signed_in(try_password(sandbox, "ent-cour", "lea.martin", browser=browser))
    assert "Martin" in browser.get(account).text  # the control
    session = session_of(sandbox, "ent-cour", browser)
    assert "_user_id" in session
    for guess in _GUESSES:
        forged = cookie_signer(guess).dumps(session)
        assert isinstance(forged, str)
        answer = requests.get(
            account, cookies={cookie_name(sandbox, "ent-cour"): forged}, allow_redirects=False, timeout=20
        )
        assert answer.status_code == 302
        assert "Martin" not in answer.text


def test_j195_a_session_of_one_workspace_opens_nothing_in_another(sandbox: Sandbox, forge: Forge) -> None:
    browser = Browser()
    assert is_signed_in(try_password(forge.sandbox, "ent-cour", "lea.martin", browser=browser))
    cookie = str(browser.http.cookies[cookie_name(forge.sandbox, "ent-cour")])
    account = f"{sandbox.urls['ent-cour']}/account"
    answer = requests.get(
        account, cookies={cookie_name(sandbox, "ent-cour"): cookie}, allow_redirects=False, timeout=20
    )
    assert answer.status_code == 302
