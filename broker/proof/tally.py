"""Owns what a proof counts: cells, messages, refusals and violations, contract by contract, and their sum."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from broker.proof.marks import ValueClass


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Name one cell in which something is wrong, and what; never a value."""

    contract: str
    profile: str
    protocol: str
    attribute: str
    value_class: str
    message: str
    what: str

    def __str__(self) -> str:
        """Write it as one line."""
        cell = " × ".join(
            part for part in (self.contract, self.profile, self.protocol, self.attribute, self.value_class) if part
        )
        return f"{cell}: {self.message}: {self.what}"


@dataclass(slots=True)
class Tally:
    """Count what one contract, or all of them, came to; `released` counts the cells in which something left."""

    cells: Counter[str] = field(default_factory=Counter)
    released: int = 0
    messages: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many cells were checked."""
        return sum(self.cells.values())

    def add(self, other: "Tally") -> None:
        """Add what another counted."""
        self.cells.update(other.cells)
        self.refusals.update(other.refusals)
        self.released += other.released
        self.messages += other.messages
        self.violations += other.violations


class Settled:
    """Count each cell once, however many trials settle it."""

    def __init__(self) -> None:
        self._cells: set[tuple[str, str, ValueClass]] = set()

    def count(self, tally: Tally, protocol: str, cells: Iterable[tuple[str, ValueClass]]) -> None:
        """Count the cells of one protocol that were not counted yet."""
        for code, value_class in cells:
            cell = (protocol, code, value_class)
            if cell not in self._cells:
                self._cells.add(cell)
                tally.cells[value_class.value] += 1
