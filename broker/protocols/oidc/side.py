"""Owns what one issuer needs to speak OpenID Connect: its names and addresses, its keys, its clients' secrets."""

from dataclasses import dataclass, field
from pathlib import Path

from broker.core.errors import ConfigurationError
from broker.core.issuer import Issuer, OidcPaths
from broker.core.oidc_dialect import OidcDialect
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.flows.ports import Clock, Contracts
from broker.protocols.oidc.token_keys import TokenKeys, open_token_keys


@dataclass(frozen=True, slots=True)
class OidcSide:
    """Gather one issuer's OpenID Connect side; `issuer_id` is its issuer identifier, compared to the character."""

    issuer: Issuer
    paths: OidcPaths
    clock: Clock
    contracts: Contracts
    keys: TokenKeys = field(repr=False)
    secrets: ClientSecrets = field(repr=False)
    issuer_id: str = ""

    @property
    def dialect(self) -> OidcDialect:
        """Return how the issuer speaks."""
        return self.paths.dialect

    def find_secret(self, client_id: str) -> str:
        """Return a registered client's secret, made on first need; refused where its file cannot be used."""
        try:
            return self.secrets.read(client_id)
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error

    def url(self, path: str) -> str:
        """Return the address of one of its paths."""
        return f"{self.issuer.url}{path}"


def open_side(issuer: Issuer, keys: Path, clock: Clock, contracts: Contracts) -> OidcSide:
    """Return the side of an issuer that speaks OpenID Connect; its keys are made on first start."""
    assert issuer.oidc is not None, f"{issuer.name} has no [oidc]"
    return OidcSide(
        issuer=issuer,
        paths=issuer.oidc,
        clock=clock,
        contracts=contracts,
        keys=open_token_keys(issuer, keys),
        secrets=ClientSecrets(keys / FOLDER),
        issuer_id=f"{issuer.url}{issuer.oidc.issuer}",
    )
