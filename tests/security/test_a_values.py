"""Owns the attacks on what is read, and on what is written: A023 to A029, A033 to A037, A041, A042."""

import stat
from collections.abc import Callable

import pytest
import xmlsec
from lxml import etree

from broker.core.errors import ConfigurationError
from broker.saml.keys import read_signing_key
from tests.protocols.saml.saml_builders import RSA_SHA256, SAML, SAMLP, Tree, copy_of, find
from tests.security import redirects
from tests.security.attack import Build, attacks, oddities
from tests.security.forge import EVIL, PERSON, Forge, Visit
from tests.security.wrapping import evil_assertion

_INVALID, _XML, _DTD = "message.signature_invalid", "message.xml", "message.document_type"
_COUNT, _SCHEMA, _ISSUER = "message.assertion_count", "message.schema", "message.issuer"
_SUFFIX = ".evil"


def _written(write: Callable[[str], str], suffix: str = "") -> Build:
    """Sign the person's identifier and a suffix; then write the suffix, or the second half, in another way."""

    def build(visit: Visit) -> bytes:
        key = dict(visit.forge.attributes_of(PERSON))["GARPersonIdentifiant"][0]
        names = (("idEnt", ("P0",)), ("GARPersonIdentifiant", (key + suffix,)))
        document: bytes = etree.tostring(visit.sign(visit.unsigned(attributes=names)))
        tail = suffix or key[18:]
        assert document.count((key + suffix).encode()) == 1
        return document.replace((key + suffix).encode(), f"{key.removesuffix(tail)}{write(tail)}".encode())

    return build


@oddities(
    [
        ("A025 a comment", _written(lambda tail: f"<!-- -->{tail}")),
        ("A026 a processing instruction", _written(lambda tail: f"<?x y?>{tail}")),
        ("A026 CDATA", _written(lambda tail: f"<![CDATA[{tail}]]>")),
        ("A026 character references", _written(lambda tail: "".join(f"&#{ord(sign)};" for sign in tail))),
    ]
)
def test_a_value_that_is_cut_in_two_is_read_whole(forge: Forge, build: Build) -> None:
    forge.accepts(build)


@attacks(
    [
        ("A025 a comment before the end", _written(lambda tail: f"<!---->{tail}", _SUFFIX), "person.unknown"),
        ("A026 an instruction before the end", _written(lambda tail: f"<?x?>{tail}", _SUFFIX), "person.unknown"),
        ("A026 CDATA at the end", _written(lambda tail: f"<![CDATA[{tail}]]>", _SUFFIX), "person.unknown"),
        ("A026 an element at the end", _written(lambda tail: f"<x>{tail}</x>", _SUFFIX), _INVALID),
        ("A026 an entity of one's own", _written(lambda _tail: "&evil;", _SUFFIX), _XML),
        ("A025 the rest inside a comment", _written(lambda tail: f"<!--{tail}-->", _SUFFIX), _INVALID),
    ]
)
def test_a_value_is_never_cut_short(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


def _bytes_of(change: Callable[[bytes], bytes]) -> Build:
    return lambda visit: change(etree.tostring(visit.signed(EVIL)))


def _with_element(visit: Visit, element: Tree) -> Tree:
    """Put an element into Extensions, where the schema lets anything foreign stand."""
    response = visit.signed()
    extensions = etree.Element(f"{{{SAMLP}}}Extensions")
    extensions.append(element)
    find(response, "saml:Issuer").addnext(extensions)
    return response


def _renamed(element: Tree, namespace: str) -> Tree:
    """Copy an element into another namespace, under the same local names."""
    copied = copy_of(element)
    for found in copied.iter():
        found.tag = f"{{{namespace}}}{etree.QName(found).localname}"
    return copied


def _assertion_in_another_namespace(visit: Visit) -> Tree:
    response = visit.signed(EVIL)
    assertion = find(response, "saml:Assertion")
    response.replace(assertion, _renamed(assertion, "urn:example:assertion"))
    return response


def _attribute_in_another_namespace(visit: Visit) -> Tree:
    """Add an attribute `ID` of another namespace to the assertion, beside the right one."""
    response = visit.signed(EVIL)
    find(response, "saml:Assertion").set("{urn:example:x}ID", "_other")
    return response


def _appended(visit: Visit, *, signed: bool = False) -> Tree:
    response = visit.signed()
    other = find(visit.signed(EVIL), "saml:Assertion") if signed else evil_assertion(visit)
    response.append(other)
    return response


def _under_other_prefixes(visit: Visit) -> bytes:
    """Write the unsigned envelope under other prefixes; the signed part keeps its own."""
    document: bytes = etree.tostring(visit.signed())
    head, mark, rest = document.partition(b"<saml:Assertion")
    head = head.replace(b"samlp:", b"p:").replace(b"xmlns:samlp", b"xmlns:p")
    return head + mark + rest.replace(b"</samlp:Response>", b"</p:Response>")


_ENTITY = b'<!DOCTYPE r [<!ENTITY e "x">]>'
_DEFAULT_ID = b'<!DOCTYPE r [<!ATTLIST r Id ID "_x">]>'


@attacks(
    [
        ("A027 a DOCTYPE that declares an ID", _bytes_of(lambda octets: _DEFAULT_ID + octets), _DTD),
        ("A027 a DOCTYPE inside a comment", _bytes_of(lambda octets: b"<!--<!DOCTYPE x>-->" + octets), _DTD),
        ("A027 a second document behind", _bytes_of(lambda octets: octets + octets), _XML),
        ("A027 text behind", _bytes_of(lambda octets: octets + b"x"), _XML),
        ("A027 XML 1.1", _bytes_of(lambda octets: b'<?xml version="1.1"?>' + octets), "message.characters"),
        ("A027 an attribute twice", _bytes_of(lambda o: o.replace(b" Version=", b' ID="_a" Version=', 1)), _XML),
        ("A028 a DOCTYPE with an entity", _bytes_of(lambda octets: _ENTITY + octets), _DTD),
        ("A029 the assertion of another namespace", _assertion_in_another_namespace, _SCHEMA),
        ("A029 an ID of another namespace", _attribute_in_another_namespace, _SCHEMA),
        ("A033 two colons in a name", _bytes_of(lambda o: o.replace(b"<saml:Subject>", b"<saml:x:Subject>", 1)), _XML),
        ("A033 a prefix of nowhere", _bytes_of(lambda o: o.replace(b"<saml:Subject>", b"<y:Subject>", 1)), _XML),
        (
            "A033 xmlns as a prefix",
            _bytes_of(lambda o: o.replace(b"<saml:Subject", b'<saml:Subject xmlns:xmlns="urn:x"', 1)),
            _XML,
        ),
        ("A034 an unsigned assertion behind", _appended, _COUNT),
        ("A035 two signed assertions", lambda v: _appended(v, signed=True), _COUNT),
        ("A035 an assertion in Extensions", lambda v: _with_element(v, evil_assertion(v)), _COUNT),
    ]
)
def test_one_document_one_tree_one_assertion(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


@oddities(
    [
        ("A029 an evil look-alike in Extensions", lambda v: _with_element(v, _renamed(evil_assertion(v), "urn:x:y"))),
        ("A033 another prefix for everything", _under_other_prefixes),
    ]
)
def test_only_exact_names_are_read(forge: Forge, build: Build) -> None:
    forge.accepts(build)


def _issuer(path: str, text: str | None, form: str | None = None) -> Build:
    def build(visit: Visit) -> Tree:
        response = visit.unsigned()
        issuer = find(response, path)
        if text is None:
            issuer.getparent().remove(issuer)
        else:
            issuer.text = text.format(right=visit.forge.guichet_id)
        if form is not None:
            issuer.set("Format", form)
        return visit.sign(response)

    return build


_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"


@attacks(
    [
        (f"A037 {name} {what}", _issuer(path, text, form), code)
        for what, path in (("of the response", "saml:Issuer"), ("of the assertion", "saml:Assertion/saml:Issuer"))
        for name, text, form, code in (
            ("empty Issuer", "", None, _ISSUER),
            ("spaces around the Issuer", " {right} ", None, _ISSUER),
            ("a slash behind the Issuer", "{right}/", None, _ISSUER),
            ("another Format of Issuer", "{right}", _UNSPECIFIED, _ISSUER),
        )
    ]
    + [
        ("A037 no Issuer of the response", _issuer("saml:Issuer", None), _ISSUER),
        ("A037 no Issuer of the assertion", _issuer("saml:Assertion/saml:Issuer", None), _SCHEMA),
    ]
)
def test_the_issuer_is_exact(forge: Forge, build: Build, code: str) -> None:
    forge.refuses(build, code)


_RSA_SHA512 = RSA_SHA256.replace("256", "512")
_RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
_QUERIES: list[tuple[str, redirects.Change, str]] = [
    ("A023 SigAlg says SHA-512", redirects.with_value("SigAlg", _RSA_SHA512), _INVALID),
    ("A023 SigAlg says SHA-1", redirects.with_value("SigAlg", _RSA_SHA1), "message.algorithm"),
    ("A023 SigAlg empty", redirects.with_value("SigAlg", ""), "message.algorithm"),
    ("A023 no SigAlg", redirects.without("SigAlg"), "message.algorithm"),
    ("A023 no Signature", redirects.without("Signature"), "message.signature_missing"),
    ("A023 an empty Signature", redirects.with_value("Signature", ""), _INVALID),
    ("A023 RelayState changed", redirects.with_value("RelayState", "other"), _INVALID),
    ("A023 RelayState taken out", redirects.without("RelayState"), _INVALID),
    ("A024 percent-encoded in lower case", redirects.in_lower_case, _INVALID),
]


@pytest.mark.parametrize(
    ("change", "code"), [pytest.param(change, code, id=name.replace(" ", "-")) for name, change, code in _QUERIES]
)
def test_a_query_counts_as_it_was_signed(forge: Forge, change: redirects.Change, code: str) -> None:
    forge.refuses_request(lambda: forge.ask_raw(change(redirects.signed_query(forge))), code)


def test_a_query_signed_in_another_order_is_refused_a024(forge: Forge) -> None:
    forge.refuses_request(lambda: forge.ask_raw(redirects.signed_in_another_order(forge)), _INVALID)


def test_the_order_in_the_address_is_of_no_matter_when_the_right_one_was_signed_a024(forge: Forge) -> None:
    answer = forge.between_controls(lambda: forge.ask_raw(redirects.reordered(redirects.signed_query(forge))))
    assert answer.status_code == 200


def test_hostile_characters_of_a_person_leave_as_text_and_nothing_else_a042(forge: Forge) -> None:
    verdict = forge.accepts(lambda visit: visit.signed(EVIL), EVIL)
    assert {"<", "&", '"', "]]>"} <= {sign for sign in ("<", "&", '"', "]]>") if sign in verdict.attributes["NOM"][0]}
    value = verdict.released.xpath("//*[@Name='NOM']/*")
    assert [len(found) for found in value] == [0]
    assert len(verdict.released.findall(f".//{{{SAML}}}AttributeValue")) == len(verdict.attributes)
    _verify(verdict.released, forge)


def _verify(response: Tree, forge: Forge) -> None:
    """Verify the hub's signature by xmlsec alone."""
    assertion = find(response, "saml:Assertion")
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(forge.hub_party.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
    context.register_id(assertion, "ID")
    context.verify(find(assertion, "ds:Signature"))


def test_keys_are_their_owners_alone_and_refused_otherwise_a041(forge: Forge) -> None:
    keys = forge.sandbox.workspace.keys
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    files = sorted(file for file in keys.rglob("*") if file.is_file())
    assert {stat.S_IMODE(one.stat().st_mode) for one in keys.rglob("*") if one.is_dir()} <= {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    key = next(file for file in files if file.stem == "gar")
    key.chmod(0o644)
    try:
        with pytest.raises(ConfigurationError, match="readable by others"):
            read_signing_key(keys, "gar")
    finally:
        key.chmod(0o600)
    read_signing_key(keys, "gar")
