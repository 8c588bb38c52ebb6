"""Owns what is known of a peer from its metadata: addresses, keys and wishes, checked."""

from dataclasses import dataclass
from datetime import datetime

from broker.core.sentence import Sentence
from broker.saml.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Hold an address and the binding by which it is spoken to; `answers` is where answers go, if elsewhere."""

    binding: str
    location: str
    answers: str = ""

    @property
    def answer_location(self) -> str:
        """Return where an answer goes (SAML metadata 2.2.2, ResponseLocation)."""
        return self.answers or self.location


@dataclass(frozen=True, slots=True)
class Consumer:
    """Hold an address at which a service takes assertions by HTTP-POST."""

    index: int
    location: str
    default: bool


@dataclass(frozen=True, slots=True)
class RequestedAttribute:
    """Name an attribute that a service's metadata asks for."""

    name: str
    friendly_name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Peer:
    """Describe a service, a guichet, or an entity that is both.

    `sign_out` are the addresses of single logout as a service, `guichet_sign_out` as a guichet. Names are
    (language, text) pairs. `valid_until` is the earliest end that the metadata states. `warnings`
    says what was accepted and yet deserves mending.
    """

    entity_id: str
    is_service: bool
    is_guichet: bool
    signing_keys: tuple[Certificate, ...]
    encryption_certificate: Certificate | None
    sign_on: tuple[Endpoint, ...] = ()
    sign_out: tuple[Endpoint, ...] = ()
    guichet_sign_out: tuple[Endpoint, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    authn_requests_signed: bool = False
    want_authn_requests_signed: bool = False
    want_assertions_signed: bool = False
    name_id_formats: tuple[str, ...] = ()
    requested_attributes: tuple[RequestedAttribute, ...] = ()
    display_names: tuple[tuple[str, str], ...] = ()
    organisation_names: tuple[tuple[str, str], ...] = ()
    valid_until: datetime | None = None
    warnings: tuple[Sentence, ...] = ()

    @property
    def default_consumer(self) -> Consumer | None:
        """Return the consumer marked as default, else the first (SAML metadata 2.2.3)."""
        marked = next((consumer for consumer in self.consumers if consumer.default), None)
        return marked or (self.consumers[0] if self.consumers else None)

    def find_consumer(self, location: str) -> Consumer | None:
        """Return the consumer of exactly that address."""
        return next((consumer for consumer in self.consumers if consumer.location == location), None)

    def find_indexed_consumer(self, index: int) -> Consumer | None:
        """Return the consumer of that index."""
        return next((consumer for consumer in self.consumers if consumer.index == index), None)

    def find_sign_on(self, binding: str) -> str | None:
        """Return the address of sign-on by that binding."""
        return next((endpoint.location for endpoint in self.sign_on if endpoint.binding == binding), None)

    def display_name(self, language: str) -> str:
        """Return a name to show, in that language if there is one, the entityID at worst."""
        every = self.display_names + self.organisation_names
        chosen = [text for spoken, text in every if spoken == language] or [text for _spoken, text in every]
        return chosen[0] if chosen else self.entity_id
