"""Owns the secrets of OpenID Connect clients: one file each in the workspace, made on first need."""

import re
import secrets

from broker.core.errors import ConfigurationError, Problem
from broker.definitions.secret_files import read_or_make
from broker.definitions.workspace import Workspace

_CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")  # as contract files want it: it names a file here (J210)
_BYTES = 32


def read_client_secret(workspace: Workspace, client_id: str) -> str:
    """Return a client's secret, made on first use: 256 random bits in URL-safe base64.

    Raises ConfigurationError when the name cannot be a client's or the workspace cannot be written.
    """
    if _CLIENT_ID.fullmatch(client_id) is None:
        raise ConfigurationError((Problem("keys/clients", "client_id", "this cannot be the name of a client"),))
    folder = workspace.keys / "clients"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        made = read_or_make(folder / f"{client_id}.secret", lambda: secrets.token_urlsafe(_BYTES).encode())
    except OSError as error:
        what = f"the client's secret cannot be kept ({error.strerror or error})"
        raise ConfigurationError((Problem(str(folder), client_id, what, "make the workspace writable"),)) from None
    return made.decode("ascii").strip()


def forget_client_secret(workspace: Workspace, client_id: str) -> None:
    """Remove a client's secret: one who registers the same name later gets another. Raises OSError."""
    (workspace.keys / "clients" / f"{client_id}.secret").unlink(missing_ok=True)
