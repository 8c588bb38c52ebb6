"""Owns what certificates of ours say: the local authority's and the listeners', the clients' authority's and theirs."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broker.transport.host_names import alternative_names, constraints

ORGANISATION = "Préau bac à sable"
Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]
_AUTHORITY_DAYS = 3650
_SERVER_DAYS = 397  # the longest that browsers take
_CLIENT_DAYS = 397
_EARLIER = timedelta(minutes=5)  # clocks differ
_SIGNS = {"key_cert_sign": True, "crl_sign": True}
_SERVES = {"digital_signature": True}
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a key on P-256, the one curve that every client knows."""
    return ec.generate_private_key(ec.SECP256R1())


def certify_authority(key: ec.EllipticCurvePrivateKey, hosts: Iterable[str], now: datetime) -> x509.Certificate:
    """Make an authority of its own: no other below it, and nothing vouched for beyond this machine and those hosts."""
    # Its own name each time: a browser that trusts an earlier one then says "unknown" and not "damaged".
    name = _name(f"Autorité locale {secrets.token_hex(4)}")
    return (
        _begin(name, name, key.public_key(), now)
        .not_valid_after(now + timedelta(days=_AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(_SIGNS), critical=True)
        .add_extension(constraints(hosts), critical=True)
        .sign(key, hashes.SHA256())
    )


def certify_server(
    public: ec.EllipticCurvePublicKey, hosts: Iterable[str], authority: Authority, now: datetime
) -> x509.Certificate:
    """Make the certificate of the listeners; it never outlives its authority."""
    return (
        _begin_below(authority, "localhost", public, now)
        .not_valid_after(min(now + timedelta(days=_SERVER_DAYS), authority[0].not_valid_after_utc))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(alternative_names(hosts), critical=False)
        .sign(authority[1], hashes.SHA256())
    )


def certify_clients_authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """Make the authority of the clients' certificates, which no server's certificate comes from."""
    name = _name(f"Autorité des clients {secrets.token_hex(4)}")
    return (
        _begin(name, name, key.public_key(), now)
        .not_valid_after(now + timedelta(days=_AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(_SIGNS), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def certify_client(
    public: ec.EllipticCurvePublicKey, urn: str, authority: Authority, now: datetime
) -> x509.Certificate:
    """Make the certificate of one client, whom its one alternative name says as a URN."""
    return (
        _begin_below(authority, urn.rpartition(":")[2], public, now)
        .not_valid_after(min(now + timedelta(days=_CLIENT_DAYS), authority[0].not_valid_after_utc))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(urn)]), critical=False)
        .sign(authority[1], hashes.SHA256())
    )


def _begin_below(
    authority: Authority, common_name: str, public: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    signer = authority[0]
    identifier = signer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        _begin(_name(common_name), signer.subject, public, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(_SERVES), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )


def _begin(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(uses: dict[str, bool]) -> x509.KeyUsage:
    return x509.KeyUsage(**{**dict.fromkeys(_USES, False), **uses})
