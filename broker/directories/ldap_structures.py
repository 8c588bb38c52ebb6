"""Owns the schools of an LDAP server, each kept for a short time: every sign-on needs one, and they seldom change."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Lock

from broker.directories.ldap3_bridge import LdapConnections, equals
from broker.directories.ldap_settings import LdapSettings
from broker.directories.sdet_entries import STRUCTURE_ATTRIBUTES, fold_dn
from broker.directories.sdet_structures import Structure, read_structure
from broker.flows.ports import Clock

_MOST_KEPT = 20_000


class LdapStructures:
    """Find structures by DN or UAI, fetched once per `structures_kept_seconds`; an absent one is remembered as well."""

    def __init__(self, connections: LdapConnections, settings: LdapSettings, clock: Clock) -> None:
        """Start with nothing kept."""
        self._connections = connections
        self._base = settings.base_structures
        self._kept_for = timedelta(seconds=settings.structures_kept_seconds)
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[datetime, Structure | None]] = {}
        self._lock = Lock()

    def find(self, dn: str) -> Structure | None:
        """Return the structure of a DN that the directory itself gave; only below the base of structures."""
        key = fold_dn(dn)
        if not key.endswith(fold_dn(self._base)):
            return None
        return self._find(("dn", key), lambda: self._fetch(dn))

    def find_school(self, uai: str) -> Structure | None:
        """Return the school of a UAI; by its SIREN one that has none."""
        return self._find(("uai", uai), lambda: self._fetch_school(uai)) if uai else None

    def fetch_all(self) -> Iterator[Structure]:
        """Yield every structure, page by page."""
        return self._fetch_by("(ENTStructureNomCourant=*)")

    def _find(self, key: tuple[str, str], fetch: Callable[[], Structure | None]) -> Structure | None:
        now = self._clock.now()
        kept = self._kept.get(key)
        if kept is not None and kept[0] > now:
            return kept[1]
        structure = fetch()
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (now + self._kept_for, structure)
        return structure

    def _fetch(self, dn: str) -> Structure | None:
        entry = self._connections.fetch_one(dn, STRUCTURE_ATTRIBUTES)
        return read_structure(entry) if entry is not None else None

    def _fetch_school(self, uai: str) -> Structure | None:
        named = f"(|{equals('ENTStructureUAI', uai)}{equals('ENTStructureSIREN', uai)})"
        found = (one for one in self._fetch_by(named) if one.is_school and one.school.uai == uai)
        return min(found, key=lambda one: one.school.name, default=None)

    def _fetch_by(self, filter_: str) -> Iterator[Structure]:
        for entry in self._connections.fetch_pages(self._base, filter_, STRUCTURE_ATTRIBUTES):
            yield read_structure(entry)
