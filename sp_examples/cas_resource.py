"""Owns the CAS side of a resource: what a publisher writes, with an HTTP client and an XML parser, behind the hub."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response
from lxml import etree

from sp_examples.hub import Hub
from sp_examples.language import End, Message, Question, Word
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.resources import Resource

_CAS = "{http://www.yale.edu/tp/cas}"
# What CAS itself says of the sign-on (CAS protocol 3.0, 2.5.7); the other attributes are the person's.
_OF_THE_SIGN_ON = frozenset({"authenticationDate", "isFromNewLogin", "longTermAuthenticationRequestTokenUsed"})
_SESSION_INDEX = "{urn:oasis:names:tc:SAML:2.0:protocol}SessionIndex"
_LOGOUT_REQUEST = "{urn:oasis:names:tc:SAML:2.0:protocol}LogoutRequest"


class CasResource:
    """Ask the hub who is there, and have it validate the ticket that the browser brings."""

    def __init__(self, resource: Resource, hub: Hub) -> None:
        # The service comes from the configuration: a Host header is whatever the sender likes (CVE-2022-39369).
        self._service = resource.url
        self._hub = hub
        self._server = f"{hub.url}{resource.provider_path or ''}"

    def word(self, message: Message) -> Word | None:
        """Tell what a message is: in CAS, everything comes to the service's own URL."""
        if (message.method, message.place) == ("POST", ""):
            return Word.SIGNED_OUT
        return Word.ANSWER if (message.method, message.place) == ("GET", "") and "ticket" in message.fields else None

    def expects(self) -> dict[str, str]:
        """Return what an answer must say."""
        return {"service": self._service, "cas:serviceResponse": "cas:authenticationSuccess"}

    def ask(self) -> Question:
        """Send the browser to the hub's login. CAS has no `state`: the browser's cookie tells whose the ticket is."""
        return Question(secrets.token_urlsafe(16), f"{self._server}/login?{urlencode({'service': self._service})}")

    def accept(self, message: Message, pending: Mapping[str, Question]) -> Received:
        """Return what the hub says of a ticket (CAS protocol 3.0, 2.5: /p3/serviceValidate)."""
        ticket = message.fields["ticket"]
        if not pending:
            raise NotAccepted(Why.UNSOLICITED, "", {}, once=ticket)
        # A ticket may hold anything, "&service=" too: the query is encoded, never pasted together (CVE-2014-4172).
        query = {"service": self._service, "ticket": ticket}
        document = self._hub.fetch(f"{self._server}/p3/serviceValidate", query)
        response = _parse(document)
        success = _read_success(response)
        values = _read_values(success)
        etree.indent(response)
        return Received(
            question=list(pending)[-1],
            once=ticket,
            attributes={name: texts for name, texts in values.items() if name not in _OF_THE_SIGN_ON},
            envelope={
                "cas:user": _value_of(success.find(f"{_CAS}user")),
                **{name: ", ".join(texts) for name, texts in values.items() if name in _OF_THE_SIGN_ON},
            },
            documents={"response": document.decode("utf-8", "replace")},
            readable={"cas:serviceResponse": str(etree.tostring(response, encoding="unicode"))},
            known_as=frozenset({ticket}),
        )

    def sign_out(self, _received: Received) -> Question:
        """Send the browser to the hub's logout, which sends it back to the service (CAS protocol 3.0, 2.3)."""
        return Question("", f"{self._server}/logout?{urlencode({'service': self._service})}")

    def confirm(self, _message: Message, _left: Question) -> None:
        """Say nothing: CAS does not tell whether the sign-out reached everywhere."""

    def be_signed_out(self, message: Message, end: End) -> Response:
        """End the visit that a ticket began: 204, or 200 when there is none (CAS protocol 3.0, appendix C).

        Nobody signs such a request. What protects the visit is that only the hub and the resource know its ticket.
        """
        request = _parse(message.fields.get("logoutRequest", "").encode())
        tickets = [element.text or "" for element in request.iterfind(_SESSION_INDEX)]
        if request.tag != _LOGOUT_REQUEST or len(tickets) != 1:
            raise NotAccepted(Why.UNREADABLE, "one samlp:LogoutRequest with one samlp:SessionIndex is expected", {})
        return Response(status=204 if end(frozenset(tickets)) else 200)


def _parse(document: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(document, parser)
    except (ValueError, etree.XMLSyntaxError) as error:
        raise NotAccepted(Why.UNREADABLE, type(error).__name__, {}) from error
    if root.getroottree().docinfo.doctype:
        raise NotAccepted(Why.UNREADABLE, "a document type declaration", {})
    return root


def _read_success(response: etree._Element) -> etree._Element:
    """Return the one outcome at the root, for a failure may quote what looks like a success (apereo/phpCAS#228)."""
    outcomes = list(response)
    if response.tag != f"{_CAS}serviceResponse" or len(outcomes) != 1:
        raise NotAccepted(Why.NOT_FOR_US, "one outcome in one cas:serviceResponse is expected", {})
    outcome = outcomes[0]
    if outcome.tag == f"{_CAS}authenticationFailure":
        raise NotAccepted(Why.STATUS, outcome.text or "", {"code": outcome.get("code", "")})
    if outcome.tag != f"{_CAS}authenticationSuccess" or len(outcome.findall(f"{_CAS}user")) != 1:
        raise NotAccepted(Why.NOT_FOR_US, "one cas:authenticationSuccess with one cas:user is expected", {})
    if outcome.find(f"{_CAS}proxies") is not None:
        raise NotAccepted(Why.NOT_FOR_US, "cas:proxies: a proxy's ticket is not accepted", {})
    return outcome


def _read_values(success: etree._Element) -> dict[str, list[str]]:
    """Return name → values: several repeat their element (facts/gar.md 3.2)."""
    values: dict[str, list[str]] = {}
    for element in success.iterfind(f"{_CAS}attributes/{_CAS}*"):
        values.setdefault(etree.QName(element).localname, []).append(_value_of(element))
    return values


def _value_of(element: etree._Element) -> str:
    """Return a value whole: half of one that holds elements would be another value."""
    if len(element):
        raise NotAccepted(Why.NOT_FOR_US, f"cas:{etree.QName(element).localname} holds elements", {})
    return element.text or ""
