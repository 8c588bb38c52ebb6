"""Owns the writing of a kit's files into a folder: for their owner only, since they may hold a secret."""

from collections.abc import Mapping
from pathlib import Path

from broker.core.errors import ConfigurationError, Problem
from broker.keys.key_files import write_private_file


def write_files(folder: Path, files: Mapping[str, str], *, replacing: bool) -> tuple[Path, ...]:
    """Write the files and return them; what is there already, and says something else, only when replacing.

    Raises ConfigurationError with every file that is in the way, before anything is written.
    """
    targets = {folder / name: text.encode() for name, text in files.items()}
    problems = [] if replacing else [_in_the_way(file) for file, text in targets.items() if _is_other(file, text)]
    if problems:
        raise ConfigurationError(tuple(problems))
    for file, text in targets.items():
        write_private_file(file, text, replacing=True)
    return tuple(targets)


def _is_other(file: Path, text: bytes) -> bool:
    try:
        return file.read_bytes() != text
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _in_the_way(file: Path) -> Problem:
    return Problem(str(file), "--out", "it is there already, and says something else", "add --replace, or move it away")
