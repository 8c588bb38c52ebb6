"""Owns how a structure's entry is read: which school it is, its divisions and groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.core.school import School
from broker.directories.sdet_entries import Entry, fold_dn

# The words that ENTStructureTypeStruct begins with, and the nature of each: a simulated assumption, no public document
# lists them. Those that begin like another stand before it.
_NATURES = (
    ("maternelle", "101"),
    ("ecole maternelle", "101"),
    ("école maternelle", "101"),
    ("ecole", "151"),
    ("école", "151"),
    ("elementaire", "151"),
    ("élémentaire", "151"),
    ("primaire", "151"),
    ("college", "340"),
    ("collège", "340"),
    ("lycee professionnel", "320"),
    ("lycée professionnel", "320"),
    ("lycee polyvalent", "306"),
    ("lycée polyvalent", "306"),
    ("lycee", "300"),
    ("lycée", "300"),
    ("erea", "370"),
)
_DEPARTMENT_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Describe one teaching group: its label and the codes of the divisions that it draws from."""

    label: str
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Describe one school or service; each is itself and equals no other, so that it may be remembered by.

    `names` are the spellings under which composite values may point at it: its folded DN, its AAF
    key and its UAI. `school` tells its UAI, or its SIREN where it has none, even of a service, which is no school.
    """

    dn: str
    names: frozenset[str]
    school: School
    is_school: bool
    divisions: Mapping[str, str]
    groups: Mapping[str, Group]

    def division_label(self, code: str) -> str:
        """Return the label of a division, or its code where the structure does not name it."""
        return self.divisions.get(code) or code

    def group_label(self, code: str) -> str:
        """Return the label of a group, or its code where the structure does not name it."""
        group = self.groups.get(code)
        return group.label if group and group.label else code


def read_structure(entry: Entry) -> Structure:
    """Read ENTStructureClasses as `code$label$MEF` and ENTStructureGroupes as `code$label$division…`."""
    spellings = (fold_dn(entry.dn), entry.first("ENTStructureJointure"), entry.first("ENTStructureUAI"))
    return Structure(
        dn=entry.dn,
        names=frozenset(name for name in spellings if name),
        school=_read_school(entry),
        is_school="entetablissement" in (name.lower() for name in entry.values("objectClass")),
        divisions={
            parts[0]: parts[1] if len(parts) > 1 else ""
            for parts in (value.split("$") for value in entry.values("ENTStructureClasses"))
        },
        groups={
            parts[0]: Group(parts[1] if len(parts) > 1 else "", tuple(part for part in parts[2:] if part))
            for parts in (value.split("$") for value in entry.values("ENTStructureGroupes"))
        },
    )


def _read_school(entry: Entry) -> School:
    uai = entry.first("ENTStructureUAI")
    academy, joined, _ = entry.first("ENTStructureJointure").partition("$")
    return School(
        uai=uai or entry.first("ENTStructureSIREN"),
        name=entry.first("ENTStructureNomCourant"),
        project=entry.first("preauIdENT") or None,
        nature=_read_nature(entry.first("ENTStructureTypeStruct")),
        academy=academy if joined else "",
        department=uai[:_DEPARTMENT_DIGITS],
        town=entry.first("l"),
        postal_code=entry.first("postalCode"),
    )


def _read_nature(kind: str) -> str:
    """Return the nature of a type of structure, empty where none is known."""
    folded = kind.strip().casefold()
    return next((nature for word, nature in _NATURES if folded.startswith(word)), "")
