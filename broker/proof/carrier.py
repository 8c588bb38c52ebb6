"""Owns what each language would carry of a release: the very bytes, by the functions that answer services.

`preau explain --as` prints them, and a proof searches them: there is one carrier for both.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Problem
from broker.core.issuer import Issuer
from broker.core.journey import Authentication, Journey, ServiceRequest
from broker.core.oidc_dialect import OPENID, Scopes
from broker.core.release import Release
from broker.core.sign_in_methods import PASSWORD
from broker.protocols.cas import replies as cas
from broker.protocols.cas.attribute_names import NAMES as CAS_NAMES
from broker.protocols.cas.saml_replies import SamlAnswer, write_saml
from broker.protocols.oidc.attribute_names import NAMES
from broker.protocols.oidc.documents import (
    id_token_attributes,
    id_token_claims,
    preview_permission,
    userinfo,
    write_userinfo,
)
from broker.protocols.oidc.permissions import Permission
from broker.protocols.oidc.sealing import sign_for
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document
from broker.protocols.saml.attribute_names import NAMES as SAML_NAMES
from broker.protocols.saml.replies import SamlReplies
from broker.saml.side import SamlSide


class Encoding(StrEnum):
    """Name how a message writes a release, so that it can be read again apart from what wrote it."""

    SAML = "saml"
    USERINFO = "userinfo"
    ID_TOKEN = "id_token"  # noqa: S105 - the name of an encoding
    CAS_XML = "cas_xml"
    CAS_JSON = "cas_json"
    CAS_SAML = "cas_saml"
    CAS_TEXT = "cas_text"


@dataclass(frozen=True, slots=True)
class Carried:
    """Hold one message that would carry a release, with its title.

    `wire` is what travels where that is not the text itself: signed or encrypted. `codes` are those that the message
    is to tell of the release, None for all.
    """

    title: str
    text: str = field(repr=False)
    encoding: Encoding = Encoding.SAML
    wire: bytes = field(default=b"", repr=False)
    codes: frozenset[str] | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """Return how the catalogue's attributes are called in this message, by code."""
        if self.encoding is Encoding.SAML:
            return {code: name.name for code, name in SAML_NAMES.items()}
        return NAMES if self.encoding in {Encoding.USERINFO, Encoding.ID_TOKEN} else CAS_NAMES


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Carrier:
    """Write what the services of one issuer would be sent, of a sign-on by password that takes place now.

    With the issuer's side of OpenID Connect, ID tokens are signed too.
    """

    issuer: Issuer
    side: SamlSide
    oidc: OidcSide | None = None

    def write(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
        """Return the messages of one language; raise ConfigurationError where the contract does not speak it."""
        if language not in contract.protocols:
            hint = f"one of {', '.join(contract.protocols)}, or add [{language}] to the contract"
            what = f"{contract.resource} does not speak {language}"
            raise ConfigurationError((Problem(f"{contract.name}.toml", language, what, hint),))
        now = self.side.clock.now()
        return {"saml": self._saml, "oidc": self._oidc, "cas": self._cas}[language](release, contract, now)

    def write_every(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
        """Return those messages, and every other that the language has for the same release."""
        now = self.side.clock.now()
        further = {"saml": self._no_more, "oidc": self._oidc_asked, "cas": self._cas_forms}[language]
        return (*self.write(language, release, contract), *further(release, contract, now))

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
        return (Carried("SAMLResponse", written.readable.decode(), Encoding.SAML, written.document),)

    def _oidc(self, release: Release, contract: Contract, now: datetime) -> tuple[Carried, ...]:
        scopes = self._scopes(contract)
        permission = preview_permission(release, contract, now, scopes)
        told = write_userinfo(release, permission, permission.scope, scopes).decode()
        opened = frozenset(part.code for part in release.released if scopes.opens(permission.scope, part.code))
        claims = json.dumps(self._claims(permission, now), ensure_ascii=False)
        return (
            Carried("userinfo", told, Encoding.USERINFO, codes=opened),
            Carried("id_token", claims, Encoding.ID_TOKEN, codes=_NONE),
        )

    def _oidc_asked(self, release: Release, contract: Contract, now: datetime) -> Iterator[Carried]:
        """Yield what a client is told that asks for every claim there is, and one that asks for none."""
        scopes = self._scopes(contract)
        preview = preview_permission(release, contract, now, scopes)
        every = tuple(dict.fromkeys(NAMES.values()))
        greedy = replace(preview, userinfo_claims=every, id_token_claims=every)
        claims = self._claims(greedy, now) | id_token_attributes(release, greedy)
        text = json.dumps(claims, ensure_ascii=False)
        yield Carried("id_token, every claim asked", text, Encoding.ID_TOKEN, self._signed(claims, contract))
        told = json.dumps(userinfo(release, greedy, OPENID, scopes), ensure_ascii=False)
        yield Carried("userinfo, every claim asked", told, Encoding.USERINFO)
        opened = frozenset(part.code for part in release.released if scopes.opens(OPENID, part.code))
        least = write_userinfo(release, replace(preview, scope=OPENID), OPENID, scopes).decode()
        yield Carried("userinfo, openid alone", least, Encoding.USERINFO, codes=opened)

    def _signed(self, claims: Document, contract: Contract) -> bytes:
        if self.oidc is None or contract.oidc is None:
            return b""
        return sign_for(self.oidc, contract.oidc, claims, contract.oidc.id_token_signed_response_alg).encode()

    def _claims(self, permission: Permission, now: datetime) -> Document:
        assert self.issuer.oidc is not None, "an issuer whose contracts speak OpenID Connect has its paths"
        issuer_id = f"{self.issuer.url}{self.issuer.oidc.issuer}"
        return id_token_claims(permission, issuer_id, now, self.issuer.oidc.dialect)

    def _scopes(self, contract: Contract) -> Scopes:
        assert self.issuer.oidc is not None, "an issuer whose contracts speak OpenID Connect has its paths"
        return Scopes(self.issuer.oidc.dialect, contract.oidc.scopes if contract.oidc else ())

    def _cas(self, release: Release, contract: Contract, now: datetime) -> tuple[Carried, ...]:
        answer = cas.write_attributes(cas.make_success(release, contract, now, fresh=True))
        return (Carried("/p3/serviceValidate", answer.decode(), Encoding.CAS_XML),)

    def _cas_forms(self, release: Release, contract: Contract, now: datetime) -> Iterator[Carried]:
        """Yield the forms of answer that CAS has besides: JSON, SAML 1.1, and those that know no attributes."""
        success = cas.make_success(release, contract, now, fresh=True)
        yield Carried("/p3/serviceValidate, JSON", cas.write_json(success).decode(), Encoding.CAS_JSON)
        recipient = contract.names_in("cas")[0]
        answer = SamlAnswer(self.issuer.entity_id, recipient, "_proof", now, PASSWORD)
        yield Carried("/samlValidate", write_saml(success, answer).decode(), Encoding.CAS_SAML)
        yield Carried("/serviceValidate", cas.write_user(success).decode(), Encoding.CAS_XML, codes=_NONE)
        yield Carried("/validate", cas.write_text(success).decode(), Encoding.CAS_TEXT, codes=_NONE)

    def _no_more(self, _release: Release, _contract: Contract, _now: datetime) -> tuple[Carried, ...]:
        return ()
