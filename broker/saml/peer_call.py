"""Owns the calls to peers, server to server: a message posted over SOAP, and the asking whether anybody is there.

The addresses come from registered metadata. A call never follows a redirection and never takes longer than its cap;
`authorities` is the PEM file that certificates are verified against.
"""

import ipaddress
from urllib.parse import urlsplit

import requests

from broker.core.refusals.exchange import PeerAnswerUnsuitable, PeerUnreached
from broker.saml.soap_envelope import CONTENT_TYPE
from broker.saml.xml_tree import MESSAGE_CAP
from broker.transport.outgoing import local_session
from broker.transport.timed_adapter import read_body

CONNECT_SECONDS, SECONDS, AWAKE_SECONDS = 1.0, 3.0, 2.0
_ACTION = "http://www.oasis-open.org/committees/security"  # SAML bindings 3.2.3.1


def post_envelope(location: str, envelope: bytes, authorities: str) -> bytes:
    """Return what a peer answers to an envelope; raises PeerUnreached or PeerAnswerUnsuitable."""
    headers = {"Content-Type": CONTENT_TYPE, "SOAPAction": _ACTION, "Accept-Encoding": "identity"}
    try:
        with (
            local_session(authorities, seconds=SECONDS) as session,
            session.post(
                location,
                data=envelope,
                headers=headers,
                allow_redirects=False,
                stream=True,
                timeout=(CONNECT_SECONDS, SECONDS),
            ) as answer,
        ):
            if answer.status_code != requests.codes.ok:
                raise PeerAnswerUnsuitable(expected="HTTP 200", received=f"HTTP {answer.status_code}")
            octets = read_body(answer, MESSAGE_CAP)
    except (requests.RequestException, OSError) as error:
        raise PeerUnreached(received=type(error).__name__, cause=type(error).__name__) from error
    if len(octets) > MESSAGE_CAP:
        raise PeerAnswerUnsuitable(expected=f"at most {MESSAGE_CAP} bytes", received="more")
    return octets


def is_awake(location: str, authorities: str) -> bool:
    """Tell whether anybody answers at an address, whatever the answer, so that a browser may be sent there."""
    try:
        with (
            local_session(authorities, seconds=AWAKE_SECONDS) as session,
            session.head(location, allow_redirects=False, stream=True, timeout=AWAKE_SECONDS),
        ):
            return True
    except requests.exceptions.SSLError:  # somebody is there: whom to trust is the browser's to say, nothing was sent
        return True
    except (requests.RequestException, OSError):
        return False


def is_trusted(location: str) -> bool:
    """Tell whether the connection itself says who answers: TLS, or this very machine."""
    parts = urlsplit(location)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
