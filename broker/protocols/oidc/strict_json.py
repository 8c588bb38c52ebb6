"""Owns the reading and writing of JSON: strict in what is taken (G153), terse in what is given."""

import json
from typing import Any

Document = dict[str, Any]
_MOST_DEPTH = 8
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_json(document: Document) -> bytes:
    """Return a document as UTF-8 without a space too many."""
    return _ENCODER.encode(document).encode()


def read_object(text: str | bytes, most: int) -> Document:
    """Return the object of a text of `most` characters at most.

    Raises ValueError for anything else: repeated names, numbers that are none, trailing data, great depth, half a
    character. What is taken can be written again, and so stored.
    """
    if len(text) > most:
        raise ValueError(f"longer than {most}")
    try:
        # Bytes are UTF-8 and begin with no mark: left to itself, the parser would guess other encodings.
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        found = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
        if not isinstance(found, dict) or _depth(found) > _MOST_DEPTH:
            raise ValueError("no object, or too deep")
        write_json(found)
    except RecursionError:
        raise ValueError("too deep") from None
    except UnicodeEncodeError:
        raise ValueError("half a character") from None
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)
