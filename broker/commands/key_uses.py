"""Owns the uses that our keys have: which rings an issuer has for each, and where others read their public halves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.clock import SystemClock
from broker.commands.installation import Installation
from broker.core.issuer import Issuer
from broker.keys.journal_key import journal_key_ring
from broker.keys.key_ring import KeyRing
from broker.keys.statement_key import describe_statement_key, statement_key_ring
from broker.keys.stored_key import StoredKey, read_key
from broker.protocols.oidc.token_keys import token_key_rings
from broker.saml.keys import signing_key_ring

Ring = KeyRing[Any]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """Describe one use: an issuer's rings, none where it has no such use, go through each step together.

    `published` is the address, or the command, by which others read the public halves; `describe` reads a key's file.
    """

    rings: Callable[[Issuer, Installation], tuple[Ring, ...]]
    published: Callable[[Issuer], str]
    describe: Callable[[bytes], StoredKey] = read_key


def _saml_rings(issuer: Issuer, installation: Installation) -> tuple[Ring, ...]:
    return (signing_key_ring(issuer, installation.workspace.keys, SystemClock()),)


def _oidc_rings(issuer: Issuer, installation: Installation) -> tuple[Ring, ...]:
    """Return a ring per algorithm, of an issuer that speaks OpenID Connect."""
    return tuple(token_key_rings(issuer, installation.workspace.keys).values()) if issuer.oidc else ()


def _journal_rings(issuer: Issuer, installation: Installation) -> tuple[Ring, ...]:
    """Return the one ring of the installation's journal, which stands with the issuer that carries the console."""
    return (journal_key_ring(installation.workspace.keys),) if issuer.console else ()


def _statement_rings(issuer: Issuer, installation: Installation) -> tuple[Ring, ...]:
    """Return the one ring that signs proofs, likewise."""
    return (statement_key_ring(installation.workspace.keys),) if issuer.console else ()


USES = {
    "saml": KeyUse(_saml_rings, lambda issuer: f"{issuer.url}{issuer.paths.metadata}"),
    "oidc": KeyUse(_oidc_rings, lambda issuer: f"{issuer.url}{issuer.oidc.jwks if issuer.oidc else ''}"),
    "statements": KeyUse(_statement_rings, lambda _issuer: "preau prove --key", describe_statement_key),
    "journal": KeyUse(_journal_rings, lambda _issuer: "preau journal key", describe_statement_key),
}
