"""Owns the tests of which signatures count and what they cover (SAML core 5.4; security-catalogue.md A001–A037)."""

from collections.abc import Callable

import pytest
import xmlsec
from lxml import etree

from broker.core.errors import MessageRefused
from broker.core.refusals.condition import AssertionNotSingle, IssuerUnexpected
from broker.core.refusals.message import (
    AlgorithmForbidden,
    IdentifierRepeated,
    SchemaInvalid,
    SignatureInvalid,
    SignatureMisplaced,
    SignatureMissing,
)
from broker.saml.expectation import ResponsePolicy
from tests.protocols.saml.reading import a_guichet, read, sha1_tolerated
from tests.protocols.saml.saml_builders import (
    DS,
    SAML,
    SAMLP,
    Tree,
    a_party,
    a_response,
    a_signed_response,
    copy_of,
    find,
    resign,
    sign,
)

EVIL = "_evil_subject"


def _evil(assertion: Tree) -> Tree:
    """Copy an assertion, without its signature, into one that names somebody else."""
    evil = copy_of(assertion)
    for signature in evil.findall(f"{{{DS}}}Signature"):
        evil.remove(signature)
    evil.set("ID", "_evil")
    find(evil, "saml:Subject/saml:NameID").text = EVIL
    return evil


def _xsw1(response: Tree) -> Tree:
    original = copy_of(response)
    signature = find(response, "ds:Signature")
    original.remove(find(original, "ds:Signature"))
    response.set("ID", "_evil_response")
    response.replace(find(response, "saml:Assertion"), _evil(find(response, "saml:Assertion")))
    signature.append(original)
    return response


def _xsw2(response: Tree) -> Tree:
    original = copy_of(response)
    original.remove(find(original, "ds:Signature"))
    response.set("ID", "_evil_response")
    response.replace(find(response, "saml:Assertion"), _evil(find(response, "saml:Assertion")))
    find(response, "ds:Signature").addprevious(original)
    return response


def _xsw3(response: Tree) -> Tree:
    assertion = find(response, "saml:Assertion")
    assertion.addprevious(_evil(assertion))
    return response


def _xsw4(response: Tree) -> Tree:
    assertion = find(response, "saml:Assertion")
    evil = _evil(assertion)
    response.replace(assertion, evil)
    evil.append(assertion)
    return response


def _xsw5(response: Tree) -> Tree:
    assertion = find(response, "saml:Assertion")
    evil = _evil(assertion)
    signature = find(assertion, "ds:Signature")
    assertion.remove(signature)
    evil.insert(1, signature)
    assertion.addprevious(evil)
    return response


def _xsw6(response: Tree) -> Tree:
    assertion = find(response, "saml:Assertion")
    evil = _evil(assertion)
    signature = find(assertion, "ds:Signature")
    assertion.remove(signature)
    response.replace(assertion, evil)
    evil.insert(1, signature)
    signature.append(assertion)
    return response


def _xsw7(response: Tree) -> Tree:
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(_evil(find(response, "saml:Assertion")))
    find(response, "saml:Issuer").addnext(extensions)
    return response


def _xsw8(response: Tree) -> Tree:
    assertion = find(response, "saml:Assertion")
    evil = _evil(assertion)
    signature = find(assertion, "ds:Signature")
    assertion.remove(signature)
    response.replace(assertion, evil)
    evil.insert(1, signature)
    etree.SubElement(signature, f"{{{DS}}}Object").append(assertion)
    return response


@pytest.mark.parametrize(
    ("number", "wrap", "whole"),
    [
        ("A001", _xsw1, True),
        ("A002", _xsw2, True),
        ("A003", _xsw3, False),
        ("A004", _xsw4, False),
        ("A005", _xsw5, False),
        ("A006", _xsw6, False),
        ("A007", _xsw7, False),
        ("A008", _xsw8, False),
    ],
)
def test_a_wrapped_signature_never_lets_the_evil_part_in(
    number: str, wrap: Callable[[Tree], Tree], *, whole: bool
) -> None:
    if whole:
        signed = a_response()
        sign(signed, a_party())
        policy = ResponsePolicy(assertion_signed=False)
    else:
        signed = a_signed_response()
        policy = ResponsePolicy()
    assert read(copy_of(signed), policy=policy).name_id == "_subject", f"{number}: the control is accepted"
    with pytest.raises((AssertionNotSingle, SchemaInvalid, SignatureMisplaced)):
        read(wrap(signed), policy=policy)


def test_two_signed_infos_in_one_signature_are_refused_a009() -> None:
    response = a_signed_response()
    info = find(response, "//ds:SignedInfo")
    info.addnext(copy_of(info))
    with pytest.raises(SchemaInvalid):
        read(response)


def test_nothing_signed_is_refused_whatever_the_message_says_a010() -> None:
    for policy in (ResponsePolicy(), ResponsePolicy(assertion_signed=False)):
        with pytest.raises(SignatureMissing):
            read(a_response(), policy=policy)


def test_the_policy_not_the_message_says_which_part_is_signed_a011() -> None:
    whole = a_response()
    sign(whole, a_party())
    with pytest.raises(SignatureMissing):
        read(whole)
    assert read(whole, policy=ResponsePolicy(assertion_signed=False)).signed_parts == ("Response",)
    with pytest.raises(SignatureMissing):
        read(a_signed_response(), policy=ResponsePolicy(response_signed=True))
    assert read(a_signed_response(response_too=True)).signed_parts == ("Response", "Assertion")


def test_a_signature_over_another_element_is_refused_a012() -> None:
    response = a_response()
    subject = find(response, "//saml:Subject")
    subject.set("ID", "_subject_only")
    assertion = find(response, "saml:Assertion")
    signature = sign(subject, a_party(), position=0)
    assertion.insert(1, signature)
    with pytest.raises((SchemaInvalid, SignatureMisplaced)):
        read(response)


@pytest.mark.parametrize("uri", ["", "#_response", "#xpointer(/)", None])
def test_a_reference_to_anything_but_the_parents_id_is_refused_a013(uri: str | None) -> None:
    response = a_signed_response()
    reference = find(response, "//ds:Reference")
    if uri is None:
        del reference.attrib["URI"]
    else:
        reference.set("URI", uri)
    with pytest.raises(SignatureMisplaced):
        read(response)


def test_two_references_are_refused_a014() -> None:
    response = a_signed_response()
    reference = find(response, "//ds:Reference")
    reference.addnext(copy_of(reference))
    with pytest.raises(SignatureMisplaced):
        read(response)


def test_an_id_used_twice_is_refused_a015() -> None:
    response = a_signed_response()
    response.set("ID", "_assertion")
    with pytest.raises(IdentifierRepeated):
        read(response)


@pytest.mark.parametrize("name", ["Id", "AssertionID", "{http://www.w3.org/XML/1998/namespace}id"])
def test_only_the_attribute_id_is_an_id_a016(name: str) -> None:
    response = a_signed_response()
    assertion = find(response, "saml:Assertion")
    assertion.set("ID", "_other")
    assertion.set(name, "_assertion")
    with pytest.raises((SchemaInvalid, SignatureMisplaced)):
        read(response)


def test_a_key_that_metadata_does_not_hold_is_refused_though_its_certificate_comes_along_a017() -> None:
    stranger = a_party("stranger")
    response = a_signed_response(party=stranger)
    assert find(response, "//ds:X509Certificate").text.replace("\n", "") == stranger.certificate_body
    with pytest.raises(SignatureInvalid):
        read(response)
    assert read(response, peer=a_guichet(stranger)).name_id == "_subject"


def test_a_certificate_of_the_same_names_and_another_key_is_refused_a018() -> None:
    clone = a_party("guichet", "rsa-3072")
    with pytest.raises(SignatureInvalid):
        read(a_signed_response(party=clone))


def test_an_hmac_keyed_with_the_public_certificate_is_refused_a019() -> None:
    key = xmlsec.Key.from_binary_data(xmlsec.constants.KeyDataHmac, a_party().certificate_pem)
    response = a_response()
    assertion = find(response, "saml:Assertion")
    sign(assertion, a_party(), algorithm=xmlsec.constants.TransformHmacSha256, key=key)
    with pytest.raises(AlgorithmForbidden):
        read(response)


def test_a_truncated_hmac_is_refused_a021() -> None:
    response = a_signed_response()
    method = find(response, "//ds:SignatureMethod")
    etree.SubElement(method, f"{{{DS}}}HMACOutputLength").text = "8"
    with pytest.raises(AlgorithmForbidden):
        read(response)


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        (xmlsec.constants.TransformRsaSha1, xmlsec.constants.TransformSha256),
        (xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha1),
        (xmlsec.constants.TransformRsaSha1, xmlsec.constants.TransformSha1),
    ],
)
def test_sha1_is_refused_unless_this_peer_is_tolerated_by_name_a022(algorithm: object, digest: object) -> None:
    response = a_response()
    sign(find(response, "saml:Assertion"), a_party(), algorithm=algorithm, digest=digest)
    with pytest.raises(AlgorithmForbidden):
        read(response)
    assert read(response, policy=sha1_tolerated()).name_id == "_subject"


@pytest.mark.parametrize(
    ("kind", "algorithm", "digest"),
    [
        ("rsa-2048", xmlsec.constants.TransformRsaSha384, xmlsec.constants.TransformSha384),
        ("rsa-2048", xmlsec.constants.TransformRsaSha512, xmlsec.constants.TransformSha512),
        ("ec", xmlsec.constants.TransformEcdsaSha256, xmlsec.constants.TransformSha256),
    ],
)
def test_the_strong_algorithms_are_accepted(kind: str, algorithm: object, digest: object) -> None:
    party = a_party("strong", kind)
    response = a_response()
    sign(find(response, "saml:Assertion"), party, algorithm=algorithm, digest=digest)
    assert read(response, peer=a_guichet(party)).name_id == "_subject"


def test_an_element_of_the_right_name_in_another_namespace_counts_for_nothing_a029() -> None:
    response = a_signed_response()
    find(response, "saml:Assertion").tag = "{urn:example:other}Assertion"
    with pytest.raises(MessageRefused):
        read(response)


@pytest.mark.parametrize(
    "canonicalization",
    [xmlsec.constants.TransformInclC14N, xmlsec.constants.TransformExclC14NWithComments],
)
def test_only_exclusive_canonicalization_without_comments_is_accepted_a031(canonicalization: object) -> None:
    response = a_response()
    assertion = find(response, "saml:Assertion")
    signature = sign(assertion, a_party())
    find(signature, "ds:SignedInfo/ds:CanonicalizationMethod").set("Algorithm", canonicalization.href)  # type: ignore[attr-defined]
    resign(assertion, signature, a_party())
    with pytest.raises(AlgorithmForbidden):
        read(response)


@pytest.mark.parametrize(
    "transform",
    ["http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116"],
)
def test_a_transform_that_computes_is_refused_before_it_runs_a032(transform: str) -> None:
    response = a_signed_response()
    first = find(response, "//ds:Transforms")[0]
    first.addnext(etree.Element(f"{{{DS}}}Transform", Algorithm=transform))
    with pytest.raises(SignatureMisplaced):
        read(response)


@pytest.mark.parametrize("first", [True, False])
def test_a_second_assertion_is_refused_wherever_it_stands_a034_a035(*, first: bool) -> None:
    response = a_signed_response()
    assertion = find(response, "saml:Assertion")
    (assertion.addprevious if first else assertion.addnext)(_evil(assertion))
    with pytest.raises(AssertionNotSingle):
        read(response)


def test_the_good_key_does_not_speak_for_another_issuer_a036() -> None:
    for path in ("saml:Issuer", "saml:Assertion/saml:Issuer"):
        response = a_response()
        find(response, path).text = "https://other.example/idp"
        sign(find(response, "saml:Assertion"), a_party())
        with pytest.raises(IssuerUnexpected):
            read(response)


@pytest.mark.parametrize("path", ["saml:Issuer", "saml:Assertion/saml:Issuer"])
@pytest.mark.parametrize("change", ["empty", "spaces", "format"])
def test_the_issuer_is_exact_a037(path: str, change: str) -> None:
    response = a_response()
    issuer = find(response, path)
    if change == "empty":
        issuer.text = ""
    elif change == "spaces":
        issuer.text = f" {issuer.text} "
    else:
        issuer.set("Format", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified")
    sign(find(response, "saml:Assertion"), a_party())
    with pytest.raises(IssuerUnexpected):
        read(response)


@pytest.mark.parametrize("path", ["//saml:NameID", "//saml:AttributeValue", "//saml:Audience"])
def test_what_is_changed_after_signing_is_refused(path: str) -> None:
    response = a_signed_response()
    find(response, path).text += "x"
    with pytest.raises(SignatureInvalid):
        read(response)


def test_what_is_read_is_what_the_signature_covers_though_the_envelope_is_not_signed() -> None:
    response = a_signed_response(attributes=(("idEnt", ("Z0",)), ("GARPersonIdentifiant", ("a", "b"))))
    verified = read(response)
    assert verified.signed_parts == ("Assertion",)
    assert verified.find_values("GARPersonIdentifiant") == ("a", "b")
    assert verified.issuer == f"{find(response, 'saml:Issuer').text}"
    assert find(response, "//saml:Assertion").tag == f"{{{SAML}}}Assertion"
