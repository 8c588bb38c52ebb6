"""Owns short-lived state inside one process: the store of a sandbox on one machine.

Bounded: single values never give way to newer ones, because a forgotten one-time value could be used twice; when
`most_keys` is reached, the store refuses instead (J214). Lists that need not last (traces) do give way, oldest first.
"""

from collections.abc import Iterable
from threading import Lock

from broker.core.refusals.journey import StoreUnavailable
from broker.flows.ports import Append, Clock, Put
from broker.stores.expiry_slices import ExpirySlices

MOST_KEYS = 1_000_000
MOST_LIST_BYTES = 8 * 1024 * 1024
_ITEM_BYTES = 100  # what the interpreter adds to each item, and each list's share of its table


class _Kept:
    """Hold what one key holds, and until when; a counter is held as its decimal digits, as Redis does.

    `noted` is the end of which the slices know: a list that was renewed since is noted again once that has come.
    """

    __slots__ = ("noted", "until", "value")

    def __init__(self, value: bytes | list[bytes], until: float) -> None:
        self.value = value
        self.until = self.noted = until


class MemoryStore:
    """Keep values in memory, for all threads of this process, until the given clock says they are over."""

    def __init__(self, clock: Clock, *, most_keys: int = MOST_KEYS, most_list_bytes: int = MOST_LIST_BYTES) -> None:
        self._clock = clock
        self._most_keys = most_keys
        self._most_list_bytes = most_list_bytes
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}
        self._lists: dict[str, int] = {}  # bytes of each list, the one untouched for longest first
        self._list_bytes = 0
        self._slices = ExpirySlices()

    def __len__(self) -> int:
        """Return how many keys are held, those over but not yet forgotten included."""
        return len(self._kept)

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for so many seconds, in place of any before."""
        now = self._now()
        with self._lock:
            self._sweep(now)
            self._drop(key)
            self._keep(key, value, now + seconds)

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep a value unless the key is there; tell whether it was kept."""
        now = self._now()
        with self._lock:
            self._sweep(now)
            if self._find(key, now) is not None:
                return False
            self._keep(key, value, now + seconds)
            return True

    def find(self, key: str) -> bytes | None:
        """Return the value, or None when absent or over."""
        now = self._now()
        with self._lock:
            return _single(self._find(key, now))

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it, so that one caller alone gets it."""
        now = self._now()
        with self._lock:
            value = _single(self._find(key, now))
            self._drop(key)
            return value

    def add_and_find(self, added: Put, key: str) -> tuple[bool, bytes | None]:
        """Add one value and find another; tell whether the first was kept."""
        return self.add(added.key, added.value, added.seconds), self.find(key)

    def write(self, *writes: Put | Append) -> None:
        """Make several writes in order."""
        for one in writes:
            if isinstance(one, Put):
                self.put(one.key, one.value, one.seconds)
            else:
                self._append(one)

    def append(self, key: str, value: bytes, seconds: int, keep: int, *, lasting: bool = False) -> None:
        """Add to the end of a list, keep its last `keep` items and renew its time; a lasting one never gives way."""
        self._append(Append(key, (value,), seconds, keep, lasting))

    def _append(self, one: Append) -> None:
        now = self._now()
        with self._lock:
            self._sweep(now)
            kept = self._find(one.key, now) or self._keep(one.key, [], now + one.seconds)
            items = _several(kept)
            dropped = [item for item in items if item in one.values] if one.once else []
            if dropped:
                items[:] = [item for item in items if item not in one.values]
            items.extend(one.values)
            dropped += items[: -one.keep]
            del items[: -one.keep]
            kept.until = now + one.seconds
            if not one.lasting:
                self._weigh(one.key, _weight(one.values) - _weight(dropped))

    def read_list(self, key: str) -> tuple[bytes, ...]:
        """Return the list, oldest first."""
        now = self._now()
        with self._lock:
            kept = self._find(key, now)
            return () if kept is None else tuple(_several(kept))

    def count(self, key: str, seconds: int) -> int:
        """Add one and return the total; the first count starts the time."""
        now = self._now()
        with self._lock:
            self._sweep(now)
            kept = self._find(key, now) or self._keep(key, b"0", now + seconds)
            try:
                total = int(_single(kept) or b"") + 1
            except ValueError:
                raise StoreUnavailable(cause="a counter that is not a number") from None
            kept.value = b"%d" % total
            return total

    def forget(self, key: str) -> None:
        """Remove a key, if there."""
        with self._lock:
            self._drop(key)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _find(self, key: str, now: float) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is not None and kept.until <= now:
            self._drop(key)
            return None
        return kept

    def _keep(self, key: str, value: bytes | list[bytes], until: float) -> _Kept:
        if len(self._kept) >= self._most_keys:
            raise StoreUnavailable(cause=f"the memory store holds its most, {self._most_keys} keys")
        kept = self._kept[key] = _Kept(value, until)
        self._slices.note(key, until)
        return kept

    def _drop(self, key: str) -> None:
        if self._kept.pop(key, None) is not None:
            self._list_bytes -= self._lists.pop(key, 0)

    def _weigh(self, key: str, change: int) -> None:
        """Count the bytes of a list just touched; let the lists untouched for longest give way."""
        self._lists[key] = self._lists.pop(key, 0) + change
        self._list_bytes += change
        while self._list_bytes > self._most_list_bytes and len(self._lists) > 1:
            self._drop(next(iter(self._lists)))

    def _sweep(self, now: float) -> None:
        for key in self._slices.take_due(now):
            kept = self._find(key, now)
            if kept is not None and kept.noted <= now:
                kept.noted = kept.until
                self._slices.note(key, kept.until)


def _weight(items: Iterable[bytes]) -> int:
    return sum(len(item) + _ITEM_BYTES for item in items)


def _single(kept: _Kept | None) -> bytes | None:
    if kept is None:
        return None
    if isinstance(kept.value, bytes):
        return kept.value
    raise StoreUnavailable(cause="a list where a single value was expected")


def _several(kept: _Kept) -> list[bytes]:
    if isinstance(kept.value, list):
        return kept.value
    raise StoreUnavailable(cause="a single value where a list was expected")
