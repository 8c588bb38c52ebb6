"""Owns tickets: their names, what each stands for, and their single use (CAS protocol 3.1 to 3.4, 3.7)."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from broker.core.issuer import Issuer
from broker.core.refusals.ticket import TicketExpired, TicketUnknown
from broker.core.release import Release
from broker.core.session import Grant
from broker.flows.ports import Clock, Put, Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

MOST_CHARACTERS = 256
_RANDOM_BYTES = 20  # 160 bits: what a ticket is worth lies in them alone (I192)
_MOST_NUMBER = 1_000_000
# A ticket is remembered a while longer than it lives, so that one who comes late is told so.
_REMEMBERED_SECONDS = 300
_TICKET = re.compile(rf"(?:ST|PT)-[A-Za-z0-9.-]{{1,{MOST_CHARACTERS - 3}}}", re.ASCII)
_GRANTING = re.compile(r"PGT-[A-Za-z0-9-]{1,60}", re.ASCII)
_HOST_SIGNS = re.compile(r"[^A-Za-z0-9.-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Hold what a ticket stands for: no value, what leaves is decided when it is validated.

    `address` is the exact one to which it was given; `fresh` says that the person signed in for it; `proxies` are the
    callbacks through which it came, nearest first, none for a service ticket; `journey` names the trace, in which
    stands a decision of this `digest`.
    """

    grant: Grant
    address: str
    journey: str
    until: datetime
    fresh: bool = False
    proxies: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class GrantingTicket:
    """Hold what a proxy-granting ticket stands for: a grant, and the chain of callbacks that leads to its holder."""

    grant: Grant
    journey: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TicketBook:
    """Keep the tickets of one issuer; several processes share it."""

    issuer: Issuer
    store: Store
    clock: Clock

    def issue(self, ticket: Ticket, seconds: int) -> tuple[str, Put]:
        """Return a ticket's name, `ST-…-<host>` or `PT-…-<host>`, and what keeps it for so many seconds from now."""
        name = new_name("PT" if ticket.proxies else "ST", _host(self.issuer))
        kept = replace(ticket, until=self.clock.now() + timedelta(seconds=seconds))
        return name, Put(self._key(name), encode(kept), seconds + _REMEMBERED_SECONDS)

    def take(self, name: str) -> Ticket:
        """Return a ticket and burn it, in one atomic step: one caller alone gets it."""
        stored = self.store.take(self._key(name)) if _TICKET.fullmatch(name) else None
        if stored is None:
            raise TicketUnknown(expected="a ticket that has not been presented", received=f"{len(name)} characters")
        return decode(stored, Ticket)

    def check_time(self, ticket: Ticket) -> None:
        """Refuse a ticket that came too late."""
        late = (self.clock.now() - ticket.until).total_seconds()
        if late >= 0:
            raise TicketExpired(expected=f"before {ticket.until.isoformat()}", received=f"{late:.1f} s too late")

    def keep_granting(self, name: str, granting: GrantingTicket) -> None:
        """Keep a proxy-granting ticket until the session ends at the latest."""
        left = granting.grant.authentication.session_end - self.clock.now()
        self.store.put(self._key(name), encode(granting), max(1, int(left.total_seconds())))

    def find_granting(self, name: str) -> GrantingTicket:
        """Return a proxy-granting ticket: it is used many times."""
        stored = self.store.find(self._key(name)) if _GRANTING.fullmatch(name) else None
        if stored is None:
            raise TicketUnknown(expected="a proxy-granting ticket of a session that goes on", received="another")
        return decode(stored, GrantingTicket)

    def _key(self, name: str) -> str:
        return name_key("cas-ticket", self.issuer.name, name)


def new_name(kind: str, host: str = "") -> str:
    """Return the name of a new ticket: `<kind>-<number>-<random>`, and `-<host>` where one is given.

    The number stands where the observed tickets count; ours counts nothing, for a count tells one service about others.
    """
    name = f"{kind}-{secrets.randbelow(_MOST_NUMBER)}-{secrets.token_hex(_RANDOM_BYTES)}"
    return f"{name}-{host}"[:MOST_CHARACTERS] if host else name


def digest_of(release: Release) -> str:
    """Return what tells whether a release is the one that was decided before; nothing can be read from it."""
    parts = (release.contract, release.contract_version, release.uai, release.profile, release.subject)
    sent = tuple((part.code, part.values) for part in release.released)
    return sha256(repr((parts, sent)).encode("utf-8", "surrogatepass")).hexdigest()


def _host(issuer: Issuer) -> str:
    """Return the host as it ends a ticket (facts/gar.md 4.1), in the signs that a ticket may hold."""
    return _HOST_SIGNS.sub("-", urlsplit(issuer.url).hostname or "")
