"""Owns the other side of the example resources' tests: a small hub, made with lxml and xmlsec alone."""

import base64
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from xmlsec import constants

SAML = "{urn:oasis:names:tc:SAML:2.0:assertion}"
SAMLP = "{urn:oasis:names:tc:SAML:2.0:protocol}"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
ENTITY_ID = "https://hub.example.test/idp/metadata"
SSO_URL = "https://hub.example.test/idp/profile/SAML2/Redirect/SSO"
SLO_URL = "https://hub.example.test/idp/profile/SAML2/Redirect/SLO"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


def moment(seconds: int = 0) -> str:
    """Return the present plus so many seconds, as SAML writes it; pysaml2 reads the machine's clock too."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251


class Signer:
    """Hold one key of the hub and its certificate."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub de test")])
        now = datetime.now(UTC)  # noqa: TID251
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        self.key_pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.certificate_pem = certificate.public_bytes(serialization.Encoding.PEM)

    def metadata(self, *, sign_out: bool = True) -> str:
        """Return the hub's metadata with this key, with or without single logout."""
        service = f'<md:SingleLogoutService Binding="{REDIRECT}" Location="{SLO_URL}"/>' if sign_out else ""
        body = "".join(self.certificate_pem.decode().splitlines()[1:-1])
        return (
            '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
            f'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{ENTITY_ID}">'
            '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>'
            f"<ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            f'{service}<md:SingleSignOnService Binding="{REDIRECT}" Location="{SSO_URL}"/>'
            "</md:IDPSSODescriptor></md:EntityDescriptor>"
        )


@dataclass(frozen=True)
class Question:
    """Hold what a resource asked, read from the URL it sent the browser to."""

    request_id: str
    entity_id: str
    acs_url: str
    relay_state: str
    request: etree._Element
    query: dict[str, list[str]]
    location: str


def read_question(location: str) -> Question:
    """Read an AuthnRequest sent by HTTP-Redirect."""
    query = parse_qs(urlsplit(location).query)
    request = etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    return Question(
        request_id=request.get("ID"),
        entity_id=request.findtext(f"{SAML}Issuer"),
        acs_url=request.get("AssertionConsumerServiceURL"),
        relay_state=query["RelayState"][0],
        request=request,
        query=query,
        location=location,
    )


def verify_question(question: Question, certificate_pem: bytes) -> None:
    """Verify the signature over the query string (SAML bindings 3.4.4.1). Raises InvalidSignature."""
    signed = urlsplit(question.location).query.split("&Signature=")[0].encode()
    key = x509.load_pem_x509_certificate(certificate_pem).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(question.query["Signature"][0]), signed, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class Answer:
    """Describe a response; `changed(…)` spoils one thing at a time."""

    request_id: str
    acs_url: str
    audience: str | None
    signer: Signer
    attributes: dict[str, list[str]] = field(default_factory=lambda: {"IDO": ["0a" * 64], "UAI": ["0561641E"]})
    issuer: str = ENTITY_ID
    destination: str | None = None
    recipient: str | None = None
    lifetime: int = 120
    request_id_inside: str | None = None
    signed: bool = True
    signature_method: str = "Sha256"
    encrypt_for: bytes | None = None
    name_id: str = "_transient1"
    session_index: str = "_session1"

    def changed(self, **changes: Any) -> "Answer":  # noqa: ANN401  each field has its own type
        """Return the same answer but for something."""
        return replace(self, **changes)

    def tree(self) -> etree._Element:
        """Build the response, its assertion signed (and encrypted when asked for)."""
        response = etree.fromstring(self._response_text())
        assertion = etree.fromstring(self._assertion_text())
        if self.signed:
            sign(assertion, self.signer, self.signature_method)
        response.append(assertion if self.encrypt_for is None else encrypt(assertion, self.encrypt_for))
        return response

    def encoded(self) -> str:
        """Return the value of the SAMLResponse form field."""
        return encode(self.tree())

    def _response_text(self) -> str:
        return (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
            'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response1" Version="2.0" '
            f'IssueInstant="{moment()}" Destination="{self.destination or self.acs_url}" '
            f'InResponseTo="{self.request_id}"><saml:Issuer>{self.issuer}</saml:Issuer>'
            f'<samlp:Status><samlp:StatusCode Value="{SUCCESS}"/></samlp:Status></samlp:Response>'
        )

    def _assertion_text(self) -> str:
        until = moment(self.lifetime)
        audience = (
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction>"
        )
        attributes = "".join(
            f'<saml:Attribute Name="{name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">'
            + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        return (
            '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_assertion1" Version="2.0" '
            f'IssueInstant="{moment()}"><saml:Issuer>{self.issuer}</saml:Issuer><saml:Subject>'
            '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">'
            f"{self.name_id}</saml:NameID>"
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<saml:SubjectConfirmationData InResponseTo="{self.request_id_inside or self.request_id}" '
            f'NotOnOrAfter="{until}" Recipient="{self.recipient or self.acs_url}"/></saml:SubjectConfirmation>'
            f'</saml:Subject><saml:Conditions NotBefore="{moment(-300)}" NotOnOrAfter="{until}">'
            f"{audience if self.audience else ''}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{moment()}" SessionIndex="{self.session_index}"><saml:AuthnContext>'
            "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
        )


def encode(tree: etree._Element) -> str:
    """Return a message as the POST binding carries it."""
    return base64.b64encode(etree.tostring(tree)).decode()


def refusal(request_id: str, acs_url: str, code: str, words: str) -> str:
    """Return an encoded response that says no."""
    text = (
        '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response2" Version="2.0" '
        f'IssueInstant="{moment()}" Destination="{acs_url}" InResponseTo="{request_id}">'
        f"<saml:Issuer>{ENTITY_ID}</saml:Issuer><samlp:Status>"
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">'
        f'<samlp:StatusCode Value="{code}"/></samlp:StatusCode>'
        f"<samlp:StatusMessage>{escape(words)}</samlp:StatusMessage></samlp:Status></samlp:Response>"
    )
    return encode(etree.fromstring(text))


def sign(node: etree._Element, signer: Signer, method: str) -> None:
    """Sign a node in place, the certificate sent along as many hubs do."""
    digest = constants.TransformSha1 if method == "Sha1" else constants.TransformSha256
    template = xmlsec.template.create(
        node, constants.TransformExclC14N, getattr(constants, f"TransformRsa{method}"), ns="ds"
    )
    node.insert(1, template)
    reference = xmlsec.template.add_reference(template, digest, uri=f"#{node.get('ID')}")
    xmlsec.template.add_transform(reference, constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, constants.TransformExclC14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(template))
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(signer.key_pem, constants.KeyDataFormatPem)
    context.key.load_cert_from_memory(signer.certificate_pem, constants.KeyDataFormatCertPem)
    context.register_id(node, "ID")
    context.sign(template)


def encrypt(assertion: etree._Element, certificate_pem: bytes) -> etree._Element:
    """Return an EncryptedAssertion: AES-256-GCM, the key by RSA-OAEP.

    The assertion is encrypted before it has a parent, for what is decrypted must carry its own namespaces.
    """
    wrapper = etree.fromstring('<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>')
    keys = xmlsec.KeysManager()
    keys.add_key(xmlsec.Key.from_memory(certificate_pem, constants.KeyDataFormatCertPem))
    template = xmlsec.template.encrypted_data_create(
        wrapper, constants.TransformAes256Gcm, type=constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(template)
    info = xmlsec.template.encrypted_data_ensure_key_info(template, ns="ds")
    key = xmlsec.template.add_encrypted_key(info, constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    context = xmlsec.EncryptionContext(keys)
    context.key = xmlsec.Key.generate(constants.KeyDataAes, 256, constants.KeyDataTypeSession)
    wrapper.append(context.encrypt_xml(template, assertion))
    return wrapper
