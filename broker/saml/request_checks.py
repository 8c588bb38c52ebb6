"""Owns the checks that every request meets, whatever it asks: who, to which address, when, with which state."""

from datetime import datetime, timedelta

from broker.core.refusals.condition import (
    DestinationWrong,
    IssueInstantOutside,
    IssuerUnexpected,
    RelayStateTooLong,
    VersionUnsupported,
)
from broker.core.refusals.message import SchemaInvalid
from broker.saml.instants import read_instant
from broker.saml.names import ENTITY_FORMAT, saml, samlp
from broker.saml.schema import check_message
from broker.saml.xml_tree import Element, text_of

WINDOW = timedelta(minutes=5)
RELAY_STATE_CAP = 80


def check_form(message: Element, name: str) -> None:
    """Refuse another element than the one expected, by its exact name (A029), or one that the schema refuses."""
    if message.tag != samlp(name):
        raise SchemaInvalid(expected=name)
    check_message(message)
    if message.get("Version") != "2.0":  # SAML core 3.2.1
        raise VersionUnsupported(received=message.get("Version", "")[:20])


def read_issuer(message: Element) -> str:
    """Return the entityID of who sends a message, or refuse one that does not name it plainly."""
    issuer = message.find(saml("Issuer"))
    entity_id = text_of(issuer)
    if issuer is None or not entity_id or issuer.get("Format", ENTITY_FORMAT) != ENTITY_FORMAT:
        raise IssuerUnexpected(expected="an Issuer that names the sender (SAML profiles 4.1.4.1, 4.4.4)")
    return entity_id


def check_destination(message: Element, location: str, *, signed: bool) -> None:
    """SAML bindings 3.4.5.2 and 3.5.5.2: a signed message must say where it goes."""
    destination = message.get("Destination")
    if destination != location and (signed or destination is not None):
        raise DestinationWrong(expected=location, received=(destination or "nothing")[:200])


def check_issue_instant(message: Element, now: datetime, window: timedelta = WINDOW) -> datetime:
    """B088: recent, and not in the future beyond the window."""
    issued_at = read_instant(message.get("IssueInstant"), "IssueInstant")
    if abs(now - issued_at) > window:
        raise IssueInstantOutside(expected=f"within {window} of {now.isoformat()}", received=issued_at.isoformat())
    return issued_at


def check_relay_state(relay_state: str | None, cap: int = RELAY_STATE_CAP) -> None:
    """SAML bindings 3.4.3, 3.5.3: at most 80 bytes, and returned as it came."""
    length = len((relay_state or "").encode())
    if length > cap:
        raise RelayStateTooLong(expected=f"at most {cap} bytes", received=f"{length} bytes")
