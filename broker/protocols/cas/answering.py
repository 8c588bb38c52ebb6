"""Owns what services ask server to server: each endpoint's form of answer, its failure, and what the trace keeps.

No cookie plays a part here: a ticket is all that a service shows.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from broker.core.errors import Refusal
from broker.core.journal.release_act import Leaving
from broker.core.refusals.journey import PageUnknown, StoreUnavailable
from broker.core.trace import Leg, Outcome, TraceSummary
from broker.protocols.cas import replies
from broker.protocols.cas.refusals import FAILURES
from broker.protocols.cas.requests import (
    describe_request,
    read_format,
    read_required,
    read_saml_validation,
    read_validation,
)
from broker.protocols.cas.saml_replies import SamlAnswer, write_saml, write_saml_failure
from broker.protocols.cas.tickets import GrantingTicket, Ticket, digest_of
from broker.protocols.cas.validation import Validated, Validation
from broker.web.acts_at_end import leaving_of, refusal_at_end
from broker.web.parts import parts
from broker.web.refusal_pages import answer_refusal, explain_failure
from broker.web.request_end import count_at_end
from broker.web.trace_notes import note_end, note_leg_of, outcome_of

_log = logging.getLogger("preau.refusals")
_XML, _JSON = "application/xml; charset=utf-8", "application/json"


@dataclass(frozen=True, slots=True)
class Form:
    """Describe one form of answer: its media type, and how it says yes and no."""

    content_type: str
    succeed: Callable[[replies.Success], bytes]
    fail: Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe one endpoint: its forms (the first by default), whether attributes leave, whether proxies may ask."""

    form: Form
    json: Form | None = None
    attributes: bool = False
    proxies: bool = False


def _fail_saml(code: str, words: str) -> bytes:
    return write_saml_failure(code, words, g.get("cas_request_id", ""), parts().clock.now())


_TEXT = Form("text/plain; charset=utf-8", replies.write_text, replies.write_text_failure)
_XML_2 = Form(_XML, replies.write_user, replies.write_failure)
_XML_3 = Form(_XML, replies.write_attributes, replies.write_failure)
_JSON_2 = Form(_JSON, replies.write_json_user, replies.write_json_failure)
_JSON_3 = Form(_JSON, replies.write_json, replies.write_json_failure)
_SAML = Form("text/xml; charset=utf-8", replies.write_attributes, _fail_saml)
_PROXY = Form(_XML, replies.write_user, replies.write_proxy_failure)

KINDS = {
    "validate": Kind(_TEXT),
    "serviceValidate": Kind(_XML_2, _JSON_2),
    "proxyValidate": Kind(_XML_2, _JSON_2, proxies=True),
    "p3/serviceValidate": Kind(_XML_3, _JSON_3, attributes=True),
    "p3/proxyValidate": Kind(_XML_3, _JSON_3, attributes=True, proxies=True),
    "samlValidate": Kind(_SAML, attributes=True),
    "proxy": Kind(_PROXY),
}


@dataclass(frozen=True, slots=True)
class Answering:
    """Answer the services of one issuer."""

    validation: Validation

    def validate(self) -> Response:
        """Answer a validation of CAS 1.0, 2.0 or 3.0."""
        _refuse_head()
        kind = _kind()
        if kind.json is not None:
            read_format()
        asked = read_validation()
        if kind.form is _TEXT:  # 2.4: CAS 1.0 knows no proxies
            asked = replace(asked, granting_url=None)
        validated = self.validation.validate(asked, proxies_too=kind.proxies)
        return _give(validated, _form(kind).succeed(validated.success))

    def validate_saml(self) -> Response:
        """Answer a validation in SAML 1.1."""
        asked = read_saml_validation()
        g.cas_request_id = asked.request_id
        validated = self.validation.validate(asked, proxies_too=False)
        found = parts()
        answer = SamlAnswer(
            issuer=found.issuer.entity_id,
            recipient=validated.ticket.address,
            in_response_to=asked.request_id,
            issued_at=found.clock.now(),
            method=validated.ticket.grant.authentication.method,
        )
        return _give(validated, write_saml(validated.success, answer))

    def proxy(self) -> Response:
        """Answer a proxy that asks for a ticket of another service."""
        _refuse_head()
        name, target = read_required("pgt"), read_required("targetService")
        granting = g.cas_ticket = self.validation.tickets.find_granting(name)
        body = replies.write_proxy_ticket(self.validation.proxying.issue(granting, target))
        _note(granting.journey, granting.grant.service, "cas_proxy_ticket", (("targetService", target),), "")
        return Response(body, content_type=_XML)

    def refuse(self, error: Exception) -> AnyResponse:
        """Answer a refusal, or an unforeseen failure, in the words of CAS: the code and the rule alone."""
        refusal = _as_refusal(error)
        code = FAILURES.get(refusal.code)
        if code is None:
            return answer_refusal(refusal)
        _log.warning("refused code=%s issuer=%s cause=%s", refusal.code, parts().issuer.name, refusal.cause or "-")
        form = _form(_kind())
        body = form.fail(code, f"{refusal.code}: {refusal.rule.en}")
        if not isinstance(refusal, StoreUnavailable):
            _note_refusal(refusal, code, body)
        return Response(body, _status(error, refusal), content_type=form.content_type)


def _give(validated: Validated, body: bytes) -> Response:
    """Answer, and record what has left, where that is not what was decided at the log-in."""
    kind, found, ticket = _kind(), parts(), validated.ticket
    found.acts.record_release(validated.release, _leaving(validated, attributes=kind.attributes))
    _note(ticket.journey, ticket.grant.service, "cas_validated", (), body.decode())
    if not kind.attributes or ticket.digest != digest_of(validated.release):
        outcome = outcome_of(validated.release)
        summary = TraceSummary(ticket.journey, found.issuer.name, found.clock.now(), ticket.grant.service, "ok")
        note_end(summary, outcome if kind.attributes else replace(outcome, released=()))
    if not ticket.proxies:  # a service that acts for the person opens no session of theirs
        count_at_end(validated.release.door)
    return Response(body, content_type=_form(kind).content_type)


def _leaving(validated: Validated, *, attributes: bool) -> Leaving:
    """Return what leaves: the user, and the attributes where this endpoint has any."""
    whole = leaving_of("cas", validated.ticket.journey, validated.contract, validated.release)
    return whole if attributes else replace(whole, codes=frozenset())


def _note_refusal(refusal: Refusal, code: str, body: bytes) -> None:
    """Record a failure in the log-in's own trace, where the ticket names it, else in one of its own."""
    ticket: Ticket | GrantingTicket | None = g.get("cas_ticket")
    trace = ticket.journey if ticket else f"stray-{secrets.token_urlsafe(12)}"
    service = ticket.grant.service if ticket else ""
    if ticket:
        refusal_at_end(refusal.code, "cas", trace, ticket.grant.resource)
    _note(trace, service, "cas_validated", (("code", code),), body.decode())
    found = parts()
    outcome = Outcome(refusal=refusal.code, expected=refusal.expected, received=refusal.received)
    note_end(TraceSummary(trace, found.issuer.name, found.clock.now(), service, refusal.code), outcome)


def _note(trace: str, peer: str, title: str, facts: tuple[tuple[str, str], ...], message: str) -> None:
    """Record a request and its answer."""
    now, used = parts().clock.now(), isinstance(g.get("cas_ticket"), Ticket)
    note_leg_of(trace, Leg(now, "in", "cas_asked", peer, (), describe_request(used=used)))
    note_leg_of(trace, Leg(now, "out", title, peer, facts, message))


def _kind() -> Kind:
    return KINDS[(request.endpoint or "").partition(".")[2]]


def _form(kind: Kind) -> Form:
    wanted = request.args.get("format", "").upper()
    return kind.json if kind.json is not None and wanted == "JSON" else kind.form


def _refuse_head() -> None:
    """HEAD is safe (RFC 9110 9.2.1) and shows no answer: it burns no ticket."""
    if request.method == "HEAD":
        raise MethodNotAllowed(valid_methods=["GET"])


def _as_refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException):
        return PageUnknown(received=f"{request.method} {request.path[:200]}")
    return explain_failure(error)


def _status(error: Exception, refusal: Refusal) -> int:
    """Return 200 for a no of the protocol, as clients expect; a failure of ours says so in HTTP too."""
    if isinstance(error, HTTPException):
        return error.code or HTTPStatus.BAD_REQUEST
    return refusal.status if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.OK
