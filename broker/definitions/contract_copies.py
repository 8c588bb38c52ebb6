"""Owns which file is the working copy of each contract: the shipped one, or the one of one's own that follows it."""

from collections.abc import Iterable
from pathlib import Path

from broker.definitions.contract_reader import WorkingCopy


def find_working_copies(read: Iterable[tuple[Path, WorkingCopy | None]]) -> tuple[tuple[Path, WorkingCopy], ...]:
    """Return the working copies in the order of the files, each at the place of the one that it follows.

    A later folder's file of the same name follows an earlier one's where issuer and resource are the same. Where it is
    broken (None), there is no working copy at all: what was narrowed does not come back by a slip of the pen.
    """
    places: dict[str, tuple[Path, WorkingCopy]] = {}
    others: list[tuple[Path, WorkingCopy]] = []
    for file, copy in read:
        former = places.get(file.stem)
        if copy is None:
            places.pop(file.stem, None)
        elif former is None or _is_same(former[1], copy):
            places[file.stem] = (file, copy)
        else:
            others.append((file, copy))
    return (*places.values(), *others)


def _is_same(former: WorkingCopy, copy: WorkingCopy) -> bool:
    return (former.contract.issuer, former.contract.resource) == (copy.contract.issuer, copy.contract.resource)
