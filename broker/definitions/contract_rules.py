"""Owns what a contract must be beyond its shape: real attributes, each named once, for profiles that can have them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from broker.core.catalogue import CATALOGUE, VOCABULARIES
from broker.core.contract import Clause
from broker.core.profile import Profile
from broker.core.transformation import precisions_of
from broker.definitions.contract_reach import find_profiles_with


@dataclass(frozen=True, slots=True)
class Fault:
    """Name what is wrong at one place of a contract, and what to change."""

    where: tuple[int | str, ...]
    what: str
    hint: str


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known words most like one, whatever its capitals; all of them when none is."""
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower, n=3, cutoff=0.5)
    chosen = [by_lower[name] for name in near] or list(by_lower.values())
    return f"{'did you mean' if near else 'one of'} {', '.join(chosen)}{'?' if near else ''}"


def find_clause_faults(clauses: tuple[Clause, ...], profiles: frozenset[Profile], vocabulary: str) -> Iterator[Fault]:
    """Yield every fault of a contract's clauses; those that name no catalogue attribute are judged elsewhere."""
    seen: set[str] = set()
    words = VOCABULARIES.get(vocabulary, CATALOGUE)
    for index, clause in enumerate(clauses):
        if clause.code in seen:
            yield Fault((index, "code"), f"{clause.code} is named twice", "keep one of the two")
        seen.add(clause.code)
        if clause.code in CATALOGUE and clause.code not in words:
            homes = ", ".join(name for name, codes in VOCABULARIES.items() if clause.code in codes)
            yield Fault((index, "code"), f"{clause.code} is no word of {vocabulary}", f"it is one of {homes}")
        if clause.code in CATALOGUE:
            yield from _find_profile_faults(index, clause, profiles)
            yield from _find_precision_faults(index, clause)


def _find_profile_faults(index: int, clause: Clause, profiles: frozenset[Profile]) -> Iterator[Fault]:
    granted = profiles if clause.profiles is None else clause.profiles
    if granted - profiles:
        what = f"{_names(granted - profiles)} is not among the contract's profiles"
        yield Fault((index, "profiles"), what, "add it to profiles, or remove it here")
    reached = find_profiles_with(clause.code)
    if not granted & reached:
        what = f"{clause.code} can never leave for {_names(granted)}"
        yield Fault((index, "code"), what, f"remove it: only {_names(reached)} can have it")
    elif clause.required and granted - reached:
        what = f"{_names(granted - reached)} can never have {clause.code}, so would always be refused"
        hint = f"name the profiles that must have it, among {_names(granted & reached)}, or required = false"
        yield Fault((index, "required"), what, hint)


def _find_precision_faults(index: int, clause: Clause) -> Iterator[Fault]:
    possible = precisions_of(CATALOGUE[clause.code])
    wanted = clause.transformation.precision
    if wanted not in possible:
        what = f"{clause.code} cannot leave as {wanted}"
        yield Fault((index, "transformation"), what, f"one of {', '.join(possible)}")


def _names(profiles: frozenset[Profile]) -> str:
    return ", ".join(sorted(profiles))
