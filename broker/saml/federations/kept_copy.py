"""Owns the copy of a federation's aggregate that is kept in the workspace, and what is remembered of its source.

The document appears whole or not at all; only one process at a time asks the source for another.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as keyed_digest
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from broker.core.errors import ConfigurationError, MetadataRefused, Problem
from broker.file_stamps import Stamp, stamp_now
from broker.saml.certificates import Certificate


class Trouble(BaseModel):
    """Remember why the last attempt failed: the refusal's code and words."""

    model_config = ConfigDict(frozen=True)

    code: str
    expected: str
    received: str

    @classmethod
    def of(cls, refusal: MetadataRefused) -> "Trouble":
        """Keep what a refusal says."""
        return cls(code=refusal.code, expected=refusal.expected, received=refusal.received)


class SourceState(BaseModel):
    """Remember a source: its address, what it said last, when it was asked, and what is kept of it.

    `seal` proves to other processes of this installation that the document was verified, by which signers.
    """

    model_config = ConfigDict(frozen=True)

    source: str = ""
    etag: str = ""
    last_modified: str = ""
    checked_at: datetime | None = None
    changed_at: datetime | None = None
    valid_until: datetime | None = None
    cache_duration: timedelta | None = None
    seal: str = ""
    failures: int = 0
    trouble: Trouble | None = None


class KeptCopy:
    """Keep one federation's document and state as two files of a folder."""

    def __init__(self, folder: Path, name: str, secret: bytes) -> None:
        """Keep where; `secret` seals what was verified."""
        self._folder, self._name, self._secret = folder, name, secret
        self.document = folder / f"{name}.xml"
        self._state = folder / f"{name}.json"

    def stamps(self) -> tuple[Stamp, Stamp]:
        """Return what changes when the document or the state does."""
        return stamp_now(str(self.document)), stamp_now(str(self._state))

    def read_state(self) -> SourceState:
        """Return what is remembered; nothing where there is no file, or none that can be read."""
        try:
            return SourceState.model_validate_json(self._state.read_bytes())
        except (OSError, ValidationError):
            return SourceState()

    def write_state(self, state: SourceState) -> None:
        """Replace what is remembered."""
        self._replace(self._state, state.model_dump_json(indent=2).encode())

    def draft(self) -> Path:
        """Return a name in the folder that nobody else uses."""
        return self._folder / f".{self._name}.{secrets.token_hex(8)}.draft"

    def write_document(self, content: bytes) -> None:
        """Replace the document, in one step: who reads the former one goes on reading it."""
        self._replace(self.document, content)

    def seal(self, content: bytes, signers: tuple[Certificate, ...]) -> str:
        """Return the proof that this very content was verified with these signers."""
        known = " ".join(signer.fingerprint for signer in signers).encode()
        return keyed_digest(
            self._secret, b"\0".join((self._name.encode(), known, sha256(content).digest())), "sha256"
        ).hex()

    def is_sealed(self, content: bytes, signers: tuple[Certificate, ...]) -> bool:
        """Tell whether this content was verified before, by this installation, with these signers."""
        return compare_digest(self.seal(content, signers), self.read_state().seal)

    def is_intact(self, signers: tuple[Certificate, ...]) -> bool:
        """Tell whether the document is there as it was verified."""
        try:
            return self.is_sealed(self.document.read_bytes(), signers)
        except OSError:
            return False

    @contextmanager
    def alone(self, *, waiting: bool) -> Iterator[bool]:
        """Give True to one process at a time; others wait, or are given False.

        Raises ConfigurationError where the folder cannot be written, as every change here does.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder / f"{self._name}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX if waiting else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    def _replace(self, target: Path, content: bytes) -> None:
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            draft.write_bytes(content)
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> ConfigurationError:
        what = f"the kept copy of {self._name} cannot be written ({error.strerror})"
        return ConfigurationError((Problem(str(self._folder), "federations", what, "make the folder writable"),))
