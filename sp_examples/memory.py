"""Owns short-lived memory: a shelf with a bounded number of places, safe between threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Keep things by key for so many seconds; when full, the oldest makes room."""

    def __init__(self, places: int, seconds: float, tick: Callable[[], float] = monotonic) -> None:
        self._places = places
        self._seconds = seconds
        self._tick = tick
        self._lock = threading.Lock()
        self._things: OrderedDict[str, tuple[float, Thing]] = OrderedDict()

    def put(self, key: str, thing: Thing) -> None:
        """Keep a thing, in place of any before."""
        with self._lock:
            self._things.pop(key, None)
            self._things[key] = (self._tick() + self._seconds, thing)
            while len(self._things) > self._places:
                self._things.popitem(last=False)

    def find(self, key: str) -> Thing | None:
        """Return the thing, or None when it is not there or its time is over."""
        with self._lock:
            return self._still_good(self._things.get(key))

    def take(self, key: str) -> Thing | None:
        """Return the thing and remove it, so that one caller alone gets it."""
        with self._lock:
            return self._still_good(self._things.pop(key, None))

    def all(self) -> dict[str, Thing]:
        """Return everything whose time is not over, by key."""
        with self._lock:
            good = {key: self._still_good(entry) for key, entry in self._things.items()}
        return {key: thing for key, thing in good.items() if thing is not None}

    def _still_good(self, entry: tuple[float, Thing] | None) -> Thing | None:
        return entry[1] if entry is not None and self._tick() < entry[0] else None
