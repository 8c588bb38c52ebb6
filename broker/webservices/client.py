"""Owns who calls: the client that a certificate names, once it is known to be the one kept and in its time."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509

from broker.core.refusals.machine import (
    ClientCertificateEnded,
    ClientCertificateExpired,
    ClientCertificateMissing,
    ClientCertificateNotYetValid,
)
from broker.core.roles import Holder
from broker.transport.client_certificates import ClientCertificates, read_holder

_SHOWN = "SSL_CLIENT_CERT"  # as Apache's mod_ssl names it; a header of a client can never be called so


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """Hold what a certificate says that the listener has verified to be of the clients' authority."""

    holder: Holder
    starts: datetime
    ends: datetime


def read_client(environ: Mapping[str, object], kept: ClientCertificates) -> ShownCertificate:
    """Return what the certificate of a call says, in its time or not.

    Raises ClientCertificateMissing, or ClientCertificateEnded where it is not the very one that is kept.
    """
    pem = environ.get(_SHOWN)
    if not isinstance(pem, str):
        raise ClientCertificateMissing
    shown, der = _read(pem)
    if shown is None or not kept.is_kept(shown.holder, der):
        raise ClientCertificateEnded
    return shown


def check_time(shown: ShownCertificate, now: datetime) -> None:
    """Refuse a certificate before its beginning or after its end."""
    if now < shown.starts:
        raise ClientCertificateNotYetValid(
            expected=f"≥ {shown.starts:%Y-%m-%d %H:%M}Z", received=f"{now:%Y-%m-%d %H:%M}Z"
        )
    if now > shown.ends:
        raise ClientCertificateExpired(expected=f"≤ {shown.ends:%Y-%m-%d %H:%M}Z", received=f"{now:%Y-%m-%d %H:%M}Z")


@lru_cache(maxsize=256)  # few clients, each with many calls
def _read(pem: str) -> tuple[ShownCertificate | None, bytes]:
    der = ssl.PEM_cert_to_DER_cert(pem)
    certificate = x509.load_der_x509_certificate(der)
    holder = read_holder(certificate)
    if holder is None:
        return None, der
    return ShownCertificate(holder, certificate.not_valid_before_utc, certificate.not_valid_after_utc), der
