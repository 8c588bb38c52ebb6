"""Owns the reading of AuthnRequests: from a raw query or a form to a request that is verified, or refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from broker.core.refusals.condition import BindingUnsupported, ConsumerUnknown
from broker.core.refusals.decision import UnknownService
from broker.core.refusals.message import SignatureMisplaced, SignatureMissing
from broker.saml.bindings import RedirectMessage, only_value, read_post, read_redirect
from broker.saml.names import ds, saml, samlp
from broker.saml.octet_signature import verify_octets
from broker.saml.peer import Consumer, Peer
from broker.saml.pysaml2_bridge import HTTP_POST
from broker.saml.request_checks import (
    RELAY_STATE_CAP,
    WINDOW,
    check_destination,
    check_form,
    check_issue_instant,
    check_relay_state,
    read_issuer,
)
from broker.saml.signature_rules import SignaturePolicy
from broker.saml.whole_numbers import read_whole_number
from broker.saml.xml_tree import Element, parse, text_of
from broker.saml.xmlsec_bridge import verify

_TRUE = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True)
class Leniency:
    """Name what is tolerated of one service: unsigned requests, RSA-SHA1. Nothing by default."""

    unsigned_requests: bool = False
    sha1: bool = False


def _strict(_entity_id: str) -> Leniency:
    return Leniency()


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """Say by which rules requests are read at one address: whom we know, what we tolerate, how late is late.

    `location` is our sign-on address for the binding at hand, as our metadata publishes it.
    """

    location: str
    find_peer: Callable[[str], Peer | None]
    now: datetime
    find_leniency: Callable[[str], Leniency] = _strict
    window: timedelta = WINDOW
    relay_state_cap: int = RELAY_STATE_CAP


@dataclass(frozen=True, slots=True)
class VerifiedAuthnRequest:
    """Hold a request that passed every check; `consumer_url` comes from metadata only.

    `context_classes` are what the service asks for, by `comparison`; `proxy_count` is 0 where it forbids
    to ask another guichet. Whether the ID was used before is the caller's to remember.
    """

    id: str
    peer: Peer
    consumer_url: str
    relay_state: str | None
    issued_at: datetime
    signed: bool
    passive: bool
    force_authn: bool
    comparison: str
    context_classes: tuple[str, ...]
    name_id_format: str
    proxy_count: int | None
    document: bytes = field(repr=False)

    @property
    def entity_id(self) -> str:
        """Return the entityID of the service that asks."""
        return self.peer.entity_id


def read_redirect_request(query: bytes, policy: RequestPolicy) -> VerifiedAuthnRequest:
    """Read a request from the raw query of HTTP-Redirect; the signature is over those octets (A023, A024)."""
    message = read_redirect(query, "SAMLRequest")
    request, peer = _open(message.document, policy)
    if request.find(f".//{ds('Signature')}") is not None:  # SAML bindings 3.4.4.1: it must be removed
        raise SignatureMisplaced(received="an XML signature in HTTP-Redirect")
    signed = _check_query_signature(message, peer, policy.find_leniency(peer.entity_id))
    arrival = _Arrival(message.document, message.relay_state, signed)
    return _verified(request, peer, policy, arrival)


def read_post_request(
    messages: Sequence[str], relay_states: Sequence[str], policy: RequestPolicy
) -> VerifiedAuthnRequest:
    """Read a request from all the values of a form's SAMLRequest and RelayState fields; one each at most (D105)."""
    document = read_post(only_value(messages, "SAMLRequest"))
    relay_state = only_value(relay_states, "RelayState") if relay_states else None
    request, peer = _open(document, policy)
    signed = _check_enveloped_signature(request, peer, policy.find_leniency(peer.entity_id))
    return _verified(request, peer, policy, _Arrival(document, relay_state, signed))


def _open(document: bytes, policy: RequestPolicy) -> tuple[Element, Peer]:
    """Parse, check against the schema, and find the peer whose keys will count."""
    request = parse(document)
    check_form(request, "AuthnRequest")
    entity_id = read_issuer(request)
    peer = policy.find_peer(entity_id)
    if peer is None or not peer.is_service:
        raise UnknownService(received=entity_id[:200])
    return request, peer


def _check_query_signature(message: RedirectMessage, peer: Peer, leniency: Leniency) -> bool:
    if message.signature is None:
        return _tolerate_unsigned(peer, leniency)
    verify_octets(
        message.octets, message.signature, message.algorithm, peer.signing_keys, SignaturePolicy(leniency.sha1)
    )
    return True


def _check_enveloped_signature(request: Element, peer: Peer, leniency: Leniency) -> bool:
    signatures = list(request.iter(ds("Signature")))
    if not signatures:
        return _tolerate_unsigned(peer, leniency)
    if len(signatures) != 1:
        raise SignatureMisplaced(expected="one signature", received=f"{len(signatures)}")
    verify(request, signatures[0], peer.signing_keys, SignaturePolicy(leniency.sha1))
    return True


def _tolerate_unsigned(peer: Peer, leniency: Leniency) -> bool:
    """Refuse an unsigned request unless tolerated by name, and never where metadata says they are signed (E116)."""
    if peer.authn_requests_signed or not leniency.unsigned_requests:
        raise SignatureMissing(expected="a signed AuthnRequest", received="an unsigned one")
    return False


@dataclass(frozen=True, slots=True)
class _Arrival:
    """Hold what the binding brought."""

    document: bytes
    relay_state: str | None
    signed: bool


def _verified(request: Element, peer: Peer, policy: RequestPolicy, arrival: _Arrival) -> VerifiedAuthnRequest:
    check_destination(request, policy.location, signed=arrival.signed)
    issued_at = check_issue_instant(request, policy.now, policy.window)
    check_relay_state(arrival.relay_state, policy.relay_state_cap)
    consumer = _find_consumer(request, peer)
    wanted = request.find(samlp("RequestedAuthnContext"))
    name_id_policy = request.find(samlp("NameIDPolicy"))
    scoping = request.find(samlp("Scoping"))
    proxy_count = scoping.get("ProxyCount") if scoping is not None else None
    return VerifiedAuthnRequest(
        id=request.get("ID", ""),
        peer=peer,
        consumer_url=consumer.location,
        relay_state=arrival.relay_state,
        issued_at=issued_at,
        signed=arrival.signed,
        passive=request.get("IsPassive", "") in _TRUE,
        force_authn=request.get("ForceAuthn", "") in _TRUE,
        comparison=wanted.get("Comparison", "exact") if wanted is not None else "exact",
        context_classes=tuple(text_of(ref) for ref in request.iter(saml("AuthnContextClassRef"))),
        name_id_format=name_id_policy.get("Format", "") if name_id_policy is not None else "",
        proxy_count=read_whole_number(proxy_count, "ProxyCount") if proxy_count is not None else None,
        document=arrival.document,
    )


def _find_consumer(request: Element, peer: Peer) -> Consumer:
    """Find where to answer: an exact address or index of the metadata, or its default (B087, B088)."""
    url, index = request.get("AssertionConsumerServiceURL"), request.get("AssertionConsumerServiceIndex")
    binding = request.get("ProtocolBinding")
    if binding not in {None, HTTP_POST}:
        raise BindingUnsupported(received=(binding or "")[:120])
    if url is not None and index is not None:  # SAML core 3.4.1: mutually exclusive
        raise ConsumerUnknown(expected="a URL or an index", received="both")
    if url is not None:
        consumer = peer.find_consumer(url)
    elif index is not None:
        consumer = peer.find_indexed_consumer(read_whole_number(index, "AssertionConsumerServiceIndex"))
    else:
        consumer = peer.default_consumer
    if consumer is None:
        known = ", ".join(f"{known.index}: {known.location}" for known in peer.consumers)
        raise ConsumerUnknown(expected=known[:400], received=(url or index or "")[:200])
    return consumer
