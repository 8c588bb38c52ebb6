"""Owns the building of valid SAML messages for tests, with none of the broker's code: lxml, xmlsec, cryptography.

Everything is a tree that a test may tamper with, before signing or after.
"""

import base64
import copy
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

NOW = datetime(2026, 9, 14, 8, 0, 0, tzinfo=UTC)
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
MD = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
NAMESPACES = {"saml": SAML, "samlp": SAMLP, "md": MD, "ds": DS, "xenc": XENC}
HTTP_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
HTTP_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

Tree = Any  # lxml ships no types
Transform = Any  # one of xmlsec.constants
Key = Any  # an xmlsec.Key


@dataclass(frozen=True)
class Party:
    """Hold who signs: a private key and its certificate, as PEM."""

    private_pem: bytes = field(repr=False)
    certificate_pem: bytes = field(repr=False)

    @property
    def certificate_body(self) -> str:
        """Return the base64 text between the PEM marks."""
        return "".join(self.certificate_pem.decode().splitlines()[1:-1])


@cache  # a party that was forgotten would come back with another key
def a_party(name: str = "guichet", kind: str = "rsa-2048", days: int = 365) -> Party:
    """Make a party, the same for the same arguments; `kind` is `rsa-<bits>` or `ec`; it is valid `days` from NOW."""
    private: Any
    if kind == "ec":
        private = ec.generate_private_key(ec.SECP256R1())
    else:
        private = rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1000))
        .not_valid_after(NOW + timedelta(days=days))
        .sign(private, hashes.SHA256())
    )
    return Party(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
    )


@dataclass(frozen=True)
class Exchange:
    """Hold the names of the two sides of an exchange, and the question that is answered."""

    guichet: str = "https://guichet.example/idp"
    service: str = "https://service.example/saml"
    consumer: str = "https://service.example/acs"
    sign_on: str = "https://guichet.example/sso"
    request_id: str = "_question"
    now: datetime = NOW


def instant(moment: datetime) -> str:
    """Write a moment as SAML wants it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def find(tree: Tree, path: str) -> Tree:
    """Return the one element at a path with the prefixes saml, samlp, md, ds, xenc."""
    found = tree.xpath(path, namespaces=NAMESPACES)
    assert len(found) == 1, f"{len(found)} elements at {path}"
    return found[0]


def a_response(
    exchange: Exchange | None = None, attributes: tuple[tuple[str, tuple[str, ...]], ...] = (("idEnt", ("Z0",)),)
) -> Tree:
    """Build a valid, unsigned response with one assertion."""
    about = exchange or Exchange()
    issued, soon = instant(about.now), instant(about.now + timedelta(minutes=5))
    text = f"""<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response" Version="2.0"
     IssueInstant="{issued}" Destination="{about.consumer}" InResponseTo="{about.request_id}">
    <saml:Issuer>{about.guichet}</saml:Issuer>
    <samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status>
    <saml:Assertion ID="_assertion" Version="2.0" IssueInstant="{issued}">
      <saml:Issuer>{about.guichet}</saml:Issuer>
      <saml:Subject>
        <saml:NameID Format="{TRANSIENT}">_subject</saml:NameID>
        <saml:SubjectConfirmation Method="{BEARER}">
          <saml:SubjectConfirmationData NotOnOrAfter="{soon}" Recipient="{about.consumer}"
           InResponseTo="{about.request_id}"/>
        </saml:SubjectConfirmation>
      </saml:Subject>
      <saml:Conditions NotBefore="{issued}" NotOnOrAfter="{soon}">
        <saml:AudienceRestriction><saml:Audience>{about.service}</saml:Audience></saml:AudienceRestriction>
      </saml:Conditions>
      <saml:AuthnStatement AuthnInstant="{issued}" SessionIndex="_session">
        <saml:AuthnContext><saml:AuthnContextClassRef
         >urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext>
      </saml:AuthnStatement>
      <saml:AttributeStatement/>
    </saml:Assertion>
    </samlp:Response>"""
    response = etree.fromstring(text, etree.XMLParser(remove_blank_text=True))
    statement = find(response, "//saml:AttributeStatement")
    for name, values in attributes:
        attribute = etree.SubElement(statement, f"{{{SAML}}}Attribute", Name=name)
        for value in values:
            etree.SubElement(attribute, f"{{{SAML}}}AttributeValue").text = value
    return response


def a_request(exchange: Exchange | None = None, **attributes: str | None) -> Tree:
    """Build a valid, unsigned AuthnRequest; keyword arguments set its attributes, None removes one."""
    about = exchange or Exchange()
    request = etree.fromstring(
        f'<samlp:AuthnRequest xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{about.request_id}" Version="2.0" '
        f'IssueInstant="{instant(about.now)}" Destination="{about.sign_on}" ProtocolBinding="{HTTP_POST}" '
        f'AssertionConsumerServiceURL="{about.consumer}"><saml:Issuer>{about.service}</saml:Issuer>'
        f'<samlp:NameIDPolicy Format="{TRANSIENT}"/></samlp:AuthnRequest>'
    )
    for name, value in attributes.items():
        if value is None:
            request.attrib.pop(name, None)
        else:
            request.set(name, value)
    return request


def sign(  # noqa: PLR0913 - each is one thing that a test may change
    element: Tree,
    party: Party,
    *,
    algorithm: Transform = None,
    digest: Transform = None,
    position: int = 1,
    key: Key = None,
) -> Tree:
    """Sign an element in place by xmlsec, after its Issuer, with the certificate in KeyInfo; return the Signature."""
    signature = xmlsec.template.create(
        element, xmlsec.constants.TransformExclC14N, algorithm or xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    element.insert(position, signature)
    reference = xmlsec.template.add_reference(
        signature, digest or xmlsec.constants.TransformSha256, uri=f"#{element.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    data = xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.template.x509_data_add_certificate(data)
    return resign(element, signature, party, key=key)


def resign(element: Tree, signature: Tree, party: Party, *, key: Key = None) -> Tree:
    """Compute a signature whose template a test may have changed."""
    context = xmlsec.SignatureContext()
    context.key = key or xmlsec.Key.from_memory(party.private_pem, xmlsec.constants.KeyDataFormatPem)
    if key is None:
        context.key.load_cert_from_memory(party.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
    context.register_id(element, "ID")
    context.sign(signature)
    return signature


def a_signed_response(
    exchange: Exchange | None = None,
    party: Party | None = None,
    *,
    response_too: bool = False,
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = (("idEnt", ("Z0",)),),
) -> Tree:
    """Build a valid response whose assertion is signed, and the response itself if asked."""
    response = a_response(exchange, attributes)
    sign(find(response, "saml:Assertion"), party or a_party())
    if response_too:
        sign(response, party or a_party())
    return response


def encrypt(response: Tree, recipient: Party, *, content: Transform = None, transport: Transform = None) -> None:
    """Encrypt the response's assertion in place by xmlsec: AES-256-GCM under RSA-OAEP unless told otherwise."""
    assertion = find(response, "saml:Assertion")
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(recipient.certificate_pem, xmlsec.constants.KeyDataFormatCertPem))
    data = xmlsec.template.encrypted_data_create(
        response, content or xmlsec.constants.TransformAes256Gcm, type=xmlsec.constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    wrapped = xmlsec.template.add_encrypted_key(info, transport or xmlsec.constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)
    sealed = context.encrypt_xml(data, assertion)
    outer = etree.Element(f"{{{SAML}}}EncryptedAssertion", nsmap={"saml": SAML})
    sealed.getparent().replace(sealed, outer)
    outer.append(sealed)


def encode(tree: Tree) -> str:
    """Write a tree as the value of a form's field."""
    return base64.b64encode(etree.tostring(tree)).decode()


def deflated(document: bytes) -> str:
    """Write a document as HTTP-Redirect wants it, before percent-encoding."""
    deflater = zlib.compressobj(wbits=-15)
    return base64.b64encode(deflater.compress(document) + deflater.flush()).decode()


def redirect_query(
    request: Tree, party: Party | None = None, relay_state: str | None = None, algorithm: str = RSA_SHA256
) -> bytes:
    """Write the query that carries a request, signed if a party is given; `algorithm` is only what SigAlg says."""
    octets = f"SAMLRequest={quote(deflated(etree.tostring(request)), safe='')}"
    if relay_state is not None:
        octets += f"&RelayState={quote(relay_state, safe='')}"
    if party is None:
        return octets.encode()
    octets += f"&SigAlg={quote(algorithm, safe='')}"
    return f"{octets}&Signature={quote(raw_signature(octets, party), safe='')}".encode()


@lru_cache(maxsize=32)
def private_key(party: Party) -> Any:  # noqa: ANN401 - RSA or elliptic curve
    """Return a party's key, loaded once: the check of an RSA key takes twenty times a signature."""
    return serialization.load_pem_private_key(party.private_pem, password=None)


def raw_signature(octets: str, party: Party) -> str:
    """Sign octets with SHA-256 and write the signature in base64."""
    key = private_key(party)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return base64.b64encode(key.sign(octets.encode(), ec.ECDSA(hashes.SHA256()))).decode()
    assert isinstance(key, rsa.RSAPrivateKey)
    return base64.b64encode(key.sign(octets.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def service_metadata(
    exchange: Exchange | None = None, party: Party | None = None, *, encryption: Party | None = None
) -> Tree:
    """Build a service's EntityDescriptor."""
    about = exchange or Exchange()
    keys = _key_descriptor(party or a_party("service"), "signing")
    if encryption is not None:
        keys += _key_descriptor(encryption, "encryption")
    return etree.fromstring(
        f'<md:EntityDescriptor xmlns:md="{MD}" xmlns:ds="{DS}" entityID="{about.service}">'
        f'<md:SPSSODescriptor protocolSupportEnumeration="{SAMLP}">{keys}'
        f"<md:NameIDFormat>{TRANSIENT}</md:NameIDFormat>"
        f'<md:AssertionConsumerService Binding="{HTTP_POST}" Location="{about.consumer}" index="0" isDefault="true"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>"
    )


def guichet_metadata(exchange: Exchange | None = None, party: Party | None = None) -> Tree:
    """Build a guichet's EntityDescriptor."""
    about = exchange or Exchange()
    return etree.fromstring(
        f'<md:EntityDescriptor xmlns:md="{MD}" xmlns:ds="{DS}" entityID="{about.guichet}">'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">'
        f"{_key_descriptor(party or a_party(), 'signing')}"
        f'<md:SingleSignOnService Binding="{HTTP_REDIRECT}" Location="{about.sign_on}"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def _key_descriptor(party: Party, use: str) -> str:
    return (
        f'<md:KeyDescriptor use="{use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{party.certificate_body}'
        "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def copy_of(tree: Tree) -> Tree:
    """Return a copy to tamper with."""
    return copy.deepcopy(tree)
