"""Owns the slowing of password guessing: per address and per login, never locking a shared demo account (J206)."""

import hashlib

from broker.core.refusals.journey import TooManyAttempts
from broker.flows.ports import Store

WINDOW_SECONDS = 60
_MOST_PER_PAIR = 10
_MOST_PER_ADDRESS = 60


def check_attempts(store: Store, issuer: str, address: str, login: str) -> None:
    """Refuse for the rest of the minute once a pair or an address has failed too often."""
    for key, most in _limits(issuer, address, login):
        found = store.find(f"{key}:closed")
        if found is not None:
            raise TooManyAttempts(expected=f"{most} failures in {WINDOW_SECONDS} s at most")


def count_failure(store: Store, issuer: str, address: str, login: str) -> None:
    """Count one failed attempt from an address; only that address is slowed, never the account itself."""
    for key, most in _limits(issuer, address, login):
        if store.count(key, WINDOW_SECONDS) >= most:
            store.put(f"{key}:closed", b"1", WINDOW_SECONDS)


def _limits(issuer: str, address: str, login: str) -> tuple[tuple[str, int], tuple[str, int]]:
    pair = hashlib.sha256(f"{address}\0{login.strip().casefold()}".encode()).hexdigest()
    return (f"failed:{issuer}:{pair}", _MOST_PER_PAIR), (f"failed:{issuer}:{address}", _MOST_PER_ADDRESS)
