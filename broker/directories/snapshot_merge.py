"""Owns the going through two snapshots side by side, by the identifier of people, without holding either."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from broker.core.identity import Identity
from broker.directories.snapshot import HASHES, Snapshot

People = tuple[Identity | None, Identity | None]


def walk(before: Snapshot, after: Snapshot, part: int, parts: int) -> Iterator[People]:
    """Yield the people of one part of several, as they were and as they are; the same object where nothing differs.

    Of one and the same snapshot, its two layouts are the two sides; people are in the order of the file.
    """
    first, end = HASHES * part // parts, HASHES * (part + 1) // parts
    if before is after:
        for place in before.places(first, end):
            found = before.read(place)
            if any(found):
                yield found[0], found[-1]
        return
    for groups in _side_by_side(before, after, first, end):
        yield from _match(*groups)


def _side_by_side(
    before: Snapshot, after: Snapshot, first: int, end: int
) -> Iterator[tuple[list[Identity], list[Identity]]]:
    """Yield the people of one hash on both sides, in order of hash."""
    sides = [groupby(one.places_by_hash(first, end), key=itemgetter(0)) for one in (before, after)]
    heads = [next(side, None) for side in sides]
    while heads[0] is not None or heads[1] is not None:
        wanted = min(head[0] for head in heads if head is not None)
        found: tuple[list[Identity], list[Identity]] = ([], [])
        for number, snapshot in enumerate((before, after)):
            head = heads[number]
            if head is not None and head[0] == wanted:
                read = (snapshot.read(place)[0] for _, place in head[1])
                found[number].extend(person for person in read if person is not None)
                heads[number] = next(sides[number], None)
        yield found


def _match(before: list[Identity], after: list[Identity]) -> Iterator[People]:
    """Match people by project and identifier; those left, by the identifier alone: somebody who changed project."""
    left = {person.key: person for person in after}
    alone: list[Identity] = []
    for person in before:
        same = left.pop(person.key, None)
        if same is None:
            alone.append(person)
        else:
            yield person, (person if same == person else same)
    others = list(left.values())
    for person in alone:
        moved = next((other for other in others if other.key.identifier == person.key.identifier), None)
        if moved is not None:
            others.remove(moved)
        yield person, moved
    for person in others:
        yield None, person
