"""Owns the reading of a call's parameters: each once, in UTF-8, capped; those without a value count as absent."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from flask import request

Parameters = Mapping[str, str]
MOST_CHARACTERS = 4096
_LONGER = {"id_token_hint": 16_384}  # ours may hold many attributes, which `claims` moved there
_MOST_FIELDS = 60
_MOST_OCTETS = 65_536
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MULTILINE = frozenset({"claims"})  # JSON may be written over several lines


class Unreadable(ValueError):  # noqa: N818 - a statement, as refusals are
    """Name the parameter that cannot be read, never its value."""


def read_pairs(octets: bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a query or a form; raises Unreadable (D105, D106)."""
    if len(octets) > _MOST_OCTETS:
        raise Unreadable(f"more than {_MOST_OCTETS} octets")
    try:
        return parse_qsl(octets.decode("utf-8"), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Unreadable("no form in UTF-8, or too many fields") from None


def read_query() -> list[tuple[str, str]]:
    """Return the (name, value) pairs of this request's query, which Flask has read already; raises Unreadable."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if value]
    if len(pairs) > _MOST_FIELDS:
        raise Unreadable(f"more than {_MOST_FIELDS} fields")
    return pairs


def take_each_once(pairs: list[tuple[str, str]], known: frozenset[str]) -> Parameters:
    """Return the known parameters by name; the unknown are ignored (RFC 6749 3.1). Raises Unreadable."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in known:
            continue
        if name in found:
            raise Unreadable(f"{name} comes twice")
        most = _LONGER.get(name, MOST_CHARACTERS)
        if len(value) > most:
            raise Unreadable(f"{name} is longer than {most} characters")
        if _CONTROL.search(value) and name not in _MULTILINE:
            raise Unreadable(f"{name} holds control characters")
        found[name] = value
    return found
