"""Owns what a contract file was before a change: in a folder, or at a revision of git."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from broker.commands.installation import stop_with


def find_base(against: str) -> Callable[[Path], str | None]:
    """Return what gives a file's former text, None where it was not there; stops where the base cannot be read."""
    folder = Path(against)
    if folder.is_dir():
        return lambda file: _read(folder / file.name)
    return lambda file: _at_revision(against, file)


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _at_revision(revision: str, file: Path) -> str | None:
    """Return a file's text at a revision of the repository that it stands in."""
    folder = file.resolve().parent
    if _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").returncode:
        stop_with("--against", f"{revision} is neither a folder nor a revision of git", "name one that is there")
    shown = _git(folder, "show", "--end-of-options", f"{revision}:./{file.name}")
    return shown.stdout if shown.returncode == 0 else None


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - git, no shell
    except FileNotFoundError:
        stop_with("--against", "git is not installed", "name a folder instead")
        raise
