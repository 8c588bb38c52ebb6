"""Owns the key that signs statements: what this installation says of itself, to be verified by anybody, offline.

Ed25519 (RFC 8032), apart from the keys of any issuer: who may sign people on cannot sign evidence, nor the reverse.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from broker.keys.key_ring import KeyForm, KeyRing
from broker.keys.stored_key import StoredKey

RING = "statements"
_BITS = 256
_PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class StatementVerifier:
    """Hold a public key; `key_id` is the SHA-256, in hexadecimal, of its SubjectPublicKeyInfo."""

    key: Ed25519PublicKey

    @property
    def key_id(self) -> str:
        """Return the name of the key."""
        der = self.key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return sha256(der).hexdigest()

    @property
    def pem(self) -> str:
        """Return the public key as PEM."""
        return self.key.public_bytes(*_PUBLIC).decode()

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the key signed the message."""
        try:
            self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class StatementKey:
    """Hold the private key; `fingerprint` names it as `preau keys` does."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def verifier(self) -> StatementVerifier:
        """Return its public half."""
        return StatementVerifier(self.private.public_key())

    @property
    def fingerprint(self) -> str:
        """Return the name of the key."""
        return self.verifier.key_id


def statement_key_ring(folder: Path) -> KeyRing[StatementKey]:
    """Return the ring of the keys that sign statements, in the workspace's folder of keys."""
    return KeyRing(folder, RING, KeyForm(read_statement_key, make_statement_key))


def make_statement_key() -> bytes:
    """Make a private key, as PEM (PKCS #8)."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_statement_key(content: bytes) -> StatementKey:
    """Read a private key; raises ValueError with what is wrong."""
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("is not a private key in PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("holds a key that is not Ed25519")  # noqa: TRY004 - what a file holds, not an argument's type
    return StatementKey(key)


def describe_statement_key(content: bytes) -> StoredKey:
    """Return what a private key is; raises ValueError with what is wrong."""
    return StoredKey(content, None, "Ed25519", _BITS, read_statement_key(content).fingerprint, None)


def read_verifier(content: bytes) -> StatementVerifier:
    """Read a public key in PEM; raises ValueError with what is wrong."""
    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("is not a public key in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("holds a key that is not Ed25519")  # noqa: TRY004 - likewise
    return StatementVerifier(key)
