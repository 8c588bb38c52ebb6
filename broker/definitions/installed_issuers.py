"""Owns which issuers one installation has: those shipped and the workspace's own, but for those switched off."""

from collections.abc import Mapping
from dataclasses import replace

from broker.core.issuer import Issuer
from broker.definitions.addresses import base_urls
from broker.definitions.issuer_files import read_issuers
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace

SHIPPED = DATA / "issuers"


def find_urls(settings: Settings, workspace: Workspace) -> dict[str, str]:
    """Return the base URL of each issuer by name, of those switched off too: contracts may name them."""
    return base_urls(settings, SHIPPED, workspace.issuers)


def find_issuers(settings: Settings, workspace: Workspace, urls: Mapping[str, str]) -> tuple[Issuer, ...]:
    """Return the issuers by name, none of which offers a guichet that is switched off."""
    off = {name for name, override in settings.issuers.items() if not override.enabled}
    read = read_issuers((SHIPPED, workspace.issuers), urls)
    return tuple(
        replace(issuer, guichets=tuple(guichet for guichet in issuer.guichets if guichet.name not in off))
        for issuer in read
        if issuer.name not in off
    )
