"""Owns the reading of a search: `<filtres>` and the page wanted (facts/gar.md 7.3).

Not known and so simulated assumptions: a filter comes once; `dateAvant` and `dateApres` may each be left out, and
their limits count; `fin` is left out of the page; without a page come the first 5000.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from broker.core.french_time import read_moment
from broker.core.refusals.subscription_body import PageInvalid, SearchInvalid
from broker.core.rights.subscription_fields import FIELDS
from broker.flows.rights_ports import DateFilter, SubscriptionSearch
from broker.saml.xml_tree import Element
from broker.webservices.subscription_documents import name_of, read_root, trimmed

Choice = TypeVar("Choice")
MOST_FOUND = 5000
_MOST_DIGITS = 9
_EQUAL = {
    "idDistributeurCom": "distributor",
    "idAbonnement": "id",
    "typeAffectation": "kind",
    "categorieAffectation": "category",
    "codeProjetRessource": "project_code",
}
FILTERS = (*_EQUAL, "uaiEtab", "publicCible")
DATES = {
    "dateCreation": "created",
    "dateModification": "modified",
    "debutValidite": "starts",
    "finValidite": "ends",
}
SORTS = {
    "idAbonnement": "id",
    "idRessource": "resource",
    "typeIdRessource": "resource_kind",
    "libelleRessource": "label",
    "debutValidite": "starts",
    "finValidite": "ends",
    "categorieAffectation": "category",
    "typeAffectation": "kind",
    "publicCible": "audiences",
    "codeProjetRessource": "project_code",
}
DIRECTIONS = {"ASC": False, "DSC": True}
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(slots=True)
class _Reading:
    """Gather what the elements say, one after the other."""

    values: dict[str, str] = field(default_factory=dict)
    dates: list[DateFilter] = field(default_factory=list)
    sort: str = "id"
    descending: bool = False
    deleted: bool = False


def read_search(body: bytes, debut: str | None, fin: str | None) -> SubscriptionSearch:
    """Return what is searched: everything of one's own where the body is empty.

    Raises `SearchInvalid`, `PageInvalid`, or as `read_draft` does of XML.
    """
    offset, limit = _read_page(debut, fin)
    search = _read_filters(body) if body.strip() else SubscriptionSearch(equals={})
    return replace(search, offset=offset, limit=limit)


def _read_page(debut: str | None, fin: str | None) -> tuple[int, int]:
    first = _read_index("debut", debut or "0")
    end = _read_index("fin", fin) if fin else first + MOST_FOUND
    if not 0 <= end - first <= MOST_FOUND:
        raise PageInvalid(expected=f"debut ≤ fin ≤ debut + {MOST_FOUND}", received=f"debut={first}, fin={end}")
    return first, end - first


def _read_index(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise PageInvalid(expected=f"{name}=0…", received=f"{name}={text[:_MOST_DIGITS]}")
    return int(text)


def _read_filters(body: bytes) -> SubscriptionSearch:
    reading = _Reading()
    for element in read_root(body, "filtres"):
        read = _READERS.get(name_of(element))
        if read is None:
            raise _invalid(" | ".join(_READERS), name_of(element), element)
        read(reading, element)
    return SubscriptionSearch(
        equals={_EQUAL[name]: value for name, value in reading.values.items() if name in _EQUAL},
        school=reading.values.get("uaiEtab"),
        audience=reading.values.get("publicCible"),
        dates=tuple(reading.dates),
        deleted=reading.deleted,
        sort=reading.sort,
        descending=reading.descending,
    )


def _read_filter(reading: _Reading, element: Element) -> None:
    parts = _read_parts(element, ("filtreNom", "filtreValeur"))
    name, value = parts.get("filtreNom", ""), parts.get("filtreValeur", "")
    if name not in FILTERS:
        raise _invalid(" | ".join(FILTERS), f"filtreNom={name}", element)
    if not value or name in reading.values:
        raise _invalid(f"1 filtreValeur: {name}", value, element)
    if len(value) > FIELDS[name].longest:
        raise _invalid(f"{name}: ≤ {FIELDS[name].longest}", f"{len(value)}", element)
    reading.values[name] = value


def _read_dates(reading: _Reading, element: Element) -> None:
    parts = _read_parts(element, ("dateName", "dateAvant", "dateApres"))
    name = parts.get("dateName", "")
    if name not in DATES:
        raise _invalid(" | ".join(DATES), f"dateName={name}", element)
    limits = [_read_limit(parts.get(part, ""), element) for part in ("dateAvant", "dateApres")]
    reading.dates.append(DateFilter(DATES[name], before=limits[0], after=limits[1]))


def _read_limit(text: str, element: Element) -> datetime | None:
    moment = read_moment(text) if text else None
    if text and moment is None:
        raise _invalid("2026-09-01T00:00:00.000+02:00", text, element)
    return moment


def _read_sort(reading: _Reading, element: Element) -> None:
    reading.sort = _choose(SORTS, element)


def _read_direction(reading: _Reading, element: Element) -> None:
    reading.descending = _choose(DIRECTIONS, element)


def _read_deleted(reading: _Reading, element: Element) -> None:
    reading.deleted = _choose(_FLAGS, element)


_READERS: dict[str, Callable[[_Reading, Element], None]] = {
    "filtre": _read_filter,
    "filtreParDate": _read_dates,
    "triPar": _read_sort,
    "tri": _read_direction,
    "aboSuppr": _read_deleted,
}


def _choose(choices: Mapping[str, Choice], element: Element) -> Choice:
    text = trimmed(element)
    if text not in choices:
        raise _invalid(" | ".join(choices), f"{name_of(element)}={text}", element)
    return choices[text]


def _read_parts(element: Element, names: tuple[str, ...]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in element:
        name = name_of(part)
        if name not in names or name in parts:
            raise _invalid(", ".join(names), name, part)
        parts[name] = trimmed(part)
    return parts


def _invalid(expected: str, received: str, element: Element) -> SearchInvalid:
    return SearchInvalid(expected=expected, received=f"{received[:100]} (ligne {element.sourceline})")
