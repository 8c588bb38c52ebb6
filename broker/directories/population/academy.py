"""Owns the making of a whole academy as a stream of LDIF: the same seed and number give the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass

from broker.directories.population.family_entries import FamilyWriter
from broker.directories.population.registrar import Registrar
from broker.directories.population.sites import (
    ACADEMY_SERVICE,
    OTHER_COLLEGE,
    SIZE_WEIGHTS,
    Site,
    count_sites,
    make_sites,
)
from broker.directories.population.situation_entries import write_situations
from broker.directories.population.situations import FIRST_PEOPLE, SITUATIONS
from broker.directories.population.staff_entries import STAFF_SHARE, write_staff
from broker.directories.population.structure_entries import HEADING, write_structure
from broker.directories.population.timetables import make_timetable

FEWEST_PEOPLE = len(SITUATIONS)
_PUPILS_AMONG_PEOPLE = 0.45
_FEWEST_STAFF = 6
_BATCH = 500


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """Hold some LDIF and how many people are in it."""

    text: str
    people: int


def generate(people: int, seed: int) -> Iterator[Piece]:
    """Yield the LDIF of so many people and their schools, school by school, in constant memory.

    The situations come first; `people` is at least `FEWEST_PEOPLE`.
    """
    registrar = Registrar(seed)
    other = write_structure(OTHER_COLLEGE, make_timetable(OTHER_COLLEGE, 0))
    yield Piece(HEADING + write_structure(ACADEMY_SERVICE, None) + other, 0)
    yield Piece("".join(write_situations(registrar, seed)), len(SITUATIONS))
    planned, left = people - len(FIRST_PEOPLE), people - len(SITUATIONS)
    count = count_sites(people)
    weight_left = sum(SIZE_WEIGHTS[site.kind] for site in make_sites(seed, count))
    for site in make_sites(seed, count):
        weight = SIZE_WEIGHTS[site.kind]
        share = planned * weight // weight_left
        yield from _write_school(site, registrar, min(share, left))
        planned, left, weight_left = planned - share, left - min(share, left), weight_left - weight


def _write_school(site: Site, registrar: Registrar, people: int) -> Iterator[Piece]:
    """Yield the school, its staff, then families until all its people are there."""
    timetable = make_timetable(site, int(people * _PUPILS_AMONG_PEOPLE))
    staff = min(people, max(_FEWEST_STAFF, people // STAFF_SHARE))
    written = list(write_staff(site, timetable, registrar, staff))
    yield Piece(write_structure(site, timetable) + "".join(written), staff)
    families = FamilyWriter(site, timetable, registrar)
    left = people - staff
    while left:
        batch: list[str] = []
        while left and len(batch) < _BATCH:
            entries = families.write(left)
            left -= len(entries)
            batch.extend(entries)
        yield Piece("".join(batch), len(batch))
