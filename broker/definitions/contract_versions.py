"""Owns the register's files of one contract: each version as it came in force, written once, and which one holds.

`<name>/<n>.toml` is version n; `<name>/in-force.json` says which holds, on what standing, which approvals it came in
force with, and which were there before. A version never changes; what holds changes in one step.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from broker.core.contract import Approval, Status
from broker.core.errors import ConfigurationError, Problem
from broker.core.roles import Role
from broker.keys.key_files import alone_in, write_private_file

_IN_FORCE = "in-force.json"
_NEVER_WRITTEN = b"null"  # a power failure may leave a file of a first sight empty
_READ_ONLY = 0o400


@dataclass(frozen=True, slots=True)
class Held:
    """Say what holds of a contract: `version` 0 where nobody has approved any yet.

    `approvals` are those of the file when it came in force, or was suspended; `earlier` those of every time before.
    """

    version: int
    fingerprint: str
    status: Status
    approved_by: str
    approvals: tuple[Approval, ...] = ()
    earlier: tuple[Approval, ...] = ()

    @property
    def spent(self) -> tuple[Approval, ...]:
        """Return every approval that was there once: none counts again, whatever the file says since."""
        return tuple((Counter(self.approvals) | Counter(self.earlier)).elements())


@dataclass(frozen=True, slots=True)
class ContractVersions:
    """Read and write the register's files of one contract."""

    folder: Path

    def alone(self) -> AbstractContextManager[None]:
        """Change them while no other process does."""
        return alone_in(self.folder)

    def file_of(self, version: int) -> Path:
        """Return the file of a version."""
        return self.folder / f"{version}.toml"

    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of the versions, in order."""
        found = (file for file in self.folder.glob("*.toml") if file.stem.isdecimal())
        return tuple(sorted(int(file.stem) for file in found if file.stat().st_size))

    def find_held(self) -> Held | None:
        """Return what holds, None where that was never written; raise ConfigurationError where it cannot be read."""
        try:
            kept = json.loads((self.folder / _IN_FORCE).read_bytes() or _NEVER_WRITTEN)
            return kept and Held(
                kept["version"],
                kept["fingerprint"],
                Status(kept["status"]),
                kept["approved_by"],
                tuple(_approvals(kept["approvals"])),
                tuple(_approvals(kept.get("earlier", []))),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            label = f"{self.folder.parent.name}/{self.folder.name}/{_IN_FORCE}"
            problem = Problem(label, "file", "the register cannot be read", "restore it from a copy")
            raise ConfigurationError((problem,)) from None

    def begin(self, held: Held, text: str) -> None:
        """Write what is seen for the first time: fifty contracts at a first start, and none waits for the disk.

        What a power failure takes away is written again at the next sight.
        """
        if held.version:
            file = self.file_of(held.version)
            file.unlink(missing_ok=True)
            file.write_text(text, encoding="utf-8")
            file.chmod(_READ_ONLY)
        draft = self.folder / f".{_IN_FORCE}.draft"
        draft.write_bytes(_written(held))
        draft.replace(self.folder / _IN_FORCE)  # another process reads it whole, or not yet

    def add(self, version: int, text: str) -> None:
        """Write a version, once; what another process wrote meanwhile stays."""
        file = self.file_of(version)
        try:
            write_private_file(file, text.encode(), replacing=False)
        except FileExistsError:
            return
        file.chmod(_READ_ONLY)

    def hold(self, held: Held) -> None:
        """Say what holds from now on, in one step, and keep account of every approval that was there before."""
        former = self.find_held()
        held = replace(held, earlier=former.spent if former else ())
        write_private_file(self.folder / _IN_FORCE, _written(held), replacing=True)


def _written(held: Held) -> bytes:
    kept = {
        "version": held.version,
        "fingerprint": held.fingerprint,
        "status": held.status,
        "approved_by": held.approved_by,
        "approvals": _rows(held.approvals),
        "earlier": _rows(held.earlier),
    }
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _rows(approvals: tuple[Approval, ...]) -> list[dict[str, str]]:
    return [{"role": one.role, "by": one.by, "on": one.on.isoformat(), "content": one.content} for one in approvals]


def _approvals(rows: list[dict[str, str]]) -> Iterator[Approval]:
    for row in rows:
        yield Approval(Role(row["role"]), row["by"], date.fromisoformat(row["on"]), row["content"])
