"""Owns the keys of the example resources: made on first start, kept in a folder of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from sp_examples.files import write_atomically
from sp_examples.resources import Resource

_KEY_BITS = 3072
_VALIDITY = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Name the PEM files of one private key and its self-signed certificate."""

    key_file: Path
    certificate_file: Path

    def certificate_body(self) -> str:
        """Return the certificate's base64 text without its PEM lines, as metadata wants it."""
        lines = self.certificate_file.read_text(encoding="ascii").split("\n")
        return "".join(line for line in lines if not line.startswith("-----"))


@dataclass(frozen=True, slots=True)
class Keys:
    """Hold a resource's key pairs: one to sign, one to decrypt when it publishes an encryption key."""

    signing: KeyPair
    encryption: KeyPair | None


def provide_keys(resource: Resource, folder: Path, now: datetime) -> Keys | None:
    """Return the resource's keys, made now if they are not there; None when its language needs none.

    Raises OSError when the folder is not writable.
    """
    if resource.language != "saml":
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signing = _provide_pair(folder, f"{resource.slug}-signing", now)
    if not resource.publishes_encryption_key:
        return Keys(signing, None)
    return Keys(signing, _provide_pair(folder, f"{resource.slug}-encryption", now))


def _provide_pair(folder: Path, name: str, now: datetime) -> KeyPair:
    pair = KeyPair(folder / f"{name}.key", folder / f"{name}.crt")
    if not (pair.key_file.exists() and pair.certificate_file.exists()):
        key = rsa.generate_private_key(65537, _KEY_BITS)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = _certify(key, name, now).public_bytes(serialization.Encoding.PEM)
        write_atomically(pair.key_file, pem, mode=0o600)
        write_atomically(pair.certificate_file, certificate, mode=0o644)
    return pair


def _certify(key: rsa.RSAPrivateKey, name: str, now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} (bac à sable)")])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _VALIDITY)
        .sign(key, hashes.SHA256())
    )
