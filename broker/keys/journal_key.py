"""Owns the key that signs the journal's heads, apart from every other, and what a head's signature is worth."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broker.core.errors import ConfigurationError
from broker.core.journal.head import KIND, Head, read_head
from broker.core.journal.whole_check import SeenHead, Signature
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.flows.journal_ports import SignedHead
from broker.keys.key_files import write_private_file, wrong_key
from broker.keys.key_ring import KeyForm, KeyRing
from broker.keys.signed_statement import StatementRejected, sign_statement, verify_statement
from broker.keys.statement_key import (
    StatementKey,
    StatementVerifier,
    make_statement_key,
    read_statement_key,
    read_verifier,
)

RING = "journal"
_PUBLIC = "journal-heads"  # the folder of every public half that has signed
_LAST = "last.json"  # there, the last head signed: whoever holds the database alone cannot change it
_KEY_ID = re.compile("[0-9a-f]{64}")


def journal_key_ring(folder: Path) -> KeyRing[StatementKey]:
    """Return the ring of the keys that sign heads, in the workspace's folder of keys."""
    return KeyRing(folder, RING, KeyForm(read_statement_key, make_statement_key))


@dataclass(frozen=True, slots=True)
class HeadSigner:
    """Sign heads, and tell of those signed what that is worth; the key is made when the first head is."""

    ring: KeyRing[StatementKey] = field(repr=False)

    def sign(self, head: Head) -> str:
        """Return the envelope of a head; raises `SigningKeyUnavailable`."""
        try:
            self.ring.prepare()
            key = self.ring.keys.current
            self._keep_public_half(key.verifier)
            return sign_statement(KIND, head.statement(), key)
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error

    def verifiers(self) -> tuple[StatementVerifier, ...]:
        """Return the public keys of the ring; none before the first head. Raises ConfigurationError."""
        return () if self.ring.is_empty() else tuple(key.verifier for key in self.ring.keys.published)

    def known_verifiers(self) -> tuple[StatementVerifier, ...]:
        """Return the public keys of the ring, then every other that has signed. Raises ConfigurationError."""
        current = self.verifiers()
        names = {key.key_id for key in current}
        files = (path for path in sorted((self.ring.folder / _PUBLIC).glob("*.pem")) if path.stem not in names)
        try:
            return (*current, *(read_verifier(path.read_bytes()) for path in files))
        except ValueError as error:
            raise wrong_key(self.ring.folder / _PUBLIC, str(error), "restore it from a copy") from error

    def keep_last(self, signed: SignedHead) -> None:
        """Keep the last head beside the keys, outside the database; raises `SigningKeyUnavailable`."""
        try:
            kept = self.find_last()
            if kept is None or kept.number < signed.head.number:
                write_private_file(self._last, signed.envelope.encode(), replacing=True)
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error

    def find_last(self) -> Head | None:
        """Return the last head that was kept beside the keys, None before the first; raises ConfigurationError."""
        if not self._last.exists():
            return None
        head = read_signed_head(self._last.read_text(encoding="utf-8"), self.known_verifiers())
        if head is None:
            raise wrong_key(self._last, "is no head that a key of ours signed", "restore it from a copy")
        return head

    def find_key(self, signed: SignedHead) -> str:
        """Return the public key that signed a head, as PEM, retired or not; empty where it is none of ours."""
        paths = (self._public_half(one) for one in sorted(_key_ids(signed.envelope)) if _KEY_ID.fullmatch(one))
        return next((path.read_text(encoding="ascii") for path in paths if path.exists()), "")

    def _keep_public_half(self, key: StatementVerifier) -> None:
        """Keep it for as long as there are heads that it verifies, whatever becomes of the private one."""
        path = self._public_half(key.key_id)
        if not path.exists():
            write_private_file(path, key.pem.encode(), replacing=True)

    @property
    def _last(self) -> Path:
        return self.ring.folder / _PUBLIC / _LAST

    def _public_half(self, key_id: str) -> Path:
        return self.ring.folder / _PUBLIC / f"{key_id}.pem"


def see_head(signed: SignedHead | None, keys: Sequence[StatementVerifier]) -> SeenHead:
    """Return a head with what its signature is worth: of a key that is not ours any more, later heads may vouch."""
    if signed is None:
        return SeenHead(None, Signature.BAD)
    try:
        verify_statement(KIND, signed.envelope, keys)
    except StatementRejected:
        is_known = bool(_key_ids(signed.envelope) & {key.key_id for key in keys})
        return SeenHead(signed.head, Signature.BAD if is_known else Signature.UNKNOWN)
    return SeenHead(signed.head, Signature.GOOD)


def read_signed_head(envelope: str, keys: Sequence[StatementVerifier]) -> Head | None:
    """Return the head of an envelope that one of these keys signed; None for any other."""
    try:
        stated = verify_statement(KIND, envelope, keys)
        return read_head(json.dumps(stated, sort_keys=True).encode())
    except ValueError:
        return None


def _key_ids(envelope: str) -> set[str]:
    document = json.loads(envelope)
    signatures = document.get("signatures") if isinstance(document, dict) else None
    found = signatures if isinstance(signatures, list) else []
    return {str(one.get("keyid")) for one in found if isinstance(one, dict)}
