"""Owns `make texts`: what templates say goes into the catalogue of English, and what has no English yet is named."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.pofile import read_po

_TRANSLATIONS = Path("broker/web/translations")
_UPDATE = ["--locale", "en", "--width", "100", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]


def main() -> int:
    """Extract, update, compile; exit with 1 while a text has no English."""
    with TemporaryDirectory() as folder:
        template = str(Path(folder) / "preau.pot")
        _run("extract", "--mapping", "babel.cfg", "--add-location", "file", "--output", template, ".")
        _run("update", *_UPDATE, "--input-file", template, "--output-dir", str(_TRANSLATIONS))
    _run("compile", "--directory", str(_TRANSLATIONS))
    with (_TRANSLATIONS / "en/LC_MESSAGES/messages.po").open("rb") as file:
        empty = [message.id for message in read_po(file, locale="en") if message.id and not message.string]
    for text in empty:
        print(f"no English: {text}")  # noqa: T201 - a command speaks
    return 1 if empty else 0


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments], check=True)  # noqa: S603 - no shell


if __name__ == "__main__":
    sys.exit(main())
