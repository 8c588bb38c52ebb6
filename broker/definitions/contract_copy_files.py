"""Owns the files of working copies in the workspace: each appears whole, and one process changes them at a time."""

import os
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.definitions.table_reader import find_misname
from broker.keys.key_files import alone_in


@dataclass(frozen=True, slots=True)
class ContractCopyFiles:
    """Write working copies into the folder of one's own contracts; `register` is where processes wait for another."""

    folder: Path
    register: Path

    def alone(self) -> AbstractContextManager[None]:
        """Change working copies while no other process does."""
        return alone_in(self.register)

    def own_file(self, name: str) -> Path:
        """Return the file of a name; raise ConfigurationError where none can be called so (J210)."""
        file = self.folder / f"{name}.toml"
        problems = tuple(find_misname(file, "contract")) if file.parent == self.folder else ()
        if problems or file.stem != name:
            raise ConfigurationError(problems or (Problem("contract", "name", "it cannot name a file"),))
        return file

    def write(self, name: str, text: str) -> None:
        """Write a working copy in one step; raise ConfigurationError where the workspace cannot be written."""
        file = self.own_file(name)
        draft = file.with_name(f".{name}.{secrets.token_hex(8)}.part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(text, encoding="utf-8")
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            draft.replace(file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            problem = Problem(str(self.folder), "file", error.strerror or "cannot be written", "make it writable")
            raise ConfigurationError((problem,)) from None
