"""Owns writing a file whole or not at all, so that a reader never sees half of one."""

import os
import tempfile
from pathlib import Path


def write_atomically(file: Path, content: bytes, mode: int) -> None:
    """Write beside the file, then rename over it; `mode` is the file's permissions, private from its first byte on."""
    descriptor, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(beside).chmod(mode)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
