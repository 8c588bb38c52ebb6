"""Owns the reading of parameters: each comes once, or the request is refused (D105)."""

import base64
import binascii

from flask import request
from werkzeug.datastructures import MultiDict

from broker.core.refusals.journey import DuplicateParameter, MalformedParameter

_MOST_CHARACTERS = 2048


def read_query(name: str) -> str | None:
    """Return one query parameter, or None; refuse it twice or too long."""
    return _read(request.args, name)


def read_form(name: str, most: int = _MOST_CHARACTERS) -> str | None:
    """Return one form field, or None; refuse it twice or longer than `most` characters."""
    return _read(request.form, name, most)


def read_base64(name: str) -> str | None:
    """Return one query parameter that is text in standard base64, as the médiacentres write it (facts/gar.md 2)."""
    value = read_query(name)
    if not value:
        return None
    try:
        # A `+` in a query arrives as a space; médiacentres do not percent-encode it.
        return base64.b64decode(value.replace(" ", "+"), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise MalformedParameter(expected=f"{name} in standard base64", received=f"{len(value)} characters") from None


def _read(values: "MultiDict[str, str]", name: str, most: int = _MOST_CHARACTERS) -> str | None:
    found = values.getlist(name)
    if len(found) > 1:
        raise DuplicateParameter(expected=f"{name} once", received=f"{len(found)} times")
    if found and len(found[0]) > most:
        raise MalformedParameter(expected=f"{name} of {most} characters at most", received=f"{len(found[0])}")
    return found[0] if found else None
