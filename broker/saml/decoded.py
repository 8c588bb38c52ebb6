"""Owns the readable facts of a message, for the trace that its publisher reads. Believes nothing, checks nothing."""

from collections.abc import Iterator

from broker.core.errors import MessageRefused
from broker.saml.names import ds, saml, samlp, xenc
from broker.saml.xml_tree import Element, parse, text_of

Facts = tuple[tuple[str, str], ...]

_ATTRIBUTES = {
    samlp("AuthnRequest"): (
        "ID",
        "Version",
        "IssueInstant",
        "Destination",
        "AssertionConsumerServiceURL",
        "AssertionConsumerServiceIndex",
        "ProtocolBinding",
        "ForceAuthn",
        "IsPassive",
    ),
    samlp("Response"): ("ID", "Version", "IssueInstant", "Destination", "InResponseTo"),
    samlp("LogoutRequest"): ("ID", "Version", "IssueInstant", "Destination", "NotOnOrAfter", "Reason"),
    samlp("LogoutResponse"): ("ID", "Version", "IssueInstant", "Destination", "InResponseTo"),
    samlp("NameIDPolicy"): ("Format", "AllowCreate"),
    samlp("RequestedAuthnContext"): ("Comparison",),
    samlp("StatusCode"): ("Value",),
    saml("Assertion"): ("ID", "Version", "IssueInstant"),
    saml("NameID"): ("Format", "NameQualifier", "SPNameQualifier"),
    saml("SubjectConfirmation"): ("Method",),
    saml("SubjectConfirmationData"): ("Recipient", "InResponseTo", "NotBefore", "NotOnOrAfter"),
    saml("Conditions"): ("NotBefore", "NotOnOrAfter"),
    saml("AuthnStatement"): ("AuthnInstant", "SessionIndex", "SessionNotOnOrAfter"),
    ds("SignatureMethod"): ("Algorithm",),
    ds("DigestMethod"): ("Algorithm",),
    ds("Reference"): ("URI",),
    xenc("EncryptionMethod"): ("Algorithm",),
}
_TEXTS = frozenset(
    {
        saml("Issuer"),
        saml("NameID"),
        saml("Audience"),
        saml("AuthnContextClassRef"),
        samlp("SessionIndex"),
        samlp("StatusMessage"),
    }
)


def read_facts(document: bytes) -> Facts:
    """Return (name, value) pairs of a message in the order of the document; none where it cannot be parsed."""
    try:
        return facts_of(parse(document))
    except MessageRefused:
        return ()


def facts_of(element: Element) -> Facts:
    """Return (name, value) pairs of a parsed message, in the order of its tree."""
    return tuple(pair for found in element.iter() for pair in _facts(found))


def _facts(element: Element) -> Iterator[tuple[str, str]]:
    if element.tag == saml("Attribute"):
        yield _attribute(element)
        return
    name = element.tag.rsplit("}", 1)[-1]
    for attribute in _ATTRIBUTES.get(element.tag, ()):
        value = element.get(attribute)
        if value is not None:
            yield f"{name} {attribute}", value
    if element.tag in _TEXTS:
        yield name, text_of(element)


def _attribute(element: Element) -> tuple[str, str]:
    name, friendly = element.get("Name", ""), element.get("FriendlyName")
    shown = f"{name} ({friendly})" if friendly and friendly != name else name
    return f"Attribute {shown}", " · ".join(text_of(value) for value in element.findall(saml("AttributeValue")))
