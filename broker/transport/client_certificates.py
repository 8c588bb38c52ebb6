"""Owns the certificates of the machines that call the web services: their authority, one kept certificate a client.

What counts is the very certificate that is kept: renewing or revoking one ends the former at the next call.
"""

import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from broker.core.errors import ConfigurationError, Problem
from broker.core.roles import Holder, Role
from broker.file_stamps import Stamp, stamp_of
from broker.keys.key_files import alone_in, remove_private_file, write_private_file
from broker.transport.issuance import Authority, certify_client, certify_clients_authority, new_key
from broker.transport.pem_files import read_certificate, read_key, write_certificate, write_key, wrong

MACHINES = (Role.ENT, Role.DISTRIBUTOR, Role.REPORTS)
_AFRESH = "remove the folder certificates for a new authority; every client then needs a new certificate"
BUNDLE_PASSWORD = b"bac-a-sable"  # Java wants one; the same key lies beside it in clear
_URN = "urn:preau:client:"
_SIREN_ISNI = re.compile(r"[0-9]{9}_[0-9]{16}")
_NAMES = {
    Role.ENT: (re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"), "letters, digits and hyphens, as P0"),
    Role.DISTRIBUTOR: (_SIREN_ISNI, "SIREN_ISNI: nine digits, _ and sixteen digits"),
    Role.REPORTS: (_SIREN_ISNI, "SIREN_ISNI: nine digits, _ and sixteen digits"),
}


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """Hold one kept certificate: whose it is, its files, and how long it counts."""

    holder: Holder
    certificate_file: Path
    key_file: Path
    starts: datetime
    ends: datetime

    @property
    def bundle_file(self) -> Path:
        """Hold certificate and key together (PKCS #12), where it was asked for."""
        return self.certificate_file.with_suffix(".p12")


@dataclass(frozen=True, slots=True)
class ClientCertificates:
    """Keep the clients' certificates of one workspace in a folder."""

    folder: Path
    _known: dict[Holder, tuple[Stamp, bytes | None]] = field(default_factory=dict, repr=False)

    @property
    def authority_file(self) -> Path:
        """Hold the certificate of the clients' authority; it is public."""
        return self.folder / "authority.pem"

    def provide(self, holders: Iterable[Holder], now: datetime) -> tuple[ClientCertificate, ...]:
        """Return the certificates of these clients, made where none is kept that counts; makes the authority too.

        Raises ConfigurationError when the authority or a key is damaged or open to others, or a name is none.
        """
        wanted = tuple(holders)
        _check_names(wanted)
        with alone_in(self.folder):
            authority = self._authority(now)
            return tuple(
                self._find_good(holder, authority, now) or self._make(holder, authority, now) for holder in wanted
            )

    def renew(self, holder: Holder, now: datetime) -> ClientCertificate:
        """Make a new key and certificate in the place of those kept, which end; one is made where there is none."""
        _check_names((holder,))
        with alone_in(self.folder):
            has_bundle = self._files(holder)[0].with_suffix(".p12").exists()
            made = self._make(holder, self._authority(now), now)
        if has_bundle:
            self.bundle(made)
        return made

    def revoke(self, holder: Holder) -> bool:
        """Remove a client's certificate and key, which end; tell whether there was one."""
        _check_names((holder,))
        certificate_file, key_file = self._files(holder)
        with alone_in(self.folder):
            was_there = certificate_file.exists()
            for file in (certificate_file, key_file, certificate_file.with_suffix(".p12")):
                remove_private_file(file)
        return was_there

    def every(self) -> tuple[ClientCertificate, ...]:
        """Return what is kept, in order of file; raises ConfigurationError for one that is damaged."""
        return tuple(self._describe(holder) for holder in self.holders())

    def holders(self) -> tuple[Holder, ...]:
        """Return whose certificates are kept, in order of file, whatever is in them."""
        holders = (self._holder_of(file) for file in sorted(self.folder.glob("*.pem")))
        return tuple(holder for holder in holders if holder is not None)

    def find(self, holder: Holder) -> ClientCertificate | None:
        """Return what is kept of one client, counting or not; raises ConfigurationError where it is damaged."""
        return self._describe(holder) if _is_name(holder) and self._files(holder)[0].exists() else None

    def is_kept(self, holder: Holder, shown: bytes) -> bool:
        """Tell whether this very certificate (DER) is the one kept; asked at each call, it costs one look at a file."""
        if not _is_name(holder):
            return False
        file = self._files(holder)[0]
        stamp = stamp_of(str(file))
        known = self._known.get(holder)
        if known is None or known[0] != stamp:
            known = self._known[holder] = (stamp, _read_der(file))
        return known[1] == shown

    def bundle(self, kept: ClientCertificate) -> Path:
        """Write certificate, key and authority as PKCS #12, which Java and Windows read, and return its path."""
        authority = read_certificate(self.authority_file, _AFRESH)
        content = pkcs12.serialize_key_and_certificates(
            name=kept.certificate_file.stem.encode(),
            key=read_key(kept.key_file, _renewal(kept.holder)),
            cert=read_certificate(kept.certificate_file, _renewal(kept.holder)),
            cas=[authority],
            encryption_algorithm=serialization.BestAvailableEncryption(BUNDLE_PASSWORD),
        )
        write_private_file(kept.bundle_file, content, replacing=True)
        return kept.bundle_file

    def _authority(self, now: datetime) -> Authority:
        key_file = self.folder / "private" / "authority.key"
        if not self.authority_file.exists():
            key = new_key()
            write_key(key_file, key)  # first: a certificate without its key would be an authority that can sign nothing
            write_certificate(self.authority_file, certify_clients_authority(key, now))
        certificate, key = read_certificate(self.authority_file, _AFRESH), read_key(key_file, _AFRESH)
        if certificate.public_key() != key.public_key():
            raise wrong(self.authority_file, "is the certificate of another key", _AFRESH)
        if now >= certificate.not_valid_after_utc:
            raise wrong(self.authority_file, f"ended on {certificate.not_valid_after_utc:%Y-%m-%d}", _AFRESH)
        return certificate, key

    def _find_good(self, holder: Holder, authority: Authority, now: datetime) -> ClientCertificate | None:
        """Return what is kept of a client if it counts: of this authority, with its key, and not over."""
        certificate_file, key_file = self._files(holder)
        if not certificate_file.exists() or not key_file.exists():
            return None
        certificate, key = read_certificate(certificate_file, _renewal(holder)), read_key(key_file, _renewal(holder))
        try:
            certificate.verify_directly_issued_by(authority[0])
        except (ValueError, TypeError, InvalidSignature):
            return None
        if certificate.public_key() != key.public_key() or now >= certificate.not_valid_after_utc:
            return None
        return self._describe(holder)

    def _make(self, holder: Holder, authority: Authority, now: datetime) -> ClientCertificate:
        certificate_file, key_file = self._files(holder)
        key = new_key()
        remove_private_file(certificate_file)  # cut short between the two, none is left: never a pair that is none
        write_key(key_file, key)
        write_certificate(certificate_file, certify_client(key.public_key(), urn_of(holder), authority, now))
        return self._describe(holder)

    def _describe(self, holder: Holder) -> ClientCertificate:
        certificate_file, key_file = self._files(holder)
        found = read_certificate(certificate_file, _renewal(holder))
        return ClientCertificate(
            holder, certificate_file, key_file, found.not_valid_before_utc, found.not_valid_after_utc
        )

    def _files(self, holder: Holder) -> tuple[Path, Path]:
        stem = f"{holder.role.value}-{holder.name}"
        return self.folder / f"{stem}.pem", self.folder / f"{stem}.key"

    @staticmethod
    def _holder_of(file: Path) -> Holder | None:
        role, _, name = file.stem.partition("-")
        return next((Holder(machine, name) for machine in MACHINES if machine.value == role), None)


def urn_of(holder: Holder) -> str:
    """Return the name by which a certificate says whose it is."""
    return f"{_URN}{holder.role.value}:{holder.name}"


def read_holder(certificate: x509.Certificate) -> Holder | None:
    """Return whose a certificate is: its one alternative name, a URN of ours; None where it says nobody."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    if len(uris) != 1 or not uris[0].startswith(_URN):
        return None
    role, _, name = uris[0].removeprefix(_URN).partition(":")
    return next((Holder(machine, name) for machine in MACHINES if machine.value == role), None)


def _is_name(holder: Holder) -> bool:
    """Tell whether a holder is one of ours; anything else could be the path of another file."""
    return holder.role in _NAMES and _NAMES[holder.role][0].fullmatch(holder.name) is not None


def _check_names(holders: Iterable[Holder]) -> None:
    problems = tuple(
        Problem(
            "preau certificates", f"--{holder.role.value}", f"{holder.name!r} is no such name", _NAMES[holder.role][1]
        )
        for holder in holders
        if not _is_name(holder)
    )
    if problems:
        raise ConfigurationError(problems)


def _renewal(holder: Holder) -> str:
    return f"preau certificates renew --{holder.role.value} {holder.name}"


def _read_der(file: Path) -> bytes | None:
    """Return the certificate kept, or None where there is none that can be read: then none is the one kept."""
    try:
        return ssl.PEM_cert_to_DER_cert(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
