"""Owns the starvation orders: which browser asked for an altered release, of which resource, for how long.

An order is tied to one browser at one issuer, by a token that opens once: nobody else's sign-on is ever altered, nor
that of the same person in another browser. It alters one sign-on, and nothing once its time is over.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broker.core.profile import Profile
from broker.core.release import Release
from broker.core.starvation import Cut
from broker.flows.ports import Clock, Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

ORDER_SECONDS = 120
_TOKEN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Order:
    """Hold what is to be altered at one issuer for one resource.

    `journey` is set once a sign-on was altered by it; `profile` is then that of the person in it, and `altered` are the
    attributes that left altered: those of the cuts that the person has at all.
    """

    issuer: str
    resource: str
    cuts: tuple[Cut, ...]
    until: datetime
    journey: str = ""
    profile: Profile | None = None
    altered: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """Tell whether a sign-on was altered by it."""
        return bool(self.journey)


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Keep orders in the short-lived store, of all issuers and for every process alike."""

    store: Store
    clock: Clock

    def place(self, issuer: str, resource: str, cuts: tuple[Cut, ...]) -> str:
        """Keep an order and return the token by which one browser makes it its own."""
        token = secrets.token_urlsafe(24)
        until = self.clock.now() + timedelta(seconds=ORDER_SECONDS)
        self.store.put(name_key("order", token), encode(Order(issuer, resource, cuts, until)), _TOKEN_SECONDS)
        return token

    def claim(self, token: str, issuer: str, browser: str) -> Order | None:
        """Give the order of a token to a browser, once; None where there is none, or it is for another issuer."""
        stored = self.store.take(name_key("order", token))
        order = None if stored is None else decode(stored, Order)
        if order is None or order.issuer != issuer or self._is_over(order):
            return None
        self._keep(_browser_key(issuer, browser), order)
        return order

    def find(self, issuer: str, browser: str) -> Order | None:
        """Return the order of a browser, used or not; None where it has none, or its time is over."""
        return self._read(_browser_key(issuer, browser))

    def use(self, issuer: str, browser: str, journey: str, release: Release) -> Order | None:
        """Return what alters the release that ends a browser's sign-on now; the next one is altered no more."""
        order = self.find(issuer, browser)
        if order is None or order.resource != release.resource:
            return None
        if self.store.take(_browser_key(issuer, browser)) is None or order.is_used:
            return None
        held = {sent.code for sent in release.released}
        altered = tuple(cut.code for cut in order.cuts if cut.code in held)
        used = replace(order, journey=journey, profile=release.profile, altered=altered)
        self._keep(_browser_key(issuer, browser), used)
        self._keep(_journey_key(issuer, journey), used)
        return used

    def find_used(self, issuer: str, journey: str) -> Order | None:
        """Return what altered the sign-on of a journey: what is fetched by what that granted is altered alike."""
        return self._read(_journey_key(issuer, journey))

    def _keep(self, key: str, order: Order) -> None:
        left = int((order.until - self.clock.now()).total_seconds())
        self.store.put(key, encode(order), max(left, 1))

    def _read(self, key: str) -> Order | None:
        stored = self.store.find(key)
        order = None if stored is None else decode(stored, Order)
        return None if order is None or self._is_over(order) else order

    def _is_over(self, order: Order) -> bool:
        return self.clock.now() >= order.until


def _browser_key(issuer: str, browser: str) -> str:
    return name_key("starved", issuer, browser)


def _journey_key(issuer: str, journey: str) -> str:
    return name_key("starved-journey", issuer, journey)
