"""Owns the answers to clients: an authorization response by its registered way, a direct answer in JSON."""

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from flask import Response

from broker.core.errors import Refusal
from broker.core.journey import ServiceRequest
from broker.core.refusals.client import AccessTokenMissing
from broker.protocols.oidc.refusals import describe, direct_error, error_of
from broker.protocols.oidc.strict_json import Document, write_json
from broker.web.parts import ReturnForm

QUERY, FORM_POST = "query", "form_post"
RESPONSE_MODES = (QUERY, FORM_POST)


@dataclass(frozen=True, slots=True)
class Return:
    """Hold where and how a client is answered: a registered address, a response mode, its state, our name."""

    address: str
    mode: str
    state: str
    issuer_id: str

    @classmethod
    def of(cls, request: ServiceRequest, issuer_id: str) -> "Return":
        """Return that of a request under way."""
        return cls(request.reply_to, request.detail("response_mode"), request.relay_state or "", issuer_id)

    def code(self, code: str) -> ReturnForm:
        """Make the answer that carries a code (OpenID Connect Core 1.0 3.1.2.5; RFC 9207)."""
        return self._form((("code", code),))

    def error(self, refusal: Refusal, trace_url: str | None, own_code: str = "") -> ReturnForm:
        """Make the answer that carries a refusal: the code and the rule, nothing that came in (RFC 6749 4.1.2.1).

        `own_code` is the issuer's own for it, where it has one.
        """
        said = (("error", error_of(refusal)), ("error_description", describe(refusal, own_code)))
        return self._form((*said, ("error_uri", trace_url)) if trace_url else said)

    def _form(self, said: tuple[tuple[str, str], ...]) -> ReturnForm:
        state = (("state", self.state),) if self.state else ()
        fields = (*said, *state, ("iss", self.issuer_id))
        return ReturnForm(self.address, fields) if self.mode == FORM_POST else ReturnForm.in_query(self.address, fields)


def is_web(address: str) -> bool:
    """Tell whether a form can be posted to an address: not to an application's own scheme (RFC 8252 7.1)."""
    return address.startswith(("https:", "http:"))


def answer_json(document: Document | bytes, status: int = 200) -> Response:
    """Answer with JSON that no cache keeps."""
    body = document if isinstance(document, bytes) else write_json(document)
    response = Response(body, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def answer_refusal(refusal: Refusal, realm: str, trace_url: str | None = None, *, bearer: bool = False) -> Response:
    """Answer a direct call with a refusal (RFC 6749 5.2); `bearer` for what is fetched with a token (RFC 6750 3)."""
    error, status = direct_error(refusal, bearer=bearer)
    document: Document = {"error": error, "error_description": describe(refusal)}
    if trace_url is not None:
        document["error_uri"] = trace_url
    response = answer_json(document, status)
    scheme = "Bearer" if bearer else "Basic"
    challenge = f'{scheme} realm="{quote(realm, safe=":/")}"'
    if bearer and not isinstance(refusal, AccessTokenMissing):  # RFC 6750 3.1: who sent nothing is told no error
        challenge += f', error="{error}", error_description="{describe(refusal)}"'
    if bearer or status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = challenge
    return response
