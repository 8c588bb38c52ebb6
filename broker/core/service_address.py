"""Owns the matching of the address that a service gives with the registered ones: to the character, or all below one.

An address is compared as it is parsed, never as a string that merely begins alike (security-catalogue.md I173).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

# In a query, browsers leave some signs as they are that RFC 3986 would have escaped.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[a-z0-9\-._~!$&'()*+,;=:@%/]*)?(?:\?(?P<query>[a-z0-9\-._~!$&'()*+,;=:@%/?\[\]{}|^`]*))?",
    re.IGNORECASE | re.ASCII,
)
_BAD_ESCAPE = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE | re.ASCII)
# What some server would read as another path: dots, slashes, backslashes, control signs, and escapes of escapes.
_HIDDEN = re.compile(r"%(?:2e|2f|5c|25|[01][0-9a-f]|7f)", re.IGNORECASE | re.ASCII)
_PORTS = {"http": 80, "https": 443}
_OURS = "ticket"  # CAS protocol 2.2.4: the parameter that the answer adds


@dataclass(frozen=True, slots=True)
class _Place:
    """Hold the parts of an address that decide where it leads."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def site(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


@dataclass(frozen=True, slots=True)
class ServiceAddresses:
    """Find the registered entry under which an address falls; `below` holds those that end in `*`, longest first."""

    exact: frozenset[str]
    below: tuple[tuple[_Place, str], ...]

    def find(self, address: str) -> str | None:
        """Return the entry that an address falls under, or None: the exact one first, then the nearest above."""
        if address in self.exact:
            return address
        place = _read(address)
        if place is None:
            return None
        return next((entry for above, entry in self.below if _is_below(place, above)), None)


def gather_addresses(entries: Iterable[str]) -> ServiceAddresses:
    """Return registered entries as they are looked up; one that cannot be registered is found by nobody."""
    known = [entry for entry in entries if not find_fault(entry)]
    above = [(_read(entry.removesuffix("*")), entry) for entry in known if entry.endswith("*")]
    below = [(place, entry) for place, entry in above if place is not None]
    below.sort(key=lambda pair: len(pair[0].path), reverse=True)
    return ServiceAddresses(frozenset(entry for entry in known if not entry.endswith("*")), tuple(below))


def find_fault(entry: str) -> str:
    """Say why an entry cannot be registered; nothing where it can."""
    place = _read(entry.removesuffix("*"))
    if place is None:
        return "this is no plain address: no user, fragment, dots, escaped slashes or ticket parameter"
    if entry.endswith("*") and "?" in entry:
        return "the * stands after a path, and takes any query"
    return ""


def _read(address: str) -> _Place | None:
    """Return the parts of an address, or None where it is not beyond doubt."""
    match = _ADDRESS.fullmatch(address)
    if match is None or _BAD_ESCAPE.search(address):
        return None
    path, query = match["path"] or "/", match["query"] or ""
    if not _is_straight(path) or any(name == _OURS for name, _ in parse_qsl(query, keep_blank_values=True)):
        return None
    scheme = match["scheme"].lower()
    return _Place(scheme, match["host"].lower(), int(match["port"] or _PORTS[scheme]), path, query)


def _is_straight(path: str) -> bool:
    """Tell whether every server reads the path alike; `..;x` is `..` to some."""
    if "//" in path or _HIDDEN.search(path):
        return False
    return not any(segment.partition(";")[0] in {".", ".."} for segment in path.split("/"))


def _is_below(place: _Place, above: _Place) -> bool:
    """Tell whether an address is on the same site, at or below a path: /app takes /app/x and never /application."""
    if place.site != above.site:
        return False
    return place.path == above.path or place.path.startswith(above.path.rstrip("/") + "/")
