"""Owns how a person is tied to schools: pupils and staff by themselves, guardians by their children."""

from collections.abc import Iterator
from typing import Protocol

from broker.core.identity import Fact, Membership
from broker.core.profile import STAFF, Profile
from broker.directories.levels import MEFSTAT4
from broker.directories.sdet_entries import Entry, fold_dn
from broker.directories.sdet_profiles import read_functions, read_profiles
from broker.directories.sdet_structures import Structure

_CHILDREN = "ENTAuxPersRelEleveEleve"
_ATTACHED = "ENTPersonStructRattach"


class EntrySource(Protocol):
    """Follow a DN found in an entry, to a person or to a structure."""

    def find_entry(self, dn: str) -> Entry | None:
        """Return the person's entry of that DN, if there."""
        ...

    def find_structure(self, dn: str) -> Structure | None:
        """Return the structure of that DN, if there."""
        ...


def read_memberships(entry: Entry, source: EntrySource) -> tuple[Membership, ...]:
    """Return one membership per school and profile, in the order of the entry; dangling DNs give none."""
    profiles = read_profiles(entry)
    found: dict[tuple[str, Profile], Membership] = {}
    for membership in _read_all(entry, profiles, source):
        place = (membership.uai, membership.profile)
        found[place] = found[place].joined_with(membership) if place in found else membership
    return tuple(found.values())


def find_attached(entry: Entry, source: EntrySource) -> Iterator[Structure]:
    """Yield the structures that the person is attached to, in order."""
    for dn in entry.values(_ATTACHED):
        structure = source.find_structure(dn)
        if structure is not None:
            yield structure


def find_children(entry: Entry, source: EntrySource) -> Iterator[Entry]:
    """Yield the entries of a guardian's children, in order."""
    for value in entry.values(_CHILDREN):
        child = source.find_entry(value.partition("$")[0])
        if child is not None:
            yield child


def _read_all(entry: Entry, profiles: tuple[Profile, ...], source: EntrySource) -> Iterator[Membership]:
    if Profile.PUPIL in profiles:
        for structure in find_attached(entry, source):
            yield _pupil(entry, structure)
    yield from _read_staff(entry, tuple(profile for profile in profiles if profile in STAFF), source)
    if Profile.GUARDIAN in profiles:
        for child in find_children(entry, source):
            for structure in find_attached(child, source):
                yield Membership(
                    structure.uai,
                    structure.title,
                    Profile.GUARDIAN,
                    uai_source=_CHILDREN,
                    records=_record(child),
                    first_degree=structure.first_degree,
                )


def _read_staff(entry: Entry, profiles: tuple[Profile, ...], source: EntrySource) -> Iterator[Membership]:
    """Yield by function first; a structure for which no function speaks takes the person's own profiles."""
    spoken_for: set[str] = set()
    for dn, profile in read_functions(entry):
        structure = source.find_structure(dn)
        if structure is not None:
            spoken_for.add(structure.uai)
            yield _staff(entry, structure, profile, "ENTPersonFonctions")
    for structure in find_attached(entry, source):
        if structure.uai not in spoken_for:
            for profile in profiles:
                yield _staff(entry, structure, profile, "ENTPersonProfils")


def _pupil(entry: Entry, structure: Structure) -> Membership:
    groups = [part[0] for part in _parts(entry, "ENTEleveGroupes", structure)]
    levels = (MEFSTAT4.get(mef, "") for mef in entry.values("ENTEleveMEF"))
    return Membership(
        structure.uai,
        structure.title,
        Profile.PUPIL,
        divisions=_divisions(entry, "ENTEleveClasses", structure),
        groups=_groups(groups, "ENTEleveGroupes", structure),
        group_divisions=_group_divisions(groups, structure),
        levels=Fact(_distinct(levels), "ENTEleveMEF"),
        courses=Fact(_distinct(iter(entry.values("ENTEleveMEF"))), "ENTEleveMEF"),
        records=_record(entry),
        first_degree=structure.first_degree,
    )


def _record(pupil: Entry) -> Fact:
    """Return the school's own number of a pupil; where the directory has none, that of the AAF stands for it."""
    own = pupil.values("ENTEleveStructRattachId")
    if own:
        return Fact(tuple(own), "ENTEleveStructRattachId")
    numbers = (key.partition("$")[2] for key in pupil.values("ENTPersonJointure"))
    return Fact(_distinct(numbers), "ENTPersonJointure")


def _staff(entry: Entry, structure: Structure, profile: Profile, said_by: str) -> Membership:
    groups = [part[0] for part in _parts(entry, "ENTAuxEnsGroupes", structure)]
    subjects = (f"{part[0]}##{part[1]}" for part in _parts(entry, "ENTAuxEnsMatiereEnseignEtab", structure) if part[1:])
    levels = (MEFSTAT4.get(part[0], "") for part in _parts(entry, "ENTAuxEnsMEF", structure))
    return Membership(
        structure.uai,
        structure.title,
        profile,
        uai_source=said_by if said_by == "ENTPersonFonctions" else _ATTACHED,
        profile_source=said_by,
        divisions=_divisions(entry, "ENTAuxEnsClasses", structure),
        groups=_groups(groups, "ENTAuxEnsGroupes", structure),
        group_divisions=_group_divisions(groups, structure),
        subjects=Fact(_distinct(subjects), "ENTAuxEnsMatiereEnseignEtab"),
        levels=Fact(_distinct(levels), "ENTAuxEnsMEF"),
        courses=Fact(_distinct(part[0] for part in _parts(entry, "ENTAuxEnsMEF", structure)), "ENTAuxEnsMEF"),
    )


def _parts(entry: Entry, name: str, structure: Structure) -> Iterator[list[str]]:
    """Yield what follows `structure$` in the values about this structure; a bare value is about every one."""
    for value in entry.values(name):
        head, separator, rest = value.partition("$")
        if not separator:
            yield [value]
        elif head in structure.names or fold_dn(head) in structure.names:
            yield rest.split("$")


def _divisions(entry: Entry, name: str, structure: Structure) -> Fact:
    codes = (part[0] for part in _parts(entry, name, structure))
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
