"""Owns the two bindings: how a message travels in a query (HTTP-Redirect) or in a form (HTTP-POST)."""

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from broker.core.refusals.message import (
    CharactersForbidden,
    EncodingInvalid,
    MessageMissing,
    MessageTooLarge,
    ParameterRepeated,
)
from broker.saml.keys import SigningKey
from broker.saml.names import RSA_SHA256
from broker.saml.octet_signature import sign_octets
from broker.saml.xml_tree import MESSAGE_CAP

_COVERED = (b"RelayState", b"SigAlg")
_ALGORITHM = f"&SigAlg={quote(RSA_SHA256, safe='')}"
_QUERY_CAP = 64 * 1024
_FORM_CAP = MESSAGE_CAP * 4 // 3 + 4


@dataclass(frozen=True, slots=True)
class RedirectMessage:
    """Hold a message that came in a query, and what is needed to verify it.

    `octets` is the part of the raw query that the signature covers, in the order that the binding fixes.
    """

    document: bytes
    relay_state: str | None
    octets: bytes
    algorithm: str
    signature: bytes | None


def read_redirect(query: bytes, parameter: str) -> RedirectMessage:
    """Read `SAMLRequest` or `SAMLResponse` from a raw query string (SAML bindings 3.4.4).

    Refuses repeated parameters (D105), bombs (D101), loose base64 (D102); the raw octets are kept (A024).
    """
    if len(query) > _QUERY_CAP:
        raise MessageTooLarge(expected=f"at most {_QUERY_CAP} bytes of query", received=f"{len(query)} bytes")
    raw = _raw_parameters(query)
    message = parameter.encode("ascii")
    if message not in raw:
        raise MessageMissing(expected=parameter)
    signature = raw.get(b"Signature")
    # 3.4.4.1 fixes the order of what is signed, whatever the order in the address (python3-saml sends another).
    covered = [name for name in (message, *_COVERED) if name in raw]
    return RedirectMessage(
        document=inflate(read_base64(_decoded(raw[message]))),
        relay_state=_decoded(raw[b"RelayState"]) if b"RelayState" in raw else None,
        octets=b"&".join(name + b"=" + raw[name] for name in covered),
        algorithm=_decoded(raw.get(b"SigAlg", b"")),
        signature=read_base64(_decoded(signature)) if signature is not None else None,
    )


def _raw_parameters(query: bytes) -> dict[bytes, bytes]:
    raw: dict[bytes, bytes] = {}
    for part in query.split(b"&"):
        name, _equals, value = part.partition(b"=")
        plain = unquote_to_bytes(name)
        if plain in raw:
            raise ParameterRepeated(received=plain.decode("ascii", "replace")[:40])
        raw[plain] = value
    return raw


def _decoded(value: bytes) -> str:
    try:
        return unquote_to_bytes(value.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise CharactersForbidden(received="a parameter that is not UTF-8") from error


def only_value(values: Iterable[str], parameter: str) -> str:
    """Return the one value of a form's parameter; refuse none and several (D105)."""
    found = list(values)
    if not found:
        raise MessageMissing(expected=parameter)
    if len(found) > 1:
        raise ParameterRepeated(received=parameter)
    return found[0]


def read_post(encoded: str) -> bytes:
    """Return the document of a form's `SAMLRequest` or `SAMLResponse` (SAML bindings 3.5.4).

    Line breaks are allowed, since RFC 2045 puts them there and the binding cites it; nothing else is.
    """
    if len(encoded) > _FORM_CAP * 2:
        raise MessageTooLarge(expected=f"at most {_FORM_CAP} characters", received=f"{len(encoded)} characters")
    return read_base64(encoded.replace("\r\n", "").replace("\n", ""))


def read_base64(encoded: str) -> bytes:
    """Decode standard base64 strictly: no other alphabet, no garbage, padding right (D102)."""
    try:
        octets = base64.b64decode(encoded.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise EncodingInvalid(received="not standard base64") from error
    if base64.b64encode(octets).decode("ascii") != encoded:
        raise EncodingInvalid(received="base64 that is not canonical")
    return octets


def inflate(octets: bytes) -> bytes:
    """Inflate raw deflate up to the cap of a message (D101)."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        document = inflater.decompress(octets, MESSAGE_CAP + 1)
    except zlib.error as error:
        raise EncodingInvalid(received="not raw deflate") from error
    if len(document) > MESSAGE_CAP:
        raise MessageTooLarge(expected=f"at most {MESSAGE_CAP} bytes once inflated")
    if not inflater.eof or inflater.unused_data:
        raise EncodingInvalid(received="deflate that is cut short or followed by something")
    return document


def deflate(document: bytes) -> bytes:
    """Deflate without header."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(document) + deflater.flush()


def write_redirect(location: str, parameter: str, document: bytes, relay_state: str, key: SigningKey) -> str:
    """Return the URL that carries a signed message; an empty `relay_state` is left out."""
    octets = f"{parameter}={_in_query(deflate(document))}"
    if relay_state:
        octets += f"&RelayState={quote(relay_state, safe='')}"
    octets += _ALGORITHM
    joint = "&" if "?" in location else "?"
    return f"{location}{joint}{octets}&Signature={_in_query(sign_octets(octets.encode('ascii'), key))}"


def _in_query(octets: bytes) -> str:
    """Write octets in base64, of whose signs three must be percent-encoded."""
    written = base64.b64encode(octets).decode("ascii")
    return written.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def write_post(document: bytes) -> str:
    """Return the value of the form's field."""
    return base64.b64encode(document).decode("ascii")
