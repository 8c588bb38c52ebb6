"""Owns what services ask in CAS: each parameter once, and nothing believed (CAS protocol 2.1.1, 2.5.1, 2.7.1, 4.2)."""

import re
from dataclasses import dataclass, field

from flask import request

from broker.core.errors import MessageRefused
from broker.core.refusals.ticket import (
    FormatUnsupported,
    MethodUnsupported,
    SamlRequestUnreadable,
    ValidationIncomplete,
)
from broker.saml.xml_tree import Element, parse, text_of
from broker.web.single_values import read_query

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_SAML = "{urn:oasis:names:tc:SAML:1.0:protocol}"
_REQUEST_BYTES = 16 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,255}", re.ASCII)
# As it was sent: some client may escape even the hyphen.
_GRANTING = re.compile(r"\b(PGT)(?:-|%2[Dd])[A-Za-z0-9.%-]*", re.ASCII)
_ANY = re.compile(r"\b(ST|PT|PGT)(?:-|%2[Dd])[A-Za-z0-9.%-]*", re.ASCII)
_METHODS, _FORMATS = ("GET", "POST"), ("XML", "JSON")


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """Hold what a service, or a person, asks of /login; without a service nothing is handed over."""

    service: str | None
    renew: bool
    gateway: bool
    method: str


@dataclass(frozen=True, slots=True)
class ValidationRequest:
    """Hold what a service asks about a ticket; `request_id` is that of a SAML request, empty where it has none."""

    ticket: str = field(repr=False)
    service: str
    renew: bool = False
    granting_url: str | None = None
    request_id: str = ""


def read_login() -> LoginRequest:
    """Read /login's parameters; `renew` makes `gateway` void, as the specification recommends (2.1.1)."""
    renew = _is_set("renew")
    method = (read_query("method") or "GET").upper()
    if method not in _METHODS:
        raise MethodUnsupported(expected=" or ".join(_METHODS), received=method[:40])
    return LoginRequest(read_query("service") or None, renew, _is_set("gateway") and not renew, method)


def read_validation() -> ValidationRequest:
    """Read the parameters of a validation."""
    return ValidationRequest(
        ticket=read_required("ticket"),
        service=read_required("service"),
        renew=_is_set("renew"),
        granting_url=read_query("pgtUrl"),
    )


def read_format() -> str:
    """Return the form in which an answer is wanted, XML or JSON, whatever its capitals."""
    wanted = (read_query("format") or "XML").upper()
    if wanted not in _FORMATS:
        raise FormatUnsupported(expected=" or ".join(_FORMATS), received=wanted[:40])
    return wanted


def read_saml_validation() -> ValidationRequest:
    """Read a SAML 1.1 validation: TARGET in the query, the ticket as an artifact in the body.

    Its IssueInstant is not judged: a well-known client writes the same one in every request, and the ticket's single
    use makes each request one of its kind. RequestID is handed back where it is a name.
    """
    service = read_required("TARGET")
    if (request.content_length or 0) > _REQUEST_BYTES:
        raise SamlRequestUnreadable(expected=f"at most {_REQUEST_BYTES} bytes", received=f"{request.content_length}")
    asked, ticket = _read_artifact(request.get_data())
    request_id = asked.get("RequestID", "")
    return ValidationRequest(ticket, service, request_id=request_id if _NAME.fullmatch(request_id) else "")


def read_required(name: str) -> str:
    """Return a parameter without which nothing can be answered."""
    value = read_query(name)
    if not value:
        raise ValidationIncomplete(expected=name, received="nothing")
    return value


def describe_request(*, used: bool) -> str:
    """Return the request for a trace, with its body unless it was refused for its length.

    A ticket that may still be worth something is cut short (I188).
    """
    line = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}".rstrip("?")
    has_body = request.method == "POST" and (request.content_length or 0) <= _REQUEST_BYTES
    body = "\n\n" + request.get_data(as_text=True) if has_body else ""
    return (_GRANTING if used else _ANY).sub(r"\1-…", line + body)


def _is_set(name: str) -> bool:
    """Tell whether a switch is set: it is when it is there, unless it says false (2.1.1 recommends `true`)."""
    value = read_query(name)
    return value is not None and value.lower() != "false"


def _read_artifact(body: bytes) -> tuple[Element, str]:
    try:
        envelope = parse(body, _REQUEST_BYTES)
    except MessageRefused as refusal:
        raise SamlRequestUnreadable(received=refusal.code) from None
    bodies = envelope.findall(f"{_SOAP}Body") if envelope.tag == f"{_SOAP}Envelope" else []
    asked = [found for body_part in bodies for found in body_part]
    if len(asked) != 1 or asked[0].tag != f"{_SAML}Request" or asked[0].get("MajorVersion", "1") != "1":
        raise SamlRequestUnreadable(expected="one samlp:Request of SAML 1.1", received=f"{len(asked)} elements")
    artifacts = asked[0].findall(f"{_SAML}AssertionArtifact")
    ticket = text_of(artifacts[0]).strip() if len(artifacts) == 1 else ""
    if not ticket:
        raise SamlRequestUnreadable(expected="one samlp:AssertionArtifact", received=f"{len(artifacts)}")
    return asked[0], ticket
