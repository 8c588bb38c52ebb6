"""Owns the codes by which a person proves that a contact is theirs: six digits, ten minutes, five tries, used once."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field

from broker.core.refusals.account import CodesTooMany
from broker.flows.ports import Store

SECONDS = 600
_TRIES = 5
_MOST_PER_HOUR, _HOUR = 10, 3600


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Hold what a code will confirm: for which purpose, for whom (a directory login), and the contact it went to."""

    purpose: str
    person: str = field(repr=False)
    contact: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Hold the ticket that the browser brings back with the code, and the code that the message tells."""

    ticket: str
    code: str = field(repr=False)


def check_asked(store: Store, place: str, said: str) -> None:
    """Count what is asked of a login or a contact; raise `CodesTooMany` alike whether anybody has it or not (J205)."""
    name = hashlib.sha256(said.strip().casefold().encode()).hexdigest()
    if store.count(f"asked:{place}:{name}", _HOUR) > _MOST_PER_HOUR:
        raise CodesTooMany(expected=f"{_MOST_PER_HOUR} messages an hour at most")


def seal(store: Store, browser: str, confirmation: Confirmation) -> Sealed:
    """Keep what is to be confirmed, for this browser only; raise `CodesTooMany` when a contact got too many."""
    sent = hashlib.sha256(confirmation.contact.casefold().encode()).hexdigest()
    if store.count(f"codes:{sent}", _HOUR) > _MOST_PER_HOUR:
        raise CodesTooMany(expected=f"{_MOST_PER_HOUR} messages an hour at most")
    sealed = Sealed(blank_ticket(), f"{secrets.randbelow(1_000_000):06d}")
    kept = {"code": _digest(sealed.ticket, sealed.code), **asdict(confirmation)}
    store.put(_key(browser, sealed.ticket), json.dumps(kept).encode(), SECONDS)
    return sealed


def blank_ticket() -> str:
    """Return a ticket like any other that confirms nothing: for whoever must not learn that nothing was sent (J205)."""
    return secrets.token_urlsafe(18)


def open_sealed(store: Store, browser: str, ticket: str, code: str, purpose: str) -> Confirmation | None:
    """Return what a code confirms, once; None for a wrong one, and after five tries for any."""
    key = _key(browser, ticket)
    if store.count(f"{key}:tries", SECONDS) > _TRIES:
        store.forget(key)
    found = store.find(key)
    kept = json.loads(found) if found else {"code": "", "purpose": ""}
    if not secrets.compare_digest(kept.pop("code"), _digest(ticket, code.strip())) or kept["purpose"] != purpose:
        return None
    return Confirmation(**kept) if store.take(key) else None


def _key(browser: str, ticket: str) -> str:
    return f"code:{hashlib.sha256(f'{browser} {ticket}'.encode()).hexdigest()}"


def _digest(ticket: str, code: str) -> str:
    return hashlib.sha256(f"{ticket} {code}".encode()).hexdigest()
