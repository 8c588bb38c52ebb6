"""Owns the attacks on signatures: A001 to A024, A030 to A032, A036 delivered to the hub's callback."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from lxml import etree

from tests.protocols.saml.saml_builders import MD, RSA_SHA256, Tree, a_party, find, sign
from tests.security import signing, wrapping
from tests.security.attack import Build, attacks, oddities
from tests.security.canary import Canary
from tests.security.forge import EVIL, Forge, Visit
from tests.security.registration import GUICHET

_C = signing.Constants
_SCHEMA, _COUNT = "message.schema", "message.assertion_count"
_MISSING, _STRUCTURE = "message.signature_missing", "message.signature_structure"
_ALGORITHM, _INVALID = "message.algorithm", "message.signature_invalid"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_X509 = "<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>"
_KEY_VALUE = (
    "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{modulus}</ds:Modulus>"
    "<ds:Exponent>{exponent}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>"
)
_XPATH = f'Algorithm="{signing.XPATH}"><ds:XPath>not(ancestor-or-self::*)</ds:XPath></ds:Transform>'
_BASE64 = 'Algorithm="http://www.w3.org/2000/09/xmldsig#base64"/>'


def _response_signed_only(visit: Visit) -> Tree:
    response = visit.unsigned(EVIL)
    sign(response, visit.forge.guichet_key)
    return response


def _assertion_referenced_by_the_response(visit: Visit) -> Tree:
    """Sign the response, and give the assertion a signature that references the response too."""
    response = visit.signed(EVIL)
    find(response, "//ds:Reference").set("URI", f"#{response.get('ID')}")
    return response


def _changed_after_signing(visit: Visit, path: str) -> Tree:
    response = visit.signed(EVIL)
    find(response, path).text += "x"
    return response


def _response_signature_spoilt(visit: Visit) -> Tree:
    """Spoil the response's own signature beside a good one of the assertion."""
    response = wrapping.whole_signed(visit)
    response.set("Consent", "urn:oasis:names:tc:SAML:2.0:consent:obtained")
    return response


@attacks(
    [
        ("A001 XSW1", wrapping.xsw1, _SCHEMA),
        ("A001 XSW1 inside Object", wrapping.xsw1_in_object, _COUNT),
        ("A002 XSW2", wrapping.xsw2, _SCHEMA),
        ("A002 XSW2 inside StatusDetail", wrapping.xsw2_in_status_detail, _COUNT),
        ("A003 XSW3", wrapping.xsw3, _COUNT),
        ("A004 XSW4", wrapping.xsw4, _SCHEMA),
        ("A004 XSW4 inside Advice", wrapping.xsw4_in_advice, _COUNT),
        ("A005 XSW5", wrapping.xsw5, _COUNT),
        ("A006 XSW6", wrapping.xsw6, _SCHEMA),
        ("A006 XSW6 inside KeyInfo", wrapping.xsw6_in_key_info, _COUNT),
        ("A007 XSW7", wrapping.xsw7, _COUNT),
        ("A008 XSW8", wrapping.xsw8, _COUNT),
        ("A004 original inside an AttributeValue", wrapping.original_in_attribute_value, _COUNT),
    ]
)
def test_a_wrapped_signature_lets_nobody_else_in(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@attacks(
    [
        ("A009 two SignedInfo", signing.two_signed_infos, _SCHEMA),
        ("A010 nothing signed", lambda visit: visit.unsigned(EVIL), _MISSING),
        ("A011 only the response signed", _response_signed_only, _MISSING),
        ("A011 a spoilt signature of the response", _response_signature_spoilt, _INVALID),
        ("A012 only the Issuer", lambda v: signing.signed_elsewhere(v, "saml:Assertion/saml:Issuer"), _SCHEMA),
        ("A012 only the Status", lambda v: signing.signed_elsewhere(v, "samlp:Status"), _SCHEMA),
        (
            "A012 the Subject by a signature in place",
            lambda v: signing.signed_elsewhere(v, "saml:Assertion/saml:Subject", where="saml:Assertion"),
            _SCHEMA,
        ),
        ("A012 one Attribute by a signature in place", signing.attribute_as_signed_object, _STRUCTURE),
        ("A012 the response by the assertion's signature", _assertion_referenced_by_the_response, _STRUCTURE),
        ("A013 an empty URI", lambda v: signing.with_reference(v, ""), _STRUCTURE),
        ("A013 no URI", lambda v: signing.with_reference(v, None), _STRUCTURE),
        ("A013 an XPointer to everything", lambda v: signing.with_reference(v, "#xpointer(/)"), _STRUCTURE),
        ("A013 an XPointer to the ID", lambda v: signing.with_reference(v, "#xpointer(id('_x'))"), _STRUCTURE),
        ("A014 two references", signing.two_references, _STRUCTURE),
        ("A015 one ID twice", wrapping.same_id_twice, "message.id_repeated"),
        ("A016 Id", lambda v: signing.with_id_attribute(v, "Id"), _SCHEMA),
        ("A016 AssertionID", lambda v: signing.with_id_attribute(v, "AssertionID"), _SCHEMA),
        ("A016 xml:id", lambda v: signing.with_id_attribute(v, _XML_ID), _SCHEMA),
        ("A017 a stranger's certificate in KeyInfo", lambda v: signing.with_key_info(v, _X509), _INVALID),
        ("A018 a cloned certificate", lambda v: v.signed(EVIL, a_party("forge-guichet", "rsa-3072")), _INVALID),
        ("A020 a bare key in KeyInfo", lambda v: signing.with_key_info(v, _KEY_VALUE), _INVALID),
        ("A020 a key's name in KeyInfo", lambda v: signing.with_key_info(v, "<ds:KeyName>x</ds:KeyName>"), _INVALID),
        ("A036 the hub's service key", lambda v: v.signed(EVIL, v.forge.service_key), _INVALID),
        ("A017 a NameID changed after signing", lambda v: _changed_after_signing(v, "//saml:NameID"), _INVALID),
        ("A017 an Audience changed after signing", lambda v: _changed_after_signing(v, "//saml:Audience"), _INVALID),
    ]
)
def test_a_signature_counts_in_its_place_by_its_key_only(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@attacks(
    [
        ("A019 HMAC keyed with the public certificate", signing.hmac_with_certificate, _ALGORITHM),
        ("A021 HMAC cut to eight bits", lambda v: signing.hmac_with_certificate(v, truncated=True), _ALGORITHM),
        ("A021 RSA with HMACOutputLength", signing.truncation_alone, _ALGORITHM),
        ("A022 RSA-SHA1", lambda v: signing.signed_with(v, _C.TransformRsaSha1), _ALGORITHM),
        ("A022 a SHA-1 digest", lambda v: signing.signed_with(v, None, _C.TransformSha1), _ALGORITHM),
        ("A022 RSA-MD5", signing.md5_signed, _ALGORITHM),
        ("A022 an MD5 digest", lambda v: signing.declared(v, "//ds:DigestMethod", signing.MD5), _ALGORITHM),
        ("A022 DSA", signing.dsa_signed, _ALGORITHM),
        ("A022 no algorithm", lambda v: signing.declared(v, "//ds:SignatureMethod", ""), _ALGORITHM),
        ("A022 an unknown RSA-1024 key", lambda v: v.signed(EVIL, a_party("weak", "rsa-1024")), _INVALID),
        (
            "A023 SHA-512 declared over a SHA-256 signature",
            lambda v: signing.declared(v, "//ds:SignatureMethod", RSA_SHA256.replace("256", "512")),
            _INVALID,
        ),
        (
            "A019 ECDSA declared over an RSA signature",
            lambda v: signing.declared(v, "//ds:SignatureMethod", RSA_SHA256.replace("#rsa", "#ecdsa")),
            _INVALID,
        ),
        (
            "A030 a relative namespace and the digest of nothing",
            lambda v: signing.void_digest(v, 'xmlns:x="a"'),
            "message.xml",
        ),
        (
            "A030 a dotted namespace and the digest of nothing",
            lambda v: signing.void_digest(v, 'xmlns:x="../a"'),
            "message.xml",
        ),
        ("A030 the digest of nothing alone", lambda v: signing.void_digest(v, ""), _INVALID),
        ("A031 inclusive canonicalisation", lambda v: signing.canonicalized(v, _C.TransformInclC14N), _ALGORITHM),
        (
            "A031 exclusive canonicalisation with comments",
            lambda v: signing.canonicalized(v, _C.TransformExclC14NWithComments),
            _ALGORITHM,
        ),
        (
            "A031 inclusive canonicalisation of the reference",
            lambda v: signing.canonicalized(v, _C.TransformInclC14N, of_reference=True),
            _STRUCTURE,
        ),
        ("A032 an XPath transform", lambda v: signing.with_transform(v, _XPATH), _STRUCTURE),
        ("A032 an XPath transform first", lambda v: signing.with_transform(v, _XPATH, first=True), _STRUCTURE),
        ("A032 a base64 transform", lambda v: signing.with_transform(v, _BASE64), _STRUCTURE),
    ]
)
def test_only_the_listed_algorithms_and_transforms_are_even_tried(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def test_an_xslt_transform_is_refused_and_calls_nobody_a032(forge: Forge, canary: Canary) -> None:
    body = (
        f'Algorithm="{signing.XSLT}"><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        f'<xsl:template match="/"><xsl:copy-of select="document(\'{canary.url}/xslt\')"/></xsl:template>'
        "</xsl:stylesheet></ds:Transform>"
    )
    forge.refuses(lambda visit: signing.with_transform(visit, body), _STRUCTURE)
    assert not canary.calls


def test_a_key_to_be_fetched_is_not_fetched_a020(forge: Forge, canary: Canary) -> None:
    forge.refuses(lambda visit: signing.with_key_info(visit, f'<ds:RetrievalMethod URI="{canary.url}/key"/>'), _INVALID)
    assert not canary.calls


def _without_key_info(visit: Visit) -> Tree:
    response = visit.signed()
    info = find(response, "//ds:KeyInfo")
    info.getparent().remove(info)
    return response


def _with_foreign_key_info(visit: Visit) -> Tree:
    """KeyInfo is no evidence, and an enveloped signature does not cover it: it may say anything."""
    response = visit.signed()
    find(response, "//ds:X509Certificate").text = a_party("stranger").certificate_body
    return response


@oddities(
    [
        ("A011 response and assertion signed", wrapping.whole_signed),
        ("A017 no KeyInfo at all", _without_key_info),
        ("A017 a stranger's certificate beside our signature", _with_foreign_key_info),
        ("A022 RSA-SHA384", lambda v: signing.signed_with(v, _C.TransformRsaSha384, _C.TransformSha384)),
        ("A022 RSA-SHA512", lambda v: signing.signed_with(v, _C.TransformRsaSha512, _C.TransformSha512)),
    ]
)
def test_a_right_signature_of_an_unusual_form_is_accepted(forge: Forge, build: Build) -> None:
    forge.accepts(build)


@contextmanager
def _metadata_asking_for_sha1(forge: Forge) -> Iterator[None]:
    metadata = forge.guichet_description()
    extensions = etree.Element(f"{{{MD}}}Extensions")
    for kind, algorithm in (
        ("DigestMethod", "http://www.w3.org/2000/09/xmldsig#sha1"),
        ("SigningMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    ):
        etree.SubElement(extensions, f"{{urn:oasis:names:tc:SAML:metadata:algsupport}}{kind}", Algorithm=algorithm)
    metadata.insert(0, extensions)
    with forge.publishing(GUICHET, metadata):
        yield


def test_metadata_that_announces_sha1_lowers_nothing_a043(forge: Forge) -> None:
    with _metadata_asking_for_sha1(forge):
        forge.refuses(lambda visit: signing.signed_with(visit, _C.TransformRsaSha1, _C.TransformSha1), _ALGORITHM)


@pytest.mark.parametrize("path", ["saml:Issuer", "saml:Assertion/saml:Issuer"])
def test_our_good_key_speaks_for_no_other_issuer_a036(forge: Forge, path: str) -> None:
    def build(visit: Visit) -> Tree:
        response = visit.unsigned()
        find(response, path).text = forge.sandbox.urls["ent-cour"] + "/idp/metadata"
        return visit.sign(response)

    forge.refuses(build, "message.issuer")
