"""Owns a guichet of one's own over OpenID Connect: its definition in a sandbox's workspace, the way through it."""

import requests

from broker.commands.browser import Browser
from broker.definitions.client_secrets import FOLDER, ClientSecrets
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
acr_accepted = ["eidas1", "eidas2"]
{more}
"""


def define(sandbox: Sandbox, provider: Provider, more: str = "", *, name: str = PALACE) -> None:
    """Write the definition into the workspace."""
    text = _DEFINITION.format(name=name, issuer=provider.url, client=CLIENT, more=more)
    (sandbox.workspace.guichets / f"{name}.toml").write_text(text)


def secret_of(sandbox: Sandbox) -> str:
    """Return the secret by which the hub is known at the provider."""
    return ClientSecrets(sandbox.workspace.keys / FOLDER).read(CLIENT)


def mail_of(sandbox: Sandbox, login: str = TEACHER) -> str:
    """Return the address by which the person is found."""
    return person_of(sandbox, login).mail.values[0]


def open_studio(sandbox: Sandbox, browser: Browser, *, name: str = PALACE) -> requests.Response:
    """Open a resource from the médiacentre's link, and choose the guichet."""
    return choose_guichet(browser, browser.get(entry_link(sandbox, STUDIO)), name)
