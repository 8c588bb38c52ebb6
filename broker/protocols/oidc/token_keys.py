"""Owns the keys that sign tokens: one ring per algorithm, published together, followed while everything runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.keys.key_ring import KeyForm, KeyRing
from broker.keys.stored_key import make_p256_key, make_rsa_key, write_private
from broker.protocols.oidc.authlib_bridge import OWN_ALGORITHMS, Signed, TokenKey, read_own, read_token_key, sign
from broker.protocols.oidc.strict_json import Document, write_json

_RSA_BITS = 2048
Ring = KeyRing[TokenKey]


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """Hold the rings of one issuer by algorithm."""

    rings: dict[str, Ring] = field(repr=False)

    def sign(self, claims: Document, algorithm: str, kind: str = "JWT") -> str:
        """Return the claims signed with the current key of an algorithm; `kind` is the token's `typ`."""
        try:
            key = self.rings[algorithm].keys.current
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error
        return sign(claims, key, kind)

    def read_own(self, token: str) -> Signed:
        """Return what a token of ours says, whatever its times; raises TokenUnverified for any other."""
        return read_own(token, self._published())

    def key_set(self) -> bytes:
        """Return the JWK Set that others verify with: announced and former keys too (RFC 7517 5)."""
        return write_json({"keys": [dict(key.public) for key in self._published()]})

    def _published(self) -> tuple[TokenKey, ...]:
        try:
            return tuple(key for ring in self.rings.values() for key in ring.keys.published)
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error


def token_key_rings(issuer: Issuer, folder: Path) -> dict[str, Ring]:
    """Return the rings of an issuer's token keys by algorithm: files `<issuer>-es256.pem` and `<issuer>-rs256.pem`."""
    assert issuer.oidc is not None, f"{issuer.name} has no [oidc]"
    wanted = (name for name in OWN_ALGORITHMS if name in issuer.oidc.dialect.sealing.algorithms)
    return {name: KeyRing(folder, f"{issuer.name}-{name.lower()}", _form(name)) for name in wanted}


def find_key_problems(issuers: Iterable[Issuer], folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the token keys of those issuers that have some already."""
    rings = (ring for issuer in issuers if issuer.oidc for ring in token_key_rings(issuer, folder).values())
    return tuple(problem for ring in rings if not ring.is_empty() for problem in ring.problems)


def open_token_keys(issuer: Issuer, folder: Path) -> TokenKeys:
    """Return the keys of an issuer, made on first start; raises ConfigurationError where one cannot be used."""
    rings = token_key_rings(issuer, folder)
    for ring in rings.values():
        ring.prepare()
        assert ring.keys
    return TokenKeys(rings)


def _form(algorithm: str) -> KeyForm[TokenKey]:
    def make() -> bytes:
        return write_private(make_p256_key() if algorithm == "ES256" else make_rsa_key(_RSA_BITS))

    return KeyForm(lambda content: read_token_key(content, algorithm), make)
