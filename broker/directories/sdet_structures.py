"""Owns how a structure's entry is read: its identity, its ENT project, its divisions and groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.directories.sdet_entries import Entry, fold_dn

_FIRST_DEGREE = ("ecole", "école", "maternelle", "elementaire", "élémentaire", "primaire")


@dataclass(frozen=True, slots=True)
class Group:
    """Describe one teaching group: its label and the codes of the divisions that it draws from."""

    label: str
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Describe one school or service; each is itself and equals no other, so that it may be remembered by.

    `names` are the spellings under which composite values may point at it: its folded DN, its AAF
    key and its UAI. `uai` falls back on the SIREN for a structure that has none.
    """

    names: frozenset[str]
    uai: str
    title: str
    project: str | None
    is_school: bool
    divisions: Mapping[str, str]
    groups: Mapping[str, Group]
    first_degree: bool = False

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
        names=frozenset(name for name in spellings if name),
        uai=entry.first("ENTStructureUAI") or entry.first("ENTStructureSIREN"),
        title=entry.first("ENTStructureNomCourant"),
        project=entry.first("preauIdENT") or None,
        is_school="entetablissement" in (name.lower() for name in entry.values("objectClass")),
        divisions={
            parts[0]: parts[1] if len(parts) > 1 else ""
            for parts in (value.split("$") for value in entry.values("ENTStructureClasses"))
        },
        groups={
            parts[0]: Group(parts[1] if len(parts) > 1 else "", tuple(part for part in parts[2:] if part))
            for parts in (value.split("$") for value in entry.values("ENTStructureGroupes"))
        },
        first_degree=entry.first("ENTStructureTypeStruct").casefold().startswith(_FIRST_DEGREE),
    )
