"""Owns what each language would carry of a release: the very bytes, by the functions that answer services."""

import json
from dataclasses import dataclass
from datetime import datetime

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.journey import Authentication, Journey, ServiceRequest
from broker.core.oidc_dialect import Scopes
from broker.core.release import Release
from broker.core.sign_in_methods import PASSWORD
from broker.protocols.cas.replies import make_success, write_attributes
from broker.protocols.oidc.documents import id_token_claims, preview_permission, write_userinfo
from broker.protocols.saml.replies import SamlReplies
from broker.saml.side import SamlSide


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold one message that would carry a release, with its title."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """Write what the services of one issuer would be sent, of a sign-on by password that takes place now."""

    issuer: Issuer
    side: SamlSide

    def write(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
        """Return the messages of one language; raise ConfigurationError where the contract does not speak it."""
        if language not in contract.protocols:
            hint = f"one of {', '.join(contract.protocols)}, or add [{language}] to the contract"
            what = f"{contract.resource} does not speak {language}"
            raise ConfigurationError((Problem(f"{contract.name}.toml", language, what, hint),))
        now = self.side.clock.now()
        return {"saml": self._saml, "oidc": self._oidc, "cas": self._cas}[language](release, contract, now)

    def _saml(self, release: Release, contract: Contract, now: datetime) -> tuple[Carried, ...]:
        peer = self.side.find_peer(contract.entity_id)
        consumer = peer.default_consumer if peer else None
        if consumer is None:
            hint = "preau resource add --saml, or drop the metadata into the services folder"
            problem = Problem(f"{contract.name}.toml", "saml.entity_id", "its metadata is not registered", hint)
            raise ConfigurationError((problem,))
        request = ServiceRequest("saml", contract.entity_id, "_preview", consumer.location, contract.access_url)
        authentication = Authentication("login", "", None, now, PASSWORD)
        journey = Journey("preview", self.issuer.name, "", now, request, authentication=authentication)
        replies = SamlReplies(self.side)
        written = replies.write(journey, release, replies.participant(journey, contract, release), contract)
        return (Carried("SAMLResponse", written.readable.decode()),)

    def _oidc(self, release: Release, contract: Contract, now: datetime) -> tuple[Carried, ...]:
        assert self.issuer.oidc is not None, "an issuer whose contracts speak OpenID Connect has its paths"
        scopes = Scopes(self.issuer.oidc.dialect, contract.oidc.scopes if contract.oidc else ())
        permission = preview_permission(release, contract, now, scopes)
        claims = id_token_claims(permission, f"{self.issuer.url}{self.issuer.oidc.issuer}", now, scopes.dialect)
        userinfo = write_userinfo(release, permission, permission.scope, scopes).decode()
        return (Carried("userinfo", userinfo), Carried("id_token", json.dumps(claims, ensure_ascii=False)))

    def _cas(self, release: Release, contract: Contract, now: datetime) -> tuple[Carried, ...]:
        answer = write_attributes(make_success(release, contract, now, fresh=True))
        return (Carried("/p3/serviceValidate", answer.decode()),)
