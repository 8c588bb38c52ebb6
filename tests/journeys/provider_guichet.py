"""Owns a guichet of one's own over OpenID Connect: its definition in a sandbox's workspace, the way through it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.lab.browser import Browser
from tests.journeys.steps import STUDIO, choose_guichet, entry_link, person_of
from tests.openid_provider import CLIENT, Provider
from tests.sandbox import Sandbox

TEACHER = "clemence.diarra"
PALACE = "palais"
_DEFINITION = """\
name = "{name}"
title = {{ fr = "Guichet du Palais", en = "Palace guichet" }}
projects = ["P0"]
protocol = "oidc"
key = {{ kind = "mail", attribute = "email" }}

[oidc]
issuer = "{issuer}"
client_id = "{client}"
scopes = ["openid", "email"]
acr_values = ["eidas1"]
acr = {{ eidas1 = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", eidas2 = "eidas2" }}
{more}
"""


def define(sandbox: Sandbox, provider: Provider, more: str = "", *, name: str = PALACE) -> None:
    """Write the definition into the workspace."""
    text = _DEFINITION.format(name=name, issuer=provider.url, client=CLIENT, more=more)
    (sandbox.workspace.guichets / f"{name}.toml").write_text(text)


_PIVOT = """\
name = "franche"
title = {{ fr = "Guichet des particuliers", en = "Citizens' guichet" }}
at = ["educonnect"]
protocol = "oidc"
key = {{ kind = "pivot", attribute = "birthdate" }}
vouched = {{ profiles = ["National_tut"] }}
facts = {{ family_name = ["family_name"], given_name = ["given_name"], gender = ["gender"] }}

[oidc]
issuer = "{issuer}"
client_id = "{client}"
scopes = ["openid", "identite_pivot"]
acr_values = ["eidas1"]
acr = {{ eidas1 = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport" }}
"""


def define_for_citizens(sandbox: Sandbox, provider: Provider) -> None:
    """Write the definition of a guichet of ÉduConnect that knows people by their pivot identity."""
    (sandbox.workspace.guichets / "franche.toml").write_text(_PIVOT.format(issuer=provider.url, client=CLIENT))


@contextmanager
def define_like(sandbox: Sandbox, shipped: dict[str, Any], provider: Provider, *, at: str) -> Iterator[None]:
    """Offer a provider at an issuer, asked and read just as a shipped guichet is, for the length of a block."""
    name = f"{shipped['name']}-essai"
    oidc = {**shipped["oidc"], "issuer": provider.url, "client_id": CLIENT}
    told = {**shipped, "name": name, "at": [at], "oidc": oidc}
    file = sandbox.workspace.guichets / f"{name}.toml"
    file.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in told.items()), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink()


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(inner)}' for name, inner in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def secret_of(sandbox: Sandbox) -> str:
    """Return the secret by which the hub is known at the provider."""
    return ClientSecrets(sandbox.workspace.keys / FOLDER).read(CLIENT)


def mail_of(sandbox: Sandbox, login: str = TEACHER) -> str:
    """Return the address by which the person is found."""
    return person_of(sandbox, login).mail.values[0]


def open_studio(sandbox: Sandbox, browser: Browser, *, name: str = PALACE) -> requests.Response:
    """Open a resource from the médiacentre's link, and choose the guichet."""
    return choose_guichet(browser, browser.get(entry_link(sandbox, STUDIO)), name)
