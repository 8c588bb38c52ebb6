"""Owns the writing of a file that appears under its name when it is whole, and not at all when something fails."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import IO

import click

STDOUT = "-"
_READABLE, _PRIVATE = 0o644, 0o600


@contextmanager
def open_whole(out: str, *, private: bool = False, option: str = "--out") -> Iterator[IO[str]]:
    """Open a file to write text to, or standard output; `private` lets nobody but its owner read it.

    `option` is how a command names it.
    """
    if out == STDOUT:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with _replace_when_whole(Path(out), _PRIVATE if private else _READABLE) as file:
            yield file
    except OSError as error:
        what = f"{option} {out}: {error.strerror}; name a file in a folder that you may write"
        raise click.ClickException(what) from None


@contextmanager
def _replace_when_whole(path: Path, mode: int) -> Iterator[IO[str]]:
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
