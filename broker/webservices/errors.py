"""Owns the typed bodies of errors: every refusal and every failure becomes one, as observed (facts/gar.md 7.1, 7.3).

JSON is `{"Erreur":{"Code","Message","Resource"}}`, XML `<Erreur><Code/><Message/></Erreur>`. The message of the real
services is one sentence; here it also says which rule, and what to change.
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, g, request
from lxml import etree
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from broker.core.errors import Refusal
from broker.core.refusals.machine import (
    AddressUnknown,
    BodyOfAnotherKind,
    BodyTooLarge,
    CallMalformed,
    MethodUnknown,
)
from broker.core.refusals.subscription_body import SubscriptionInvalid
from broker.core.roles import Holder, Role
from broker.web.refusal_pages import explain_failure
from broker.webservices.call_log import shown_path
from broker.webservices.forms import Form, chosen_form, without_controls

# What clients have been seen to look for in a message (facts/gar.md 7.3); it opens ours.
_OBSERVED = {"subscription.exists": "L'abonnement existe deja."}
_BY_STATUS: Mapping[int, type[Refusal]] = {
    404: AddressUnknown,
    405: MethodUnknown,
    413: BodyTooLarge,
    415: BodyOfAnotherKind,
}
_NOBODY = Holder(Role.VISITOR)
_log = logging.getLogger("preau.webservices")


def prepare_errors(app: Flask) -> None:
    """Answer every refusal, and every unforeseen failure, with its typed body."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, lambda error: answer_refusal(explain_failure(error)))


def answer_refusal(refusal: Refusal) -> Response:
    """Make the answer of a refusal, and log its code."""
    g.refusal = refusal
    client: Holder | None = g.get("client")
    known = f"{client.role}:{client.name}" if client else "-"
    _log.warning("refused code=%s client=%s cause=%s", refusal.code, known, refusal.cause or "-")
    form = chosen_form()
    code, message = HTTPStatus(refusal.status).phrase, message_of(refusal)
    body = _as_xml(code, message) if form is Form.XML else _as_json(code, message)
    return Response(body, refusal.status, mimetype=form.value)


def message_of(refusal: Refusal) -> str:
    """Return all that a refusal says, in French: what, which rule, what to change, and its code.

    It is one line, but for a body that breaks several rules: each of these has a line of its own.
    """
    compared = (("Attendu", refusal.expected), ("Reçu", refusal.received))
    said = [_OBSERVED.get(refusal.code, ""), refusal.sentence.fr, f"Règle\u00a0: {refusal.rule.fr}"]
    said += [f"{name}\u00a0: {value}." for name, value in compared if value]
    if isinstance(refusal, SubscriptionInvalid):
        said += [f"\n{violation.in_language('fr')}" for violation in refusal.violations] + ["\n"]
    said += [f"À changer\u00a0: {refusal.remedy.fr}", f"({refusal.code}\u00a0; {refusal.source})"]
    return " ".join(part for part in said if part).replace(" \n", "\n").replace("\n ", "\n")


def _answer_http(error: HTTPException) -> Response:
    """Answer an address, a method, a size or a kind that is not served, with that status."""
    kind = _BY_STATUS.get(error.code or 0, CallMalformed)
    allowed = ", ".join(sorted(error.valid_methods or ())) if isinstance(error, MethodNotAllowed) else ""
    response = answer_refusal(kind(expected=allowed, received=request.method if allowed else ""))
    if allowed:
        response.headers["Allow"] = allowed  # RFC 9110, 15.5.6
    return response


def _as_json(code: str, message: str) -> str:
    error = {"Code": code, "Message": message, "Resource": _shown_resource()}
    return json.dumps({"Erreur": error}, ensure_ascii=False)


def _shown_resource() -> str:
    """Return what was asked for, as the log of calls has it: clients log bodies, and an address may name a person."""
    if request.url_rule is not None:
        client: Holder = g.get("client", _NOBODY)
        return shown_path(request.url_rule.rule, request.view_args or {}, client).removeprefix("/")
    first, _, rest = request.path.removeprefix("/").partition("/")
    return f"{first}/…" if rest else first


def _as_xml(code: str, message: str) -> bytes:
    error = etree.Element("Erreur")
    etree.SubElement(error, "Code").text = code
    etree.SubElement(error, "Message").text = without_controls(message)
    written: bytes = etree.tostring(error, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
