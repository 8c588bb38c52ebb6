"""Owns the workspace folder: keys, records and a person's own files, ignored by git."""

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from broker.core.errors import ConfigurationError, Problem
from broker.core.pseudonym import PseudonymKey

DATA = Path(__file__).resolve().parent.parent.parent / "metadata"
_SECRET_BYTES = 64


@dataclass(frozen=True, slots=True)
class Workspace:
    """Name the folders of one workspace."""

    root: Path

    @property
    def keys(self) -> Path:
        """Hold private keys and secrets, readable by their owner only."""
        return self.root / "keys"

    @property
    def services(self) -> Path:
        """Hold the SAML metadata of services (resources)."""
        return self.root / "services"

    @property
    def contracts(self) -> Path:
        """Hold a person's own contracts."""
        return self.root / "contracts"

    @property
    def contract_versions(self) -> Path:
        """Hold the register of contracts: each version that was in force, and which holds."""
        return self.root / "contract-versions"

    @property
    def needs(self) -> Path:
        """Hold what trials of services showed, as `preau starve --json` prints it: one file each, for the grades."""
        return self.root / "needs"

    @property
    def notices(self) -> Path:
        """Hold a person's own notices of resources."""
        return self.root / "notices"

    @property
    def guichets(self) -> Path:
        """Hold a person's own guichets: a definition and its SAML metadata."""
        return self.root / "guichets"

    @property
    def issuers(self) -> Path:
        """Hold a person's own issuers: another academy, a partner."""
        return self.root / "issuers"

    @property
    def federations(self) -> Path:
        """Hold the kept copies of federations' aggregates."""
        return self.root / "federations"

    @property
    def archives(self) -> Path:
        """Hold what is no longer in use, until its end."""
        return self.root / "archives"

    @property
    def examples(self) -> Path:
        """Hold the keys of the example resources."""
        return self.root / "examples"

    @property
    def tls(self) -> Path:
        """Hold the local authority, and the certificate of the listeners."""
        return self.root / "tls"

    @property
    def certificates(self) -> Path:
        """Hold the clients' authority and their certificates, for the web services."""
        return self.root / "certificates"

    def prepare(self) -> None:
        """Make the folders; raise ConfigurationError when the place cannot be written."""
        try:
            for folder in (self.root, self.services, self.contracts, self.notices, self.guichets, self.examples):
                folder.mkdir(parents=True, exist_ok=True)
            self.keys.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from None
        if not os.access(self.root, os.W_OK):
            raise self._unwritable(PermissionError("not writable"))

    def hold(self) -> IO[bytes]:
        """Keep the workspace to one running sandbox while the file returned stays open; raise ConfigurationError."""
        file = (self.root / "run.lock").open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            what = "another preau run is using this workspace, and its resources would be moved to other addresses"
            hint = "stop it, or choose another with --workspace DIR"
            raise ConfigurationError((Problem(str(self.root), "--workspace", what, hint),)) from None
        return file

    def read_secret(self, name: str) -> bytes:
        """Return a secret of 64 random bytes, made on first use (J195)."""
        file = self.keys / name
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return self._make_secret(file)
        except OSError as error:
            raise ConfigurationError((Problem(str(file), "file", error.strerror or "unreadable"),)) from None

    def read_pseudonym_key(self) -> PseudonymKey:
        """Return the key of opaque identifiers, made on first use."""
        return PseudonymKey(self.read_secret("pseudonym-1.key"), version=1)

    def _make_secret(self, file: Path) -> bytes:
        secret = secrets.token_bytes(_SECRET_BYTES)
        temporary = file.with_suffix(f".{os.getpid()}.part")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                opened.write(secret)
            try:
                os.link(temporary, file)
            except FileExistsError:
                return file.read_bytes()
            finally:
                temporary.unlink()
        except OSError as error:
            raise self._unwritable(error) from None
        return secret

    def _unwritable(self, error: OSError) -> ConfigurationError:
        what = f"the workspace folder cannot be written ({error.strerror or error})"
        return ConfigurationError(
            (Problem(str(self.root), "--workspace", what, "choose another with --workspace DIR"),)
        )
