"""Owns when keys fall due, in slices of time, so that forgetting them never means looking at all of them."""

SLICE_SECONDS = 4


class ExpirySlices:
    """Remember the keys that fall due in each slice."""

    def __init__(self) -> None:
        self._slices: dict[int, list[str]] = {}
        self._current = 0

    def __len__(self) -> int:
        """Return how many notes there are."""
        return sum(map(len, self._slices.values()))

    def note(self, key: str, until: float) -> None:
        """Note that a key may be forgotten after a moment, in seconds."""
        self._slices.setdefault(int(until) // SLICE_SECONDS, []).append(key)

    def take_due(self, now: float) -> list[str]:
        """Return the keys of the slices that are wholly past, once; cheap while the slice lasts."""
        current = int(now) // SLICE_SECONDS
        if current == self._current:
            return []
        self._current = current
        past = [number for number in self._slices if number < current]
        return [key for number in past for key in self._slices.pop(number)]
