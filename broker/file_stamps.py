"""Owns the noticing of changed files: a workspace is looked at on every request, so a look must be cheap."""

import os
from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path
from time import monotonic

Stamp = tuple[int, int, int] | None
Seen = tuple[str, Stamp]
SETTLED_SECONDS = 1.0

_look: ContextVar[dict[str, Stamp] | None] = ContextVar("look", default=None)


def look_anew() -> None:
    """Begin one look, shared by everything that this thread does until the next: one request sees one moment."""
    _look.set({})


def end_look(_error: BaseException | None = None) -> None:
    """End the look: what this thread does next sees files as they are."""
    _look.set(None)


def current_look() -> object | None:
    """Return what stands for the look that this thread is in: what was found unchanged in it stays so; None outside."""
    return _look.get()


def stamp_of(path: str) -> Stamp:
    """Return what changes when a file or a folder does; None when it is not there."""
    look = _look.get()
    if look is None:
        return stamp_now(path)
    if path not in look:
        look[path] = stamp_now(path)
    return look[path]


def stamp_now(path: str) -> Stamp:
    """Return the stamp of this very moment, whatever was seen before."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib costs twice as much
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def see(paths: Iterable[object]) -> tuple[Seen, ...]:
    """Return the stamps of folders and files as they are now; a folder's changes when a file comes or goes."""
    return tuple((str(path), stamp_of(str(path))) for path in paths)


def has_changed(seen: Iterable[Seen]) -> bool:
    """Tell whether anything is not as it was seen."""
    look = _look.get()
    if look is None:
        return any(stamp_now(path) != stamp for path, stamp in seen)
    for path, stamp in seen:  # hundreds of files at each request: no call more than there must be
        found = look[path] if path in look else look.setdefault(path, stamp_now(path))
        if found != stamp:
            return True
    return False


class Watch:
    """Tell whether files have changed since they were seen: those of one's own at every look, at once.

    Those below `settled`, which is how the sandbox is shipped, are looked at once a second: they are many, and nobody
    waits for them.
    """

    def __init__(self, seen: Iterable[Seen], settled: Path, seconds: float = SETTLED_SECONDS) -> None:
        prefix, watched = f"{settled}{os.sep}", tuple(seen)
        self._own = tuple(one for one in watched if not one[0].startswith(prefix))
        self._settled = tuple(one for one in watched if one[0].startswith(prefix))
        self._seconds = seconds
        self._due = monotonic() + seconds

    def has_changed(self) -> bool:
        """Tell whether anything is not as it was seen."""
        return has_changed(self._own) or (self._is_due() and has_changed(self._settled))

    def _is_due(self) -> bool:
        now = monotonic()
        if now < self._due:
            return False
        self._due = now + self._seconds
        return True
