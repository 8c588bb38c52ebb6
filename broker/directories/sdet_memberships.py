"""Owns how a person is tied to schools: pupils and staff by themselves, guardians by their children."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from broker.core.identity import Fact, Membership
from broker.core.profile import STAFF, Profile
from broker.directories.levels import MEFSTAT4
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_profiles import read_functions, read_profiles
from broker.directories.sdet_structures import Structure

CHILDREN = "ENTAuxPersRelEleveEleve"
ATTACHED, FUNCTIONS = "ENTPersonStructRattach", "ENTPersonFonctions"
_REMEMBERED = 16_384  # classes with a choice of groups: those of half a million pupils


class EntrySource(Protocol):
    """Follow a DN found in an entry, to a person or to a structure."""

    def find_child(self, dn: str) -> Entry | None:
        """Return the entry of the child of that DN, with the `CHILD_ATTRIBUTES` at least, if there."""
        ...

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, if there."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Ties:
    """Hold the structures of a person, and their children with the structures of each, in the order of the entries."""

    structures: tuple[Structure, ...]
    children: tuple[tuple[Entry, tuple[Structure, ...]], ...]

    @property
    def project(self) -> str | None:
        """Return the ENT project of the person's own school, for a guardian that of the first child's."""
        if self.structures:
            return self.structures[0].school.project
        of_first = self.children[0][1] if self.children else ()
        return of_first[0].school.project if of_first else None


def follow(entry: Entry, source: EntrySource) -> Ties:
    """Follow the DNs of an entry to structures and children; dangling ones give none."""
    children = []
    for value in entry.values(CHILDREN):
        child = source.find_child(value.partition("$")[0])
        if child is not None:
            children.append((child, _find_attached(child, source)))
    return Ties(_find_attached(entry, source), tuple(children))


def find_structures(entry: Entry, source: EntrySource) -> frozenset[Structure]:
    """Return every structure to which something of an entry may tie the person, whatever their profiles."""
    ties = follow(entry, source)
    by_function = (source.find_structure(dn) for dn, _ in read_functions(entry))
    of_children = (structure for _, structures in ties.children for structure in structures)
    return frozenset((*ties.structures, *of_children, *(found for found in by_function if found is not None)))


def read_memberships(entry: Entry, ties: Ties, source: EntrySource) -> tuple[Membership, ...]:
    """Return one membership per school and profile, in the order of the entry."""
    read = list(_read_all(entry, ties, source))
    if len(read) == 1:
        return (read[0],)
    found: dict[tuple[str, Profile], Membership] = {}
    for membership in read:
        place = (membership.uai, membership.profile)
        found[place] = found[place].joined_with(membership) if place in found else membership
    return tuple(found.values())


def _find_attached(entry: Entry, source: EntrySource) -> tuple[Structure, ...]:
    found = [source.find_structure(dn) for dn in entry.values(ATTACHED)]
    return tuple([structure for structure in found if structure is not None])


def _read_all(entry: Entry, ties: Ties, source: EntrySource) -> Iterator[Membership]:
    profiles = read_profiles(entry)
    if Profile.PUPIL in profiles:
        for structure in ties.structures:
            yield _pupil(entry, structure)
    staff = tuple([profile for profile in profiles if profile in STAFF])
    if staff or entry.values(FUNCTIONS):
        yield from _read_staff(entry, staff, ties, source)
    if Profile.GUARDIAN in profiles:
        for child, structures in ties.children:
            for structure in structures:
                yield Membership(
                    structure.school.uai,
                    structure.school.name,
                    Profile.GUARDIAN,
                    uai_source=CHILDREN,
                    records=_record(child),
                    nature=structure.school.nature,
                )


def _read_staff(entry: Entry, profiles: tuple[Profile, ...], ties: Ties, source: EntrySource) -> Iterator[Membership]:
    """Yield by function first; a structure for which no function speaks takes the person's own profiles."""
    spoken_for: set[str] = set()
    for dn, profile in read_functions(entry):
        structure = source.find_structure(dn)
        if structure is not None:
            spoken_for.add(structure.school.uai)
            yield _staff(entry, structure, profile, FUNCTIONS)
    for structure in ties.structures if profiles else ():
        if structure.school.uai not in spoken_for:
            for profile in profiles:
                yield _staff(entry, structure, profile, "ENTPersonProfils")


def _pupil(entry: Entry, structure: Structure) -> Membership:
    divisions, groups, group_divisions, levels, courses = _school_life(
        structure,
        tuple(entry.values("ENTEleveClasses")),
        tuple(entry.values("ENTEleveGroupes")),
        tuple(entry.values("ENTEleveMEF")),
    )
    return Membership(
        structure.school.uai,
        structure.school.name,
        Profile.PUPIL,
        divisions=divisions,
        groups=groups,
        group_divisions=group_divisions,
        levels=levels,
        courses=courses,
        records=_record(entry),
        nature=structure.school.nature,
    )


@lru_cache(_REMEMBERED)
def _school_life(
    structure: Structure, divisions: tuple[str, ...], groups: tuple[str, ...], courses: tuple[str, ...]
) -> tuple[Fact, Fact, Fact, Fact, Fact]:
    """Return divisions, groups, their pairs, levels and courses: the same for all who share a class and its groups."""
    codes = [part[0] for part in _parts(groups, structure)]
    return (
        _divisions(divisions, "ENTEleveClasses", structure),
        _groups(codes, "ENTEleveGroupes", structure),
        _group_divisions(codes, structure),
        Fact(_distinct(MEFSTAT4.get(course, "") for course in courses), "ENTEleveMEF"),
        Fact(_distinct(iter(courses)), "ENTEleveMEF"),
    )


def _record(pupil: Entry) -> Fact:
    """Return the school's own number of a pupil; where the directory has none, that of the AAF stands for it."""
    own = pupil.values("ENTEleveStructRattachId")
    if own:
        return Fact(tuple(own), "ENTEleveStructRattachId")
    numbers = [key.partition("$")[2] for key in pupil.values("ENTPersonJointure")]
    return Fact(tuple(numbers) if len(numbers) == 1 and numbers[0] else _distinct(iter(numbers)), "ENTPersonJointure")


def _staff(entry: Entry, structure: Structure, profile: Profile, said_by: str) -> Membership:
    groups = [part[0] for part in _parts(entry.values("ENTAuxEnsGroupes"), structure)]
    taught = _parts(entry.values("ENTAuxEnsMatiereEnseignEtab"), structure)
    subjects = (f"{part[0]}##{part[1]}" for part in taught if part[1:])
    courses = [part[0] for part in _parts(entry.values("ENTAuxEnsMEF"), structure)]
    levels = (MEFSTAT4.get(course, "") for course in courses)
    return Membership(
        structure.school.uai,
        structure.school.name,
        profile,
        uai_source=said_by if said_by == FUNCTIONS else ATTACHED,
        profile_source=said_by,
        divisions=_divisions(entry.values("ENTAuxEnsClasses"), "ENTAuxEnsClasses", structure),
        groups=_groups(groups, "ENTAuxEnsGroupes", structure),
        group_divisions=_group_divisions(groups, structure),
        subjects=Fact(_distinct(subjects), "ENTAuxEnsMatiereEnseignEtab"),
        levels=Fact(_distinct(levels), "ENTAuxEnsMEF"),
        courses=Fact(_distinct(iter(courses)), "ENTAuxEnsMEF"),
        nature=structure.school.nature,
    )


def _parts(values: Iterable[str], structure: Structure) -> Iterator[list[str]]:
    """Yield what follows `structure$` in the values about this structure; a bare value is about every one."""
    for value in values:
        head, separator, rest = value.partition("$")
        if not separator:
            yield [value]
        elif head in structure.names or fold_dn(head) in structure.names:
            yield rest.split("$")


def _divisions(values: Iterable[str], name: str, structure: Structure) -> Fact:
    codes = (part[0] for part in _parts(values, structure))
    return Fact(_distinct(f"{code}##{structure.division_label(code)}" for code in codes if code), name)


def _groups(codes: list[str], name: str, structure: Structure) -> Fact:
    return Fact(_distinct(f"{code}##{structure.group_label(code)}" for code in codes if code), name)


def _group_divisions(codes: list[str], structure: Structure) -> Fact:
    pairs = (
        (code, division) for code in codes if code in structure.groups for division in structure.groups[code].divisions
    )
    values = (f"{code}||{division}##{structure.division_label(division)}" for code, division in pairs)
    return Fact(_distinct(values), "ENTStructureGroupes")


def _distinct(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
