"""Owns the certificates of one workspace: the authority made on first use, the listeners' renewed before its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from broker.keys.key_files import alone_in
from broker.transport.host_names import alternative_names, outside
from broker.transport.issuance import Authority, certify_authority, certify_server, new_key
from broker.transport.pem_files import AFRESH, read_certificate, read_key, write_certificate, write_key, wrong

AUTHORITY = "authority.pem"
_RENEWED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LocalCertificates:
    """Name the folder of the certificates, and the hosts under which the listeners are reached."""

    folder: Path
    hosts: frozenset[str]

    @property
    def authority_file(self) -> Path:
        """Hold the certificate to trust; it is public."""
        return self.folder / AUTHORITY

    @property
    def certificate_file(self) -> Path:
        """Hold the listeners' certificate."""
        return self.folder / "server.pem"

    @property
    def key_file(self) -> Path:
        """Hold the listeners' private key; a renewal keeps it."""
        return self._private / "server.key"

    @property
    def _authority_key_file(self) -> Path:
        return self._private / "authority.key"

    @property
    def _private(self) -> Path:
        """Hold the keys; what is to be trusted lies outside, where clients under other users can read it."""
        return self.folder / "private"

    def provide(self, now: datetime) -> datetime:
        """Make or renew what has to be, and return when to ask again.

        Raises ConfigurationError when the authority is damaged, ends soon, or may not vouch for one of the hosts.
        """
        with alone_in(self._private):
            authority = self._authority(now)
            key = self._server_key()
            certificate = self._find_certificate()
            if certificate is None or not self._is_good(certificate, key, authority[0], now):
                certificate = certify_server(key.public_key(), self.hosts, authority, now)
                write_certificate(self.certificate_file, certificate)
        return certificate.not_valid_after_utc - _RENEWED_BEFORE

    def _authority(self, now: datetime) -> Authority:
        if not self.authority_file.exists():
            key = new_key()
            # The key first: a certificate without its key would be an authority that can sign nothing.
            write_key(self._authority_key_file, key)
            write_certificate(self.authority_file, certify_authority(key, self.hosts, now))
        certificate, key = read_certificate(self.authority_file), read_key(self._authority_key_file)
        if certificate.public_key() != key.public_key():
            raise wrong(self.authority_file, "is the certificate of another key", AFRESH)
        if now >= certificate.not_valid_after_utc - _RENEWED_BEFORE:
            raise wrong(self.authority_file, f"ends on {certificate.not_valid_after_utc:%Y-%m-%d}", AFRESH)
        limits = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        beyond = outside(self.hosts, limits)
        if beyond:
            what = f"was made for other hosts, and may not vouch for {', '.join(beyond)}"
            raise wrong(self.authority_file, what, AFRESH)
        return certificate, key

    def _server_key(self) -> ec.EllipticCurvePrivateKey:
        if not self.key_file.exists():
            write_key(self.key_file, new_key())
        return read_key(self.key_file)

    def _find_certificate(self) -> x509.Certificate | None:
        return read_certificate(self.certificate_file) if self.certificate_file.exists() else None

    def _is_good(
        self, found: x509.Certificate, key: ec.EllipticCurvePrivateKey, authority: x509.Certificate, now: datetime
    ) -> bool:
        """Tell whether a certificate still serves: ours, for this key and these hosts, and not near its end."""
        try:
            found.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            return False
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return (
            found.public_key() == key.public_key()
            and names == alternative_names(self.hosts)
            and found.not_valid_before_utc <= now < found.not_valid_after_utc - _RENEWED_BEFORE
        )
