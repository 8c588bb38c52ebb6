"""Owns the facts that the tests of kits render: one resource, its service registered or not."""

from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from broker.core.contract import Contract
from broker.core.issuer import CasPaths, Issuer, OidcPaths, SamlPaths, SignOutPaths
from broker.core.oidc_dialect import Demands, OidcDialect
from broker.core.sentence import Sentence
from broker.kits.saml.facts import KitFacts, gather_facts
from broker.saml.certificates import Certificate, body_of, read_pem
from broker.saml.keys import SigningKey, generate_signing_key
from broker.saml.metadata_reader import read_peer
from broker.saml.peer import Peer
from tests.builders import NOON, a_contract

HUB_URL = "http://localhost:8000"
ENTITY_ID = "http://marelle.example/saml/metadata"
CONSUMER = "http://marelle.example/saml/acs"
HOSTILE = "L’« outil » --> ?> */ \" ' \\u000a ${x} <b>&amp; \u2028 fin"


@cache
def a_signing_key(name: str) -> SigningKey:
    """Return the key of somebody, made once."""
    return generate_signing_key(name, now=NOON, days=30, bits=2048)


def certificate_of(name: str) -> Certificate:
    """Return the certificate of somebody."""
    return read_pem(a_signing_key(name).certificate_pem)


def a_hub(**changes: Any) -> Issuer:  # noqa: ANN401 - any field of the type
    """Return the access broker."""
    given = {
        "name": "gar",
        "title": Sentence("Gestionnaire d’accès", "Access broker"),
        "url": HUB_URL,
        "listener": 0,
        "entity_id": f"{HUB_URL}/idp/metadata",
        "paths": SamlPaths(
            "/idp/metadata",
            "/idp/profile/SAML2/Redirect/SSO",
            "/idp/profile/SAML2/POST/SSO",
            "/callback",
            SignOutPaths("/idp/slo/redirect", "/idp/slo/post", "/idp/slo/soap"),
        ),
        "cas": CasPaths(),
        "oidc": OidcPaths(
            issuer="/oidc",
            authorize="/oidc/oidcAuthorize",
            token="/oidc/oidcAccessToken",
            userinfo="/oidc/oidcProfile",
            jwks="/oidc/jwks",
            introspection="/oidc/introspect",
            revocation="/oidc/revoke",
            pushed="/oidc/par",
            end_session="/oidc/logout",
            dialect=OidcDialect(scopes=(("scope.gar", ("*",)),), demands=Demands(resource=True)),
        ),
        "console": True,
        "entry_path": "/domaineGar",
    }
    return Issuer(**{**given, **changes})


def service_metadata(
    consumer: str = CONSUMER, *, entity_id: str = ENTITY_ID, encrypted: bool = False, valid_until: str = ""
) -> bytes:
    """Return a service's metadata as its publisher would hand it over."""
    body = body_of(certificate_of("service").pem)
    key = f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
    uses = ("signing", "encryption") if encrypted else ("signing",)
    keys = "".join(f'<md:KeyDescriptor use="{use}">{key}</md:KeyDescriptor>' for use in uses)
    end = f' validUntil="{valid_until}"' if valid_until else ""
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
        f'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{entity_id}"{end}>'
        '<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" '
        f'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}'
        '<md:AssertionConsumerService index="0" isDefault="true" '
        f'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{escape(consumer)}"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>"
    ).encode()


def a_peer(consumer: str = CONSUMER, *, encrypted: bool = False) -> Peer:
    """Return the service as its metadata describes it."""
    return read_peer(service_metadata(consumer, encrypted=encrypted), now=NOON)


def some_facts(
    contract: Contract | None = None,
    peer: Peer | None = None,
    announced: bytes | None = None,
    **hub: Any,  # noqa: ANN401
) -> KitFacts:
    """Return the facts of a resource; without a peer, its metadata is not registered."""
    pem = a_signing_key("hub").certificate_pem
    return gather_facts(a_hub(**hub), pem, contract or a_contract("IDO", "UAI", "PRO", "DIV"), peer, announced)
