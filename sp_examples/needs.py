"""Owns what a resource does not work without, of what it receives: as a publisher's software has it, in its code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Attributes = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Lack:
    """Say one thing that keeps a space shut, in both languages, naming attributes and no value."""

    french: str
    english: str


@dataclass(frozen=True, slots=True)
class Needs:
    """Hold the attributes that must have a value: each of `all`, one of `any`; none of `once` may have several."""

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    once: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is needed."""
        return bool(self.all or self.any or self.once)

    def lacking(self, received: Attributes) -> list[Lack]:
        """Return what keeps the space shut, nothing where it opens."""
        return list(self._lacking(received))

    def _lacking(self, received: Attributes) -> Iterator[Lack]:
        for name in self.all:
            if not _has(received, name):
                yield Lack(f"Il manque {name}.", f"{name} is missing.")
        if self.any and not [name for name in self.any if _has(received, name)]:
            yield Lack(f"Il faut {' ou '.join(self.any)}.", f"{' or '.join(self.any)} is needed.")
        for name in self.once:
            if len(received.get(name, [])) > 1:
                yield Lack(f"{name} est venu plusieurs fois.", f"{name} came several times.")


def read_needs(table: Mapping[str, list[str]]) -> Needs:
    """Read the table of one resource; it has no other keys than these three."""
    return Needs(**{key: tuple(names) for key, names in table.items()})


def _has(received: Attributes, name: str) -> bool:
    return any(value.strip() for value in received.get(name, []))
