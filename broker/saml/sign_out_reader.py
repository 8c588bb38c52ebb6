"""Owns the reading of LogoutRequests, by any of the three bindings: verified, or refused. Nothing unsigned counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from broker.core.refusals.condition import MessageExpired, SubjectUnsuitable
from broker.core.refusals.decision import UnknownService
from broker.core.refusals.exchange import NameEncrypted
from broker.core.refusals.message import SignatureMisplaced, SignatureMissing
from broker.saml.bindings import RedirectMessage, only_value, read_post, read_redirect
from broker.saml.instants import read_instant
from broker.saml.names import ASYNCHRONOUS, ds, saml, samlp
from broker.saml.octet_signature import verify_octets
from broker.saml.peer import Peer
from broker.saml.request_checks import (
    check_destination,
    check_form,
    check_issue_instant,
    check_relay_state,
    read_issuer,
)
from broker.saml.signature_rules import STRICT
from broker.saml.soap_envelope import read_envelope
from broker.saml.xml_tree import Element, parse, serialize, text_of
from broker.saml.xmlsec_bridge import verify


@dataclass(frozen=True, slots=True)
class SignOutPolicy:
    """Say where a message of single logout arrived, whom we know, and when it is."""

    location: str
    find_peer: Callable[[str], Peer | None]
    now: datetime


@dataclass(frozen=True, slots=True)
class VerifiedSignOut:
    """Hold a LogoutRequest that passed every check; whether its ID was used before is the caller's to remember.

    `qualifiers` are NameQualifier and SPNameQualifier; `indexes` the sessions named, none for all of them.
    """

    id: str
    peer: Peer
    name_id: str = field(repr=False)
    name_id_format: str
    qualifiers: tuple[str, str]
    indexes: tuple[str, ...]
    relay_state: str | None
    wants_answer: bool
    document: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedSignOut:
    """Hold a LogoutRequest whose sender is known by its signature, and of which nothing else is checked yet.

    `by_browser` tells how it came: through a browser, a signed message must say where it goes.
    """

    request: Element
    peer: Peer
    by_browser: bool
    relay_state: str | None = None

    @property
    def id(self) -> str:
        """Return the request's ID, for an answer."""
        return str(self.request.get("ID", ""))


def open_redirect_sign_out(query: bytes, policy: SignOutPolicy) -> OpenedSignOut:
    """Open a request in the raw query of HTTP-Redirect; the signature is over those octets."""
    message = read_redirect(query, "SAMLRequest")
    request = parse(message.document)
    check_form(request, "LogoutRequest")
    peer = find_sender(request, policy)
    check_query_signature(message, request, peer)
    return OpenedSignOut(request, peer, by_browser=True, relay_state=message.relay_state)


def open_post_sign_out(messages: Sequence[str], states: Sequence[str], policy: SignOutPolicy) -> OpenedSignOut:
    """Open a request in all the values of a form's SAMLRequest and RelayState fields; one each at most."""
    request = parse(read_post(only_value(messages, "SAMLRequest")))
    relay_state = only_value(states, "RelayState") if states else None
    peer = _check_enveloped(request, policy)
    return OpenedSignOut(request, peer, by_browser=True, relay_state=relay_state)


def open_soap_sign_out(octets: bytes, policy: SignOutPolicy) -> OpenedSignOut:
    """Open a request in the body of a SOAP envelope."""
    request = read_envelope(octets)
    return OpenedSignOut(request, _check_enveloped(request, policy), by_browser=False)


def check_sign_out(opened: OpenedSignOut, policy: SignOutPolicy) -> VerifiedSignOut:
    """Check what a request says: its address, its times, and whom it names (SAML core 3.7.1)."""
    request = opened.request
    check_destination(request, policy.location, signed=opened.by_browser)
    check_issue_instant(request, policy.now)
    check_relay_state(opened.relay_state)
    _check_end(request, policy.now)
    name = _find_name(request)
    return VerifiedSignOut(
        id=opened.id,
        peer=opened.peer,
        name_id=text_of(name),
        name_id_format=name.get("Format", ""),
        qualifiers=(name.get("NameQualifier", ""), name.get("SPNameQualifier", "")),
        indexes=tuple(text_of(index) for index in request.findall(samlp("SessionIndex"))),
        relay_state=opened.relay_state,
        wants_answer=request.find(f"{samlp('Extensions')}/{ASYNCHRONOUS}") is None,
        document=serialize(request),
    )


def find_sender(message: Element, policy: SignOutPolicy) -> Peer:
    """Return the peer whose keys count, as its metadata is now."""
    entity_id = read_issuer(message)
    peer = policy.find_peer(entity_id)
    if peer is None:
        raise UnknownService(received=entity_id[:200])
    return peer


def check_query_signature(message: RedirectMessage, root: Element, peer: Peer) -> None:
    """Verify the signature over a query (SAML bindings 3.4.4.1): no other may stand in the message."""
    if root.find(f".//{ds('Signature')}") is not None:
        raise SignatureMisplaced(received="an XML signature in HTTP-Redirect")
    if message.signature is None:  # SAML profiles 4.4.3.1, 4.4.3.3: through a browser, always
        raise SignatureMissing(expected="a signed message of single logout", received="an unsigned one")
    verify_octets(message.octets, message.signature, message.algorithm, peer.signing_keys, STRICT)


def check_enveloped_signature(message: Element, peer: Peer) -> None:
    """Verify the one signature of a message over itself."""
    signatures = list(message.iter(ds("Signature")))
    if not signatures:
        raise SignatureMissing(expected="a signed message of single logout", received="an unsigned one")
    if len(signatures) != 1:
        raise SignatureMisplaced(expected="one signature", received=f"{len(signatures)}")
    verify(message, signatures[0], peer.signing_keys, STRICT)


def _check_enveloped(request: Element, policy: SignOutPolicy) -> Peer:
    check_form(request, "LogoutRequest")
    peer = find_sender(request, policy)
    check_enveloped_signature(request, peer)
    return peer


def _check_end(request: Element, now: datetime) -> None:
    """SAML core 3.7.1: a request may say when it is worth nothing any more."""
    written = request.get("NotOnOrAfter")
    if written is not None and read_instant(written, "NotOnOrAfter") <= now:
        raise MessageExpired(expected=f"later than {now.isoformat()}", received=written[:40])


def _find_name(request: Element) -> Element:
    """SAML core 3.7.1, SAML profiles 4.4.4.1: the NameID of the assertion."""
    if request.find(saml("EncryptedID")) is not None:
        raise NameEncrypted(expected="NameID", received="EncryptedID")
    name = request.find(saml("NameID"))
    if name is None or not text_of(name):
        raise SubjectUnsuitable(expected="a NameID that is not empty")
    return name
