"""Owns private files: readable by their owner only, and each change of one is whole or not at all (A041)."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem

_OTHERS = 0o077
_DRAFT = ".draft"


def read_private_file(path: Path) -> bytes:
    """Return the content; raises ConfigurationError when the file is absent or open to others."""
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as error:
        raise wrong_key(path, f"cannot be read ({error.strerror})", "restore it from a copy") from error
    if mode & _OTHERS:
        raise wrong_key(path, "is readable by others", f"chmod 600 {path.name}")
    return content


def write_private_file(target: Path, content: bytes, *, replacing: bool) -> None:
    """Write a file that appears whole; where it must be new, raises FileExistsError for one that is there."""
    draft = target.with_name(f".{target.stem}.{secrets.token_hex(8)}{_DRAFT}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_draft(draft, content)
    except OSError as error:
        raise wrong_key(target, f"cannot be written ({error.strerror})", "make the folder writable") from error
    if replacing:
        draft.replace(target)
    else:
        _link_draft(draft, target)
    _settle(target.parent)


def move_private_file(source: Path, target: Path) -> None:
    """Put a file in the place of another, in one step."""
    source.replace(target)
    _settle(target.parent)


def link_private_file(source: Path, target: Path) -> None:
    """Give a file a second name; raises FileExistsError when that name is taken."""
    target.hardlink_to(source)
    _settle(target.parent)


def remove_private_file(path: Path) -> None:
    """Remove a file, if there."""
    path.unlink(missing_ok=True)
    _settle(path.parent)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Change a folder's keys while no other process does; what one that was killed had begun is swept away."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise wrong_key(folder, f"cannot be opened ({error.strerror})", "make the folder writable") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for draft in folder.glob(f".*{_DRAFT}"):
            draft.unlink()
        yield
    except PermissionError as error:
        raise wrong_key(folder, f"cannot be changed ({error.strerror})", "make the folder writable") from error
    finally:
        os.close(descriptor)


def wrong_key(path: Path, what: str, hint: str) -> ConfigurationError:
    """Return the one problem of a key's file."""
    return ConfigurationError((Problem(str(path), "key", what, hint),))


def _write_draft(draft: Path, content: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _link_draft(draft: Path, target: Path) -> None:
    try:
        target.hardlink_to(draft)
    finally:
        draft.unlink()


def _settle(folder: Path) -> None:
    """Have the folder itself written: a key that was removed stays removed after a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
