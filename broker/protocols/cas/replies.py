"""Owns the answers to services: a release becomes a CAS response, a refusal a failure with its code. Decides nothing.

Values are put into a tree, never into text (I175); characters that XML forbids are refused.
"""

import copy
import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from broker.core.contract import Contract, Identifier
from broker.core.refusals.message import CharactersForbidden
from broker.core.release import Release
from broker.protocols.cas.attribute_names import name_of
from broker.saml.instants import write_instant
from broker.saml.xml_tree import Element, serialize

_NAMESPACE = "http://www.yale.edu/tp/cas"
_ROOT = etree.Element(f"{{{_NAMESPACE}}}serviceResponse", nsmap={"cas": _NAMESPACE})
# facts/gar.md 4.1: what the GAR's values decode to begins so, and looks random after it.
_OPAQUE_PREFIX = b"\x00\x07secret1"
_OPAQUE_BYTES = 87


@dataclass(frozen=True, slots=True)
class Success:
    """Hold what a validation answers; `attributes` are (element, values) pairs in the catalogue's order.

    `granting_iou` is empty where no proxy-granting ticket was given; `proxies` stand nearest first.
    """

    user: str = field(repr=False)
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    authenticated_at: datetime
    fresh: bool
    granting_iou: str = ""
    proxies: tuple[str, ...] = ()


def make_success(release: Release, contract: Contract, authenticated_at: datetime, *, fresh: bool) -> Success:
    """Return what a release says in CAS: an opaque user, of the moment or the pseudonym, and the attributes."""
    user = release.subject if contract.identifier is Identifier.PSEUDONYM else new_user()
    attributes = tuple((name_of(part.code), part.values) for part in release.released)
    return Success(user, attributes, authenticated_at, fresh)


def new_user() -> str:
    """Return a `cas:user` of the moment, of the observed shape, which is nobody's key (facts/gar.md 4.1)."""
    return b64encode(_OPAQUE_PREFIX + secrets.token_bytes(_OPAQUE_BYTES)).decode()


def write_attributes(success: Success) -> bytes:
    """Write the answer of /p3/serviceValidate: the user and the attributes, one element per value (2.5.7, 2.8)."""
    return _write(success, with_attributes=True)


def write_user(success: Success) -> bytes:
    """Write the answer of CAS 2.0, which knows no attributes (2.5.2)."""
    return _write(success, with_attributes=False)


def write_failure(code: str, words: str) -> bytes:
    """Write an authenticationFailure; the words are ours, and nothing that came in (2.5.3)."""
    return _write_outcome("authenticationFailure", code, words)


def write_proxy_ticket(ticket: str) -> bytes:
    """Write the answer of /proxy (2.7.2)."""
    root = copy.deepcopy(_ROOT)
    _add(_add(root, "proxySuccess"), "proxyTicket", ticket)
    return serialize(root)


def write_proxy_failure(code: str, words: str) -> bytes:
    """Write a proxyFailure (2.7.2)."""
    return _write_outcome("proxyFailure", code, words)


def write_json(success: Success) -> bytes:
    """Write the answer of /p3/serviceValidate as JSON: a list where there are several values (2.5.7)."""
    return _json("authenticationSuccess", _plain(success) | {"attributes": dict(_json_attributes(success))})


def write_json_user(success: Success) -> bytes:
    """Write the answer of CAS 2.0 as JSON (2.5.2)."""
    return _json("authenticationSuccess", _plain(success))


def write_json_failure(code: str, words: str) -> bytes:
    """Write a failure as JSON (2.5.2)."""
    return _json("authenticationFailure", {"code": code, "description": words})


def write_text(success: Success) -> bytes:
    """Write the answer of CAS 1.0: yes, and the user on a line of its own."""
    return f"yes\n{success.user}\n".encode()


def write_text_failure(_code: str, _words: str) -> bytes:
    """Write the answer of CAS 1.0, which says no and nothing of why."""
    return b"no\n\n"


def _write(success: Success, *, with_attributes: bool) -> bytes:
    root = copy.deepcopy(_ROOT)
    outcome = _add(root, "authenticationSuccess")
    try:
        _add(outcome, "user", success.user)
        if with_attributes:
            attributes = _add(outcome, "attributes")
            for name, value in _all_attributes(success):
                _add(attributes, name, value)
        if success.granting_iou:
            _add(outcome, "proxyGrantingTicket", success.granting_iou)
        if success.proxies:
            proxies = _add(outcome, "proxies")
            for proxy in success.proxies:
                _add(proxies, "proxy", proxy)
    except ValueError as error:  # lxml: not XML characters
        raise CharactersForbidden(cause="a value holds a character that XML forbids") from error
    return serialize(root)


def _write_outcome(name: str, code: str, words: str) -> bytes:
    root = copy.deepcopy(_ROOT)
    _add(root, name, words).set("code", code)
    return serialize(root)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    element.text = text
    return element


def _all_attributes(success: Success) -> Iterator[tuple[str, str]]:
    """Yield (name, value) pairs in the order of the schema (appendix A): first what CAS 3.0 itself says."""
    yield "authenticationDate", write_instant(success.authenticated_at)
    yield "longTermAuthenticationRequestTokenUsed", "false"
    yield "isFromNewLogin", str(success.fresh).lower()
    for name, values in success.attributes:
        for value in values:
            yield name, value


def _json_attributes(success: Success) -> Iterator[tuple[str, object]]:
    yield "authenticationDate", write_instant(success.authenticated_at)
    yield "longTermAuthenticationRequestTokenUsed", False
    yield "isFromNewLogin", success.fresh
    for name, values in success.attributes:
        yield name, values[0] if len(values) == 1 else list(values)


def _plain(success: Success) -> dict[str, object]:
    found: dict[str, object] = {"user": success.user}
    if success.granting_iou:
        found["proxyGrantingTicket"] = success.granting_iou
    if success.proxies:
        found["proxies"] = list(success.proxies)
    return found


def _json(outcome: str, content: dict[str, object]) -> bytes:
    return json.dumps({"serviceResponse": {outcome: content}}, ensure_ascii=False).encode()
