"""Owns signature wrapping: a message validly signed, moved aside for one that names somebody else.

The eight classic forms follow SAML Raider's `applyXSW1` to `applyXSW8`. Where the classic form is not valid by the
schema, a second one of the same idea is, so that the schema is not all that resists.
"""

from lxml import etree

from tests.protocols.saml.saml_builders import DS, SAML, SAMLP, Tree, copy_of, find, sign
from tests.security.forge import EVIL, Visit, fresh_id


def whole_signed(visit: Visit) -> Tree:
    """Build a right answer signed twice: the assertion, then the response."""
    response = visit.signed()
    sign(response, visit.forge.guichet_key)
    return response


def _without_signature(element: Tree) -> Tree:
    copied = copy_of(element)
    for signature in copied.findall(f"{{{DS}}}Signature"):
        copied.remove(signature)
    return copied


def evil_assertion(visit: Visit) -> Tree:
    """Build an unsigned assertion that names another person."""
    return find(visit.unsigned(EVIL), "saml:Assertion")


def _evil_response(visit: Visit, response: Tree) -> Tree:
    """Turn a signed response into an evil one that still carries the signature; return what was signed."""
    original = _without_signature(response)
    response.set("ID", fresh_id())
    response.replace(find(response, "saml:Assertion"), evil_assertion(visit))
    return original


def xsw1(visit: Visit) -> Tree:
    response = whole_signed(visit)
    find(response, "ds:Signature").append(_evil_response(visit, response))
    return response


def xsw1_in_object(visit: Visit) -> Tree:
    response = whole_signed(visit)
    original = _evil_response(visit, response)
    etree.SubElement(find(response, "ds:Signature"), f"{{{DS}}}Object").append(original)
    return response


def xsw2(visit: Visit) -> Tree:
    response = whole_signed(visit)
    find(response, "ds:Signature").addprevious(_evil_response(visit, response))
    return response


def xsw2_in_status_detail(visit: Visit) -> Tree:
    response = whole_signed(visit)
    original = _evil_response(visit, response)
    detail = etree.SubElement(find(response, "samlp:Status"), f"{{{SAMLP}}}StatusDetail")
    detail.append(original)
    return response


def xsw3(visit: Visit) -> Tree:
    response = visit.signed()
    find(response, "saml:Assertion").addprevious(evil_assertion(visit))
    return response


def xsw4(visit: Visit) -> Tree:
    response, evil = visit.signed(), evil_assertion(visit)
    assertion = find(response, "saml:Assertion")
    response.replace(assertion, evil)
    evil.append(assertion)
    return response


def xsw4_in_advice(visit: Visit) -> Tree:
    response, evil = visit.signed(), evil_assertion(visit)
    assertion = find(response, "saml:Assertion")
    response.replace(assertion, evil)
    advice = etree.Element(f"{{{SAML}}}Advice")
    advice.append(assertion)
    find(evil, "saml:Conditions").addnext(advice)
    return response


def _with_signature_moved(visit: Visit) -> tuple[Tree, Tree, Tree, Tree]:
    """Return the response, the original without signature, the evil assertion that took it, and the signature."""
    response, evil = visit.signed(), evil_assertion(visit)
    assertion = find(response, "saml:Assertion")
    signature = find(assertion, "ds:Signature")
    assertion.remove(signature)
    evil.insert(1, signature)
    return response, assertion, evil, signature


def xsw5(visit: Visit) -> Tree:
    response, assertion, evil, _signature = _with_signature_moved(visit)
    assertion.addprevious(evil)
    return response


def xsw6(visit: Visit) -> Tree:
    response, assertion, evil, signature = _with_signature_moved(visit)
    response.replace(assertion, evil)
    signature.append(assertion)
    return response


def xsw6_in_key_info(visit: Visit) -> Tree:
    response, assertion, evil, signature = _with_signature_moved(visit)
    response.replace(assertion, evil)
    find(signature, "ds:KeyInfo").append(assertion)
    return response


def xsw7(visit: Visit) -> Tree:
    response = visit.signed()
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(evil_assertion(visit))
    find(response, "saml:Issuer").addnext(extensions)
    return response


def xsw8(visit: Visit) -> Tree:
    response, assertion, evil, signature = _with_signature_moved(visit)
    response.replace(assertion, evil)
    etree.SubElement(signature, f"{{{DS}}}Object").append(assertion)
    return response


def original_in_attribute_value(visit: Visit) -> Tree:
    """Hide the signed assertion inside a value of the evil one: any element may stand there by the schema."""
    response, evil = visit.signed(), evil_assertion(visit)
    assertion = find(response, "saml:Assertion")
    response.replace(assertion, evil)
    attribute = etree.SubElement(find(evil, "saml:AttributeStatement"), f"{{{SAML}}}Attribute", Name="x")
    etree.SubElement(attribute, f"{{{SAML}}}AttributeValue").append(assertion)
    return response


def same_id_twice(visit: Visit) -> Tree:
    """Give the evil assertion the ID of the signed one, before it."""
    response, evil = visit.signed(), evil_assertion(visit)
    assertion = find(response, "saml:Assertion")
    evil.set("ID", assertion.get("ID"))
    assertion.addprevious(evil)
    return response
