"""Owns a crowd: the rows that come in, with what is released of each, and how many people share it.

Its loops run in the interpreter's own code: there are as many rows as people, and a crowd for every question.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, repeat

from broker.core.review.release_table import NOTHING, ReleaseTable
from broker.core.review.rows import both, without

Combination = tuple[int, ...]


class Crowd:
    """Hold the combinations of some columns over some rows; who has one in several schools counts once for it."""

    def __init__(self, table: ReleaseTable, rows: bytes, columns: Sequence[Sequence[int]]) -> None:
        """Put the combinations together and count who shares each."""
        self._table, self._nothing = table, (NOTHING,) * len(columns)
        self._single, self._several = without(rows, table.several), both(rows, table.several)
        self._singles = list(combine(columns, self._single))
        self._others = list(combine(columns, self._several))
        self._single_sizes = Counter(self._singles)
        self.sizes = self._single_sizes.copy() if self._others else self._single_sizes
        self.sizes.update([combination for _, combination in set(self._placed_others())])

    def people_by_size(self) -> Counter[int]:
        """Return how many people there are by the size of the smallest set that each is in."""
        found: Counter[int] = Counter()
        for combination, people in self._single_sizes.items():
            found[self.sizes[combination]] += people
        smallest: dict[int, int] = {}
        for person, combination in self._placed_others():
            size = self.sizes[combination]
            if smallest.setdefault(person, size) > size:
                smallest[person] = size
        found.update(smallest.values())
        return found

    def count_schools(self, threshold: int) -> int:
        """Return in how many schools there is somebody in a set smaller than the threshold."""
        small = {combination for combination, size in self.sizes.items() if size < threshold}
        found: set[int] = set()
        for rows, combinations in ((self._single, self._singles), (self._several, self._others)):
            found.update(compress(compress(self._table.schools, rows), map(small.__contains__, combinations)))
        return len(found)

    @property
    def unique(self) -> frozenset[Combination]:
        """Return the combinations of one person each, that which holds nothing left out."""
        return frozenset(one for one, size in self.sizes.items() if size == 1) - {self._nothing}

    def _placed_others(self) -> Iterator[tuple[int, Combination]]:
        return zip(compress(self._table.persons, self._several), self._others, strict=True)


def combine(columns: Sequence[Sequence[int]], rows: bytes) -> Iterator[Combination]:
    """Yield the combination of some columns in each of these rows."""
    if not columns:
        return iter(repeat((), sum(rows)))
    return zip(*(compress(column, rows) for column in columns), strict=True)
