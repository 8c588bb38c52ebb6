"""Owns the waiting of one login after failures from wherever: longer each time, the same for a login that nobody has.

It is kept in the short-lived store under the login's digest, so that nothing tells which logins have accounts (J205).
"""

import hashlib

from broker.core.refusals.account import AccountWaits
from broker.flows.ports import Store

FREE_FAILURES = 5
_FIRST_SECONDS, _MOST_SECONDS, _DAY = 60, 3600, 86_400


def check_waiting(store: Store, issuer: str, login: str) -> None:
    """Raise `AccountWaits` while a login must wait."""
    if store.find(f"{_key(issuer, login)}:closed") is not None:
        raise AccountWaits(expected=f"{FREE_FAILURES} failures at most, then a wait")


def count_failure_of(store: Store, issuer: str, login: str) -> None:
    """Count one failure; from the fifth of a day on, the login waits, twice as long each time."""
    failures = store.count(_key(issuer, login), _DAY)
    if failures >= FREE_FAILURES:
        seconds = min(_FIRST_SECONDS * 2 ** min(failures - FREE_FAILURES, 10), _MOST_SECONDS)
        store.put(f"{_key(issuer, login)}:closed", b"1", seconds)


def end_waiting(store: Store, issuer: str, login: str) -> None:
    """Forget the failures of a login: it signed in, or the helpdesk unlocked it."""
    store.forget(f"{_key(issuer, login)}:closed")
    store.forget(_key(issuer, login))


def _key(issuer: str, login: str) -> str:
    return f"waits:{issuer}:{hashlib.sha256(login.strip().casefold().encode()).hexdigest()}"
