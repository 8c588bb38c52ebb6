"""Owns a ring of keys: the one that signs, the announced one and the retiring one, followed as their files change.

The files carry the state: `<name>.pem` is the current key, `<name>.next.pem` the announced one, `<name>.former.pem`
the retiring one. Who changes them is `rotation`; a ring only reads, but for its very first key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from broker.core.errors import ConfigurationError, Problem
from broker.file_stamps import Seen, has_changed, stamp_now
from broker.keys.key_files import alone_in, read_private_file, write_private_file, wrong_key

Key = TypeVar("Key")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")  # J210: no path in a name, and no dot: a dot starts the state
_TRIES = 5


class KeyState(StrEnum):
    """Name the places of a ring."""

    CURRENT = "current"
    ANNOUNCED = "announced"
    FORMER = "former"


_SUFFIXES = {KeyState.CURRENT: ".pem", KeyState.ANNOUNCED: ".next.pem", KeyState.FORMER: ".former.pem"}


@dataclass(frozen=True, slots=True)
class KeyForm(Generic[Key]):
    """Say how the keys of one use are read from a file's bytes (ValueError where they cannot be), and made."""

    read: Callable[[bytes], Key]
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Keys(Generic[Key]):
    """Hold the keys of a ring at one moment. Only the current one signs."""

    current: Key
    announced: Key | None = None
    former: Key | None = None

    @property
    def published(self) -> tuple[Key, ...]:
        """Return the keys that others verify with, the current one first."""
        return tuple(key for key in (self.current, self.announced, self.former) if key is not None)


def key_path(folder: Path, name: str, state: KeyState = KeyState.CURRENT) -> Path:
    """Return the file of a key; raises ConfigurationError for a name that could be a path (J210)."""
    if _NAME.fullmatch(name) is None:
        raise wrong_key(folder, "asked for a key of an impossible name", "use letters, digits, dash, underscore")
    return folder / f"{name}{_SUFFIXES[state]}"


def parse_key(path: Path, content: bytes, read: Callable[[bytes], Key]) -> Key:
    """Read a key from a file's content; raises ConfigurationError naming the file."""
    try:
        return read(content)
    except ValueError as error:
        raise wrong_key(path, str(error), "restore it from a copy, or preau keys remove") from error


@dataclass(frozen=True, slots=True)
class _Snapshot(Generic[Key]):
    seen: tuple[Seen, ...]
    keys: Keys[Key]
    problems: tuple[Problem, ...]


class KeyRing(Generic[Key]):
    """Read the keys of one name in a folder, again whenever a file changes (one `stat` each when none did)."""

    def __init__(self, folder: Path, name: str, form: KeyForm[Key]) -> None:
        """Keep where and what the keys are; raises ConfigurationError for an impossible name."""
        self.folder, self.name, self.form = folder, name, form
        self._places = {state: key_path(folder, name, state) for state in KeyState}
        self._lock = Lock()
        self._snapshot: _Snapshot[Key] | None = None

    def path(self, state: KeyState) -> Path:
        """Return the file that holds the key of a state, if any."""
        return self._places[state]

    def is_empty(self) -> bool:
        """Tell whether there is no key at all yet."""
        return not any(path.exists() for path in self._places.values())

    def prepare(self) -> None:
        """Make the first key where there is none (first start); several processes agree on one."""
        if not self.is_empty():
            return
        content = self.form.make()
        with alone_in(self.folder):
            if self.is_empty():
                write_private_file(self.path(KeyState.CURRENT), content, replacing=False)

    @property
    def keys(self) -> Keys[Key]:
        """Return the keys as they are now, the same object until one changes.

        Raises ConfigurationError where the current key cannot be used: nothing signs in its place.
        """
        return self._fresh().keys

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what is wrong with the files now."""
        try:
            return self._fresh().problems
        except ConfigurationError as error:
            return error.problems

    def _fresh(self) -> _Snapshot[Key]:
        snapshot = self._snapshot
        if snapshot is not None and not has_changed(snapshot.seen):
            return snapshot
        with self._lock:
            if self._snapshot is None or has_changed(self._snapshot.seen):
                self._snapshot = None  # what cannot be read now is not replaced by what once was
                self._snapshot = self._read()
            return self._snapshot

    def _read(self) -> _Snapshot[Key]:
        """Read the three files of one moment: while a step is under way, read again."""
        for _ in range(_TRIES):
            seen = self._see()
            try:
                snapshot = self._read_seen(seen)
            except ConfigurationError:
                if self._see() == seen:
                    raise
            else:
                if self._see() == seen:
                    return snapshot
        return self._read_seen(self._see())

    def _see(self) -> tuple[Seen, ...]:
        return tuple((str(path), stamp_now(str(path))) for path in self._places.values())

    def _read_seen(self, seen: tuple[Seen, ...]) -> _Snapshot[Key]:
        current = read_private_file(self.path(KeyState.CURRENT))
        others: dict[KeyState, Key | None] = {}
        problems: list[Problem] = []
        for state in (KeyState.ANNOUNCED, KeyState.FORMER):
            try:
                others[state] = self._read_other(state, current)
            except ConfigurationError as error:  # it is not published, and the current one goes on signing
                others[state], problems = None, [*problems, *error.problems]
        keys = Keys(self._parse(KeyState.CURRENT, current), others[KeyState.ANNOUNCED], others[KeyState.FORMER])
        return _Snapshot(seen, keys, tuple(problems))

    def _read_other(self, state: KeyState, current: bytes) -> Key | None:
        """Return the key of a state beside the current one; the very same key is a step that was interrupted."""
        path = self.path(state)
        if not path.exists():
            return None
        content = read_private_file(path)
        return None if content == current else self._parse(state, content)

    def _parse(self, state: KeyState, content: bytes) -> Key:
        return parse_key(self.path(state), content, self.form.read)
