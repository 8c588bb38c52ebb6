"""Owns how a value is written into each kind of configuration file, so that none can break out of its place."""

import json
import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from jinja2 import Undefined

from broker.core.errors import ConfigurationError, Problem
from broker.core.sentence import Sentence


class Written(str):
    """Mark text that is already written for its file."""

    __slots__ = ()


def quote_for(file_name: str) -> Callable[[object], str]:
    """Return how values are written into that file: as a whole literal, quotes included (as bare text in XML)."""
    quote = _QUOTES[file_name.rpartition(".")[2]]

    def write(value: object) -> str:
        if isinstance(value, (Written, Undefined)):
            return str(value)  # an undefined name raises here
        return quote(value)

    return write


def write_remarks(file_name: str, remarks: Sequence[Sentence]) -> Written:
    """Write remarks as comments, French first; a format without comments gets none."""
    marks = _COMMENTS[file_name.rpartition(".")[2]]
    if marks is None:
        return Written("")
    opening, closing = marks
    write_comment = comment_for(file_name)
    lines = [write_comment(text) for remark in remarks for text in (remark.fr, remark.en)]
    return Written("\n".join(f"{opening}{line}{closing}" for line in lines))


def comment_for(file_name: str) -> Callable[[str], Written]:
    """Return how a text is kept inside a comment of one line: -- ends XML's, ?> ends PHP, and Java reads escapes first.

    A backslash at the end of a line makes Apache go on with the next.
    """
    in_xml = file_name.endswith(".xml")

    def write(text: str) -> Written:
        printable = "".join(character if character.isprintable() else " " for character in text)
        separate = re.sub("-(?=-)", "- ", printable) if in_xml else printable
        return Written(separate.replace("?>", "? >").replace("\\", "/"))

    return write


def _php(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _apache(value: object) -> str:
    text = str(value)
    if not text.isprintable() or "${" in text:  # Apache replaces ${…} everywhere, and offers no way to write it
        what = "Apache cannot hold control characters nor ${"
        raise ConfigurationError((Problem("kit", text[:60], what, "change the address in the contract or metadata"),))
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _toml(value: object) -> str:
    return _readable_json(value).replace("\x7f", "\\u007f")  # its strings are JSON's, but for DEL (TOML 1.0, String)


def _python(value: object) -> str:
    # Every escape of JSON means the same in Python; its three words do not.
    return repr(value) if value is None or isinstance(value, bool) else _readable_json(value)


def _xml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value), {'"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _ascii_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _readable_json(value: object) -> str:
    # U+2028 and U+2029 end a line in old JavaScript and in YAML.
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_QUOTES: dict[str, Callable[[object], str]] = {
    "php": _php,
    "conf": _apache,
    "xml": _xml,
    "json": _readable_json,
    "js": _readable_json,
    "mjs": _readable_json,
    "py": _python,
    "cfg": _toml,
    "yml": _readable_json,
    "java": _ascii_json,
    "pem": str,
}
_COMMENTS: dict[str, tuple[str, str] | None] = {
    "php": ("// ", ""),
    "conf": ("# ", ""),
    "xml": ("<!-- ", " -->"),
    "json": None,
    "js": ("// ", ""),
    "mjs": ("// ", ""),
    "py": ("# ", ""),
    "cfg": ("# ", ""),
    "yml": ("# ", ""),
    "java": ("// ", ""),
    "pem": None,
}
