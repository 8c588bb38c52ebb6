"""Owns a real slapd of the tests: its own folder and loopback ports, made by metadata/openldap/load.sh."""

import ipaddress
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from broker.directories.ldap_settings import LdapSettings
from tests.sandbox import free_ports

LOAD = Path(__file__).parents[2] / "metadata" / "openldap" / "load.sh"
READER = "cn=reader,dc=preau,dc=example"
_SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


@dataclass(frozen=True)
class RunningSlapd:
    """Know where the server listens, and with what to speak to it."""

    folder: Path
    port: int
    tls_port: int
    certificate: Path
    suffix: str

    def settings(self, **changes: object) -> LdapSettings:
        """Return settings for StartTLS with verification, changed as told."""
        chosen: dict[str, object] = {
            "url": f"ldap://127.0.0.1:{self.port}",
            "ca_file": self.certificate,
            "bind_dn": f"cn=reader,{self.suffix}",
            "bind_password_file": self.folder / "reader.password",
            "pool_size": 2,
        }
        return LdapSettings.model_validate({**chosen, **changes})


def require_slapd() -> str:
    """Return the path of slapd; without one, skip, or fail where PREAU_LIVE=1 says that it must be there."""
    slapd = shutil.which("slapd", path=_SBIN)
    if slapd is None:
        reason = "slapd is not installed (on Debian: the slapd package)"
        if os.environ.get("PREAU_LIVE") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return slapd


@contextmanager
def run_slapd(
    folder: Path, people: Path, *, with_tls: bool = True, name: str = "localhost", port: int = 0
) -> Iterator[RunningSlapd]:
    """Load the people, unless the folder holds them, serve them until the block ends, then stop that very process."""
    slapd = require_slapd()
    certificate = folder / f"{name}.pem"
    if not (folder / "config").exists():
        write_certificate(folder, name)
        environment = {**os.environ, "PATH": _SBIN}
        if with_tls:
            environment |= {"TLS_CERT": str(certificate), "TLS_KEY": str(certificate.with_suffix(".key"))}
        subprocess.run(["sh", LOAD, folder, people], env=environment, check=True, capture_output=True)  # noqa: S603, S607
    free = free_ports()
    port, tls_port = port or free, free + 1
    urls = f"ldap://127.0.0.1:{port}" + (f" ldaps://127.0.0.1:{tls_port}" if with_tls else "")
    command = [slapd, "-F", str(folder / "config"), "-h", urls, "-d", "0"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            _wait_until_open(process, port)
            yield RunningSlapd(folder, port, tls_port, certificate, _suffix_of(people))
        finally:
            process.terminate()
            process.wait(10)


def _suffix_of(people: Path) -> str:
    """Return the DN of the first entry, below which all the others are."""
    return people.read_text().partition("dn: ")[2].partition("\n")[0]


def _wait_until_open(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the port answers; slapd says that it starts a little before it listens."""
    for _ in range(1000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"slapd ended with {process.wait(0.01)}")
    pytest.fail("slapd does not listen")


def write_certificate(folder: Path, name: str) -> Path:
    """Write a self-signed certificate and its key for a name and, where it is localhost, for 127.0.0.1."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    start = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path
