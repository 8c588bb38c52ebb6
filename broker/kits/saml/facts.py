"""Owns the facts that a publisher's configuration states: about the issuer, the service and the attributes."""

from dataclasses import dataclass
from datetime import date

from broker.core.contract import Clause, Contract, Identifier
from broker.core.issuer import Issuer
from broker.core.sentence import Sentence
from broker.flows.service_contracts import is_relay_state_strict
from broker.kits.attribute_facts import AttributeFact, account_key_of, attribute_of
from broker.kits.metadata_address import is_entity_strict
from broker.protocols.saml.attribute_names import NAMES
from broker.saml.certificates import Certificate, body_of, read_pem
from broker.saml.peer import Peer
from broker.saml.pysaml2_bridge import HTTP_REDIRECT, NAMEID_PERSISTENT, NAMEID_TRANSIENT

_SUBJECT_FORMATS = {Identifier.TRANSIENT: NAMEID_TRANSIENT, Identifier.PSEUDONYM: NAMEID_PERSISTENT}


@dataclass(frozen=True, slots=True)
class HubFacts:
    """State how to reach and verify the issuer; `sign_response` is about the Response, the assertion always is.

    `announced` is the certificate that will take the place of `certificate`, while one is announced. `sign_out_url` is
    where single logout is spoken by HTTP-Redirect; None at an issuer without it. `is_broker` tells the GAR's own hub,
    whose rules are not those of a guichet.
    """

    title: Sentence
    is_broker: bool
    entity_id: str
    metadata_url: str
    redirect_url: str
    post_url: str
    certificate: Certificate
    sign_response: bool
    assumption: Sentence | None
    announced: Certificate | None = None
    sign_out_url: str | None = None

    @property
    def certificate_body(self) -> str:
        """Return the certificate as one line of base64."""
        return body_of(self.certificate.pem)

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate as openssl writes it."""
        return fingerprint_of(self.certificate)


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """State what is known of the service; `consumer_url` is None while its metadata is not registered.

    `sign_out_url` is where it registered that it takes single logout by HTTP-Redirect.
    `certificate_body` is the signing certificate that it registered, `encrypted` tells whether it published an
    encryption key.
    """

    entity_id: str
    access_url: str
    consumer_url: str | None
    certificate_body: str | None
    encrypted: bool
    name_id_format: str
    relay_state_required: bool
    unsigned_accepted: bool
    metadata_address_required: bool
    sign_out_url: str | None = None

    @property
    def registered(self) -> bool:
        """Tell whether the broker knows the service's metadata."""
        return self.consumer_url is not None


@dataclass(frozen=True, slots=True)
class SamlAttribute(AttributeFact):
    """State how one attribute of the contract is named in SAML."""

    name: str
    name_format: str
    friendly_name: str


@dataclass(frozen=True, slots=True)
class KitFacts:
    """Gather what every configuration of one resource states."""

    resource: str
    title: Sentence
    valid_until: date
    hub: HubFacts
    service: ServiceFacts
    attributes: tuple[SamlAttribute, ...]

    @property
    def account_attribute(self) -> str | None:
        """Return the attribute that is the key of an account; None where the contract gives none."""
        return account_key_of(self.attributes)


def fingerprint_of(certificate: Certificate) -> str:
    """Write the SHA-256 of a certificate as openssl does."""
    pairs = certificate.fingerprint.upper()
    return ":".join(pairs[index : index + 2] for index in range(0, len(pairs), 2))


def gather_facts(
    issuer: Issuer, certificate_pem: bytes, contract: Contract, peer: Peer | None, announced_pem: bytes | None = None
) -> KitFacts:
    """Gather the facts of one resource at one issuer; `peer` is the service's metadata, None while unregistered."""
    hub = HubFacts(
        title=issuer.title,
        is_broker=issuer.console,
        entity_id=issuer.entity_id,
        metadata_url=f"{issuer.url}{issuer.paths.metadata}",
        redirect_url=f"{issuer.url}{issuer.paths.redirect}",
        post_url=f"{issuer.url}{issuer.paths.post}",
        certificate=read_pem(certificate_pem),
        sign_response=issuer.sign_response,
        assumption=issuer.assumption,
        announced=read_pem(announced_pem) if announced_pem is not None else None,
        sign_out_url=f"{issuer.url}{issuer.paths.sign_out.redirect}" if issuer.paths.sign_out else None,
    )
    attributes = tuple(_attribute(clause) for clause in contract.clauses)
    return KitFacts(
        contract.resource, contract.title, contract.valid_until, hub, _service(issuer, contract, peer), attributes
    )


def _service(issuer: Issuer, contract: Contract, peer: Peer | None) -> ServiceFacts:
    consumer = peer.default_consumer if peer else None
    signing = peer.signing_keys[0] if peer and peer.signing_keys else None
    return ServiceFacts(
        entity_id=contract.entity_id,
        access_url=contract.access_url,
        consumer_url=consumer.location if consumer else None,
        certificate_body=body_of(signing.pem) if signing else None,
        encrypted=peer is not None and peer.encryption_certificate is not None,
        name_id_format=_SUBJECT_FORMATS[contract.identifier],
        relay_state_required=is_relay_state_strict(issuer, contract),
        unsigned_accepted=contract.saml is not None and contract.saml.unsigned_requests_accepted,
        metadata_address_required=is_entity_strict(issuer, contract),
        sign_out_url=_sign_out_of(peer),
    )


def _sign_out_of(peer: Peer | None) -> str | None:
    ways = peer.sign_out if peer else ()
    return next((way.location for way in ways if way.binding == HTTP_REDIRECT), None)


def _attribute(clause: Clause) -> SamlAttribute:
    known, name = attribute_of(clause), NAMES[clause.code]
    return SamlAttribute(
        code=known.code,
        meaning=known.meaning,
        many=known.many,
        required=known.required,
        confidence=known.confidence,
        source=known.source,
        name=name.name,
        name_format=name.name_format,
        friendly_name=name.friendly_name,
    )
