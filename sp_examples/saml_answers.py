"""Owns the reading of an answer around pysaml2: its envelope, the checks that pysaml2 leaves out, what is kept."""

import base64
import binascii
from collections.abc import Container
from typing import Any

from lxml import etree
from saml2.response import StatusError, UnsolicitedResponse, VerificationError
from saml2.saml import SCM_BEARER

from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.saml_trust import BAD_SIGNATURE, let_go

_SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_LONGEST_WORDS = 600


def read_envelope(message: str) -> dict[str, str]:
    """Return what the outside of a SAMLResponse says, nothing of it verified. Raises NotAccepted when unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        response = etree.fromstring(base64.b64decode(message, validate=False), parser)
    except (binascii.Error, ValueError, etree.XMLSyntaxError) as error:
        raise NotAccepted(Why.UNREADABLE, type(error).__name__, {}) from error
    came = {
        "Issuer": response.findtext(f"{_SAML}Issuer"),
        "Destination": response.get("Destination"),
        "InResponseTo": response.get("InResponseTo"),
        "StatusCode": " / ".join(code.get("Value", "") for code in response.iter(f"{_SAMLP}StatusCode")),
        "StatusMessage": response.findtext(f"{_SAMLP}Status/{_SAMLP}StatusMessage"),
        "EncryptedAssertion": str(len(response.findall(f"{_SAML}EncryptedAssertion")) or ""),
    }
    return {label: text for label, text in came.items() if text}


def check_what_pysaml2_leaves(answer: Any, hubs: Container[str], acs_url: str) -> None:  # noqa: ANN401  pysaml2 has no types
    """Hold what SAML profiles 4.1.4.3 asks and pysaml2 7.5 lets pass. Raises VerificationError."""
    if answer is None or answer.assertion is None or len(answer.assertions) != 1:
        # pysaml2 says nothing for a wrong Destination, an old IssueInstant, or what its keys do not decrypt.
        raise VerificationError("no single assertion could be read (Destination, IssueInstant or decryption)")
    assertion = answer.assertion
    if assertion.issuer is None or assertion.issuer.text not in hubs:
        raise VerificationError("the assertion's Issuer is not the hub")
    if not assertion.conditions or not assertion.conditions.audience_restriction:
        raise VerificationError("no AudienceRestriction: the assertion would be good anywhere")
    if not assertion.authn_statement:
        raise VerificationError("no AuthnStatement: nobody signed on")
    for confirmation in assertion.subject.subject_confirmation:
        data = confirmation.subject_confirmation_data
        if confirmation.method != SCM_BEARER or not data.not_on_or_after or data.recipient != acs_url:
            raise VerificationError("a bearer SubjectConfirmation needs NotOnOrAfter, and our own Recipient")
        # For an encrypted assertion pysaml2 looks only at the response's InResponseTo, which nobody signed.
        if data.in_response_to != answer.in_response_to:
            raise UnsolicitedResponse("the assertion answers another request than the response does")


def keep(answer: Any, relay_state: str, *, encrypted: bool) -> Received:  # noqa: ANN401
    """Return what is kept of an accepted answer."""
    assertion = answer.assertion
    document = _find_xml(answer.xmlstr, assertion.id)
    name_id = answer.name_id.text if answer.name_id is not None else ""
    index = assertion.authn_statement[0].session_index or ""
    return Received(
        question=answer.in_response_to,
        once=answer.in_response_to,
        attributes=_read_attributes(assertion),
        envelope={
            "NameID": name_id,
            "SessionIndex": index,
            "Issuer": assertion.issuer.text,
            "InResponseTo": answer.in_response_to,
            "RelayState": relay_state,
            "EncryptedAssertion": str(encrypted).lower(),
        },
        documents={"assertion": document},
        readable={"Assertion": _make_readable(document)},
        known_as=frozenset({name_id, index} - {""}),
        for_sign_out={"NameID": str(answer.name_id), "SessionIndex": index, "Issuer": assertion.issuer.text},
    )


def why_refused(error: Exception) -> Why:
    """Return the reason behind an error of pysaml2."""
    if isinstance(error, BAD_SIGNATURE):
        return Why.SIGNATURE
    if isinstance(error, StatusError):
        return Why.STATUS
    return Why.UNSOLICITED if isinstance(error, UnsolicitedResponse) else Why.NOT_FOR_US


def explain_error(error: Exception) -> str:
    """Return the library's own words, without the documents that it appends to them, and let go of these."""
    let_go(error)
    words = error.args[0] if error.args else ""
    if isinstance(words, dict):
        words = words.get("message", "")
    last_line = str(words).strip().rpartition("\n")[2]
    return f"{type(error).__name__}: {last_line[:_LONGEST_WORDS]}"


def _read_attributes(assertion: Any) -> dict[str, list[str]]:  # noqa: ANN401
    """Return name → values exactly as sent, in their order; pysaml2's own `ava` would rename and strip."""
    attributes: dict[str, list[str]] = {}
    for statement in assertion.attribute_statement:
        for attribute in statement.attribute:
            values = attributes.setdefault(attribute.name, [])
            values.extend(value.text or "" for value in attribute.attribute_value)
    return attributes


def _find_xml(document: str, assertion_id: str) -> str:
    """Return the text of the assertion with this ID in a verified, decrypted document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for node in etree.fromstring(document.encode(), parser).iter(f"{_SAML}Assertion"):
        if node.get("ID") == assertion_id:
            return str(etree.tostring(node, encoding="unicode", with_tail=False))
    raise AssertionError("a verified assertion is in its own document")


def _make_readable(assertion: str) -> str:
    """Return the assertion with line breaks and indentation, which its signature does not survive."""
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(assertion.encode(), parser)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["xs", "xsd", "xsi"])
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode"))
