"""Owns the secrets of OpenID Connect clients: one printable file each in the workspace, made on first need."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from broker.file_stamps import Stamp, stamp_of
from broker.keys.key_files import read_private_file, write_private_file

FOLDER = "clients"
_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class ClientSecrets:
    """Read secrets by client_id, again when a file changes: replacing the file replaces the secret at once."""

    folder: Path
    _known: dict[str, tuple[Stamp, str]] = field(default_factory=dict, repr=False)

    def read(self, client_id: str) -> str:
        """Return the secret of a client; `client_id` is a registered one, which can be no path.

        Raises ConfigurationError where the file is open to others or cannot be written.
        """
        path = self.path(client_id)
        stamp = stamp_of(str(path))
        known = self._known.get(client_id)
        if known is not None and stamp is not None and known[0] == stamp:
            return known[1]
        secret = self._make(path) if stamp is None else _read(path)
        self._known[client_id] = (stamp, secret)
        return secret

    def path(self, client_id: str) -> Path:
        """Return the file of a client's secret."""
        return self.folder / f"{client_id}.secret"

    def _make(self, path: Path) -> str:
        with suppress(FileExistsError):  # another process was first
            write_private_file(path, f"{secrets.token_urlsafe(_RANDOM_BYTES)}\n".encode(), replacing=False)
        return _read(path)


def _read(path: Path) -> str:
    return read_private_file(path).decode("utf-8", "replace").strip()
