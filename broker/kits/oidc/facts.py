"""Owns the facts that an OpenID Connect client's configuration states: the issuer's addresses, its own registration."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import date

from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.core.oidc_dialect import EVERYTHING, OPENID, OidcDialect
from broker.core.sentence import Sentence
from broker.core.terms import OidcTerms
from broker.kits.attribute_facts import AttributeFact, attributes_of
from broker.protocols.oidc.attribute_names import NAMES

NO_SECRET = "A-REMPLACER"  # noqa: S105 - what stands where a secret would


@dataclass(frozen=True, slots=True)
class HubFacts:
    """State where the issuer speaks OpenID Connect; `authority` is the file of the local authority of its TLS."""

    issuer: str
    authorize_url: str
    token_url: str
    userinfo_url: str
    jwks_url: str
    end_session_url: str
    authority: str | None
    assumption: Sentence | None

    @property
    def discovery_url(self) -> str:
        """Return where its metadata is (OpenID Connect Discovery 1.0, 4)."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def secure(self) -> bool:
        """Tell whether it speaks HTTPS."""
        return self.issuer.startswith("https:")


@dataclass(frozen=True, slots=True)
class OidcFacts:
    """Gather what every configuration of one client states; `secret` is None where it has none."""

    resource: str
    title: Sentence
    access_url: str
    valid_until: date
    hub: HubFacts
    client: OidcTerms
    secret: str | None
    attributes: tuple[AttributeFact, ...]
    dialect: OidcDialect
    provider: Sentence
    scope: str

    @property
    def request(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters that the issuer wants besides those of every request."""
        if self.dialect.demands.resource:
            return (("idRessource", self.resource),)
        levels = self.dialect.acr.names
        return (("acr_values", levels[0][0]),) if levels and "acr_values" in self.dialect.demands.parameters else ()

    @property
    def userinfo_signed_by(self) -> str:
        """Return the algorithm by which userinfo is signed, empty where it comes in plain JSON."""
        wanted = self.dialect.sealing.userinfo_signed or self.client.userinfo_encrypted_response_alg
        default = self.client.id_token_signed_response_alg if wanted else ""
        return self.client.userinfo_signed_response_alg or default

    @property
    def account_claim(self) -> str:
        """Return the claim that is the key of an account: IDO, else the pseudonym that `sub` is."""
        return "IDO" if any(found.code == "IDO" for found in self.attributes) else "sub"

    def own_secret(self, purpose: str) -> str:
        """Return a secret of the client's own, for its sessions: always the same, and nothing of it tells the other."""
        key = (self.secret or NO_SECRET).encode()
        return base64.urlsafe_b64encode(hmac.digest(key, purpose.encode(), hashlib.sha256)).decode()


def gather_facts(issuer: Issuer, contract: Contract, secret: str | None, authority: str | None) -> OidcFacts:
    """Gather the facts of one resource that speaks OpenID Connect, at an issuer that does."""
    paths, url = issuer.oidc, issuer.url
    assert paths is not None
    assert contract.oidc is not None
    hub = HubFacts(
        issuer=f"{url}{paths.issuer}",
        authorize_url=f"{url}{paths.authorize}",
        token_url=f"{url}{paths.token}",
        userinfo_url=f"{url}{paths.userinfo}",
        jwks_url=f"{url}{paths.jwks}",
        end_session_url=f"{url}{paths.end_session}",
        authority=authority if url.startswith("https:") else None,
        assumption=issuer.assumption,
    )
    return OidcFacts(
        resource=contract.resource,
        title=contract.title,
        access_url=contract.access_url,
        valid_until=contract.valid_until,
        hub=hub,
        client=contract.oidc,
        secret=secret,
        attributes=tuple(replace(found, code=NAMES[found.code]) for found in attributes_of(contract)),
        dialect=paths.dialect,
        provider=issuer.title,
        scope=_scope_of(contract, paths.dialect),
    )


def _scope_of(contract: Contract, dialect: OidcDialect) -> str:
    """Return the scopes that open all that a contract names: the client's own, else as few of the issuer's as do."""
    assert contract.oidc is not None
    if contract.oidc.scopes:
        return " ".join((OPENID, *contract.oidc.scopes))
    missing, chosen = {clause.code for clause in contract.clauses}, [OPENID]
    for name, words in dialect.scopes:
        opened = missing if EVERYTHING in words else missing & set(words)
        if opened:
            chosen.append(name)
            missing = missing - opened
    return " ".join(chosen)
