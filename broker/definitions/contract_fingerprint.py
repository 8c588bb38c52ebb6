"""Owns the fingerprint of a contract file: the same for the same content, whatever its layout, status and number."""

import json
from collections.abc import Mapping
from hashlib import sha256

_NOT_CONTENT = frozenset({"status", "version", "approvals", "approved_by"})
_RULED = frozenset({"ruling", "ruled_because"})


def fingerprint_of(data: Mapping[str, object]) -> str:
    """Return the SHA-256, in hexadecimal, of what a contract's file allows and says, as it was written.

    `{name}` placeholders are taken as they stand: the same file has the same fingerprint in every installation.
    """
    content = {key: value for key, value in data.items() if key not in _NOT_CONTENT}
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def asked_fingerprint_of(data: Mapping[str, object]) -> str:
    """Return the fingerprint of what a contract's file asks for, whatever was ruled of each attribute."""
    rows = data.get("attributes")
    if not isinstance(rows, list):
        return fingerprint_of(data)
    asked = [{key: row[key] for key in row if key not in _RULED} if isinstance(row, dict) else row for row in rows]
    return fingerprint_of({**data, "attributes": asked})
