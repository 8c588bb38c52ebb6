"""Owns the reading of logout messages around pysaml2: their three bindings, and the checks that it leaves out."""

import base64
from typing import Any

from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.response import IncorrectlySigned, VerificationError
from saml2.s_utils import decode_base64_and_inflate
from saml2.samlp import STATUS_PARTIAL_LOGOUT, STATUS_SUCCESS
from saml2.sigver import verify_redirect_signature
from saml2.time_util import a_while_ago, before, in_a_while, later_than
from saml2.xmldsig import SIG_RSA_SHA256, SIG_RSA_SHA384, SIG_RSA_SHA512

from sp_examples.language import Message
from sp_examples.saml_trust import Trust

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_ALGORITHMS = frozenset({SIG_RSA_SHA256, SIG_RSA_SHA384, SIG_RSA_SHA512})  # pysaml2 would take SHA-1 too
_MINUTES = 5  # for which a LogoutRequest is good; pysaml2 computes a day's margin, and then ignores it


def read_logout_request(trust: Trust, message: Message) -> Any:  # noqa: ANN401  pysaml2 has no types
    """Return a verified LogoutRequest, by HTTP-Redirect, HTTP-POST or SOAP. Raises errors of pysaml2."""
    fields = message.fields
    if message.method == "GET":
        _check_algorithm(message)
        read = trust.client.parse_logout_request(
            fields.get("SAMLRequest", ""),
            BINDING_HTTP_REDIRECT,
            relay_state=fields.get("RelayState"),
            sigalg=fields["SigAlg"],
            signature=fields["Signature"],
        )
    else:
        text = fields.get("SAMLRequest") or _unwrap(message.body)
        read = trust.client.parse_logout_request(text, BINDING_HTTP_POST)
    request = read.message
    if request.issuer is None or request.issuer.text not in trust.hubs:
        raise VerificationError("the LogoutRequest's Issuer is not the hub")
    if request.name_id is None:
        raise VerificationError("a LogoutRequest without NameID names nobody")
    if "SAMLRequest" in fields and not request.destination:
        raise VerificationError("no Destination: the LogoutRequest would be good anywhere")  # SAML bindings 3.4.5.2
    issued = request.issue_instant
    if not (later_than(issued, a_while_ago(minutes=_MINUTES)) and later_than(in_a_while(minutes=1), issued)):
        raise VerificationError("IssueInstant is too old, or yet to come")
    if not before(request.not_on_or_after):
        raise VerificationError("NotOnOrAfter is over")
    return request


def names_in(request: Any) -> list[frozenset[str]]:  # noqa: ANN401
    """Return the names of each visit to end: one per SessionIndex, or the person's alone for all (SAML core 3.7.1)."""
    person = request.name_id.text
    indexes = [index.text for index in request.session_index]
    return [frozenset({person, index}) for index in indexes] or [frozenset({person})]


def read_logout_response(trust: Trust, message: Message, slo_url: str) -> etree._Element:
    """Return a verified LogoutResponse sent by HTTP-Redirect. Raises errors of pysaml2.

    pysaml2 does not verify the signature of such a response, which is over the query (SAML bindings 3.4.4.1).
    """
    _check_algorithm(message)
    names = ("SAMLResponse", "RelayState", "SigAlg", "Signature")
    said = {name: message.fields[name] for name in names if name in message.fields}
    metadata, backend = trust.client.metadata, trust.client.sec.sec_backend
    certificates = [pem for hub in trust.hubs for _, pem in metadata.certs(hub, "idpsso", "signing")]
    if not any(verify_redirect_signature(said, backend, pem) for pem in certificates):
        raise IncorrectlySigned("the signature of the query does not verify")
    response = _parse(decode_base64_and_inflate(said["SAMLResponse"]))
    if response.tag != f"{_SAMLP}LogoutResponse" or response.findtext(f"{_SAML}Issuer") not in trust.hubs:
        raise VerificationError("not a LogoutResponse of the hub")
    if response.get("Destination") != slo_url:
        raise VerificationError("another Destination")
    return response


def is_everywhere(response: etree._Element) -> bool:
    """Tell whether the sign-out reached everywhere: Success, and not PartialLogout (SAML core 3.7.3)."""
    codes = [code.get("Value") for code in response.iter(f"{_SAMLP}StatusCode")]
    return codes[:1] == [STATUS_SUCCESS] and STATUS_PARTIAL_LOGOUT not in codes


def wrap_in_soap(signed: str) -> str:
    """Return the SOAP envelope of a signed message, whose every byte stays as it was signed."""
    text = signed[signed.index("?>") + 2 :] if signed.startswith("<?xml") else signed
    return f'<s:Envelope xmlns:s="{_SOAP[1:-1]}"><s:Body>{text}</s:Body></s:Envelope>'


def _check_algorithm(message: Message) -> None:
    if message.fields.get("SigAlg") not in _ALGORITHMS or "Signature" not in message.fields:
        raise IncorrectlySigned("no signature, or an algorithm not accepted")


def _unwrap(envelope: bytes) -> str:
    """Return the one message of a SOAP body, as a form would carry it.

    pysaml2 writes it anew with other prefixes, which its signature does not survive.
    """
    body = _parse(envelope).find(f"{_SOAP}Body")
    if body is None or len(body) != 1:
        raise VerificationError("one message in one SOAP body is expected")
    return base64.b64encode(etree.tostring(body[0], with_tail=False)).decode()


def _parse(document: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(document, parser)
    if root.getroottree().docinfo.doctype:
        raise VerificationError("a SAML message has no document type declaration")
    return root
