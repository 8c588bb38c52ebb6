"""Owns an authorization request as it came from a known client for an address of its own, nothing of it checked yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from broker.core.oidc_dialect import OidcDialect, Scopes
from broker.core.refusals.dialect import ParameterUnknown
from broker.protocols.oidc.claims_request import ClaimsRequest, read_claims
from broker.protocols.oidc.clients import Client
from broker.protocols.oidc.parameters import Parameters
from broker.protocols.oidc.side import OidcSide

KNOWN = frozenset(
    {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "response_mode", "display", "prompt"}
    | {"max_age", "ui_locales", "id_token_hint", "login_hint", "acr_values", "claims", "claims_locales"}
    | {"code_challenge", "code_challenge_method", "request", "request_uri", "registration"}
)
_OF_RESOURCE = frozenset({"idRessource", "idEtab", "profil"})  # facts/gar.md 4.3


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a request of a known client for an address of its own."""

    client: Client
    redirect_uri: str
    parameters: Parameters
    side: OidcSide

    @property
    def scopes(self) -> Scopes:
        """Return what the client may ask for."""
        return self.client.scopes_in(self.side.dialect)

    def get(self, name: str) -> str:
        """Return a parameter, empty when absent."""
        return self.parameters.get(name, "")

    @property
    def prompts(self) -> frozenset[str]:
        """Return what may be shown to the person, as asked."""
        return frozenset(self.get("prompt").split())

    @property
    def claims(self) -> ClaimsRequest:
        """Return what `claims` asks for."""
        return read_claims(self.get("claims")) if "claims" in self.parameters else ClaimsRequest()

    @property
    def acr(self) -> tuple[str, ...]:
        """Return the ways of signing in that are asked for, those that must be first."""
        return (*self.claims.contexts, *self.get("acr_values").split())

    @property
    def required_acr(self) -> tuple[str, ...]:
        """Return those of which one must be: essential by `claims`, else `acr_values` where the issuer requires it."""
        if self.claims.contexts or "acr_values" not in self.side.dialect.demands.parameters:
            return self.claims.contexts
        return self.acr


def refuse_unknown(names: Iterable[str], dialect: OidcDialect) -> None:
    """Refuse a parameter that nobody knows, where the issuer is so strict (facts/identity-providers.md 4.1)."""
    unknown = sorted(set(names) - known_parameters(dialect)) if dialect.demands.unknown_refused else []
    if unknown:
        raise ParameterUnknown(expected="the parameters of the issuer", received=", ".join(unknown)[:200])


def known_parameters(dialect: OidcDialect) -> frozenset[str]:
    """Return the parameters that an issuer reads; the others are ignored (RFC 6749 3.1), or refused by some."""
    known = KNOWN | frozenset(dialect.demands.further)
    return known | _OF_RESOURCE if dialect.demands.resource else known
