"""Owns the reports that are kept with a contract's versions: one file by fingerprint, which its approval shows."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from broker.core.errors import ConfigurationError, Problem
from broker.definitions.workspace import Workspace

_PRIVATE = 0o600


def attach(workspace: Workspace, name: str, fingerprint: str, data: Mapping[str, Any]) -> Path:
    """Write a report beside a contract's versions, readable by its owner only, in place of an older one."""
    file = place_of(workspace, name, fingerprint)
    temporary = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w") as opened:
            opened.write(write_json(data))
        temporary.replace(file)
    except OSError as error:
        raise ConfigurationError((Problem(str(file), "file", error.strerror or "unwritable"),)) from None
    return file


def attach_all(workspace: Workspace, data: Mapping[str, Any]) -> Iterator[Path]:
    """Attach a report to each content of a contract that it was made for."""
    for change in data["changes"]:
        if change["kind"] == "contract" and change["fingerprints"]["after"]:
            yield attach(workspace, change["contract"], change["fingerprints"]["after"], data)


def find_attached(workspace: Workspace, name: str, fingerprint: str) -> dict[str, Any] | None:
    """Return the report made for a content of a contract, or None."""
    try:
        found = json.loads(place_of(workspace, name, fingerprint).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def place_of(workspace: Workspace, name: str, fingerprint: str) -> Path:
    """Return where the report for a content of a contract is kept."""
    return workspace.contract_versions / name / f"impact-{fingerprint}.json"


def write_json(data: Mapping[str, Any]) -> str:
    """Write a report as one JSON document."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
