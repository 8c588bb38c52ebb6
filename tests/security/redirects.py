"""Owns what an attacker does to a signed query of the Redirect binding (SAML bindings 3.4.4.1)."""

import re
from collections.abc import Callable
from urllib.parse import quote

from lxml import etree

from tests.protocols.saml.saml_builders import RSA_SHA256, Tree, deflated, raw_signature, redirect_query
from tests.security.forge import RELAY_STATE, Forge

Change = Callable[[bytes], bytes]


def signed_query(forge: Forge, request: Tree | None = None, relay_state: str | None = RELAY_STATE) -> bytes:
    """Write a right query."""
    return redirect_query(forge.authn_request() if request is None else request, forge.service_key, relay_state)


def query_of(forge: Forge, document: bytes) -> bytes:
    """Sign any octets as if they were a request."""
    octets = f"SAMLRequest={quote(deflated(document), safe='')}&SigAlg={quote(RSA_SHA256, safe='')}"
    return f"{octets}&Signature={quote(raw_signature(octets, forge.service_key), safe='')}".encode()


def without(name: str) -> Change:
    """Take one parameter out."""
    return lambda query: b"&".join(part for part in query.split(b"&") if not part.startswith(f"{name}=".encode()))


def with_value(name: str, value: str) -> Change:
    """Give one parameter another value."""
    return lambda query: re.sub(rf"(?<=\b{name}=)[^&]*".encode(), quote(value, safe="").encode(), query)


def in_lower_case(query: bytes) -> bytes:
    """Percent-encode the signed part with lower-case digits."""
    signed, mark, rest = query.partition(b"&Signature=")
    return re.sub(rb"%[0-9A-F]{2}", lambda found: found[0].lower(), signed) + mark + rest


def parameter_twice(name: str, value: str, *, first: bool = False) -> Change:
    """Send a parameter twice, with another value the other time."""
    extra = f"{name}={quote(value, safe='')}".encode()
    return lambda query: extra + b"&" + query if first else query + b"&" + extra


def reordered(query: bytes) -> bytes:
    """Sign in one order and send in another: RelayState before SAMLRequest, which a signature never covers so."""
    request, state, *rest = query.split(b"&")
    return b"&".join([state, request, *rest])


def signed_in_another_order(forge: Forge) -> bytes:
    """Sign RelayState before SAMLRequest, and send it so."""
    request = quote(deflated(etree.tostring(forge.authn_request())), safe="")
    octets = f"RelayState={RELAY_STATE}&SAMLRequest={request}&SigAlg={quote(RSA_SHA256, safe='')}"
    return f"{octets}&Signature={quote(raw_signature(octets, forge.service_key), safe='')}".encode()
