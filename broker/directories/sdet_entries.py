"""Owns the shape of a directory entry, and the SDET attributes that are read (facts/identity-providers.md 6.1).

What is not named here is never asked of a server nor kept from a file (security-catalogue.md K222).
"""

from collections.abc import Mapping
from dataclasses import dataclass

PERSON_ATTRIBUTES = (
    "objectClass",
    "sn",
    "givenName",
    "personalTitle",
    "mail",
    "mobile",
    "ENTPersonLogin",
    "ENTPersonJointure",
    "ENTPersonGARIdentifiant",
    "ENTPersonSexe",
    "ENTPersonDateNaissance",
    "ENTPersonStructRattach",
    "ENTPersonProfils",
    "ENTPersonFonctions",
    "ENTEleveINE",
    "ENTEleveStructRattachId",
    "ENTEleveMEF",
    "ENTEleveClasses",
    "ENTEleveGroupes",
    "ENTAuxPersRelEleveEleve",
    "ENTAuxEnsMEF",
    "ENTAuxEnsMatiereEnseignEtab",
    "ENTAuxEnsClasses",
    "ENTAuxEnsGroupes",
    "preauSituation",
    "preauExpires",
)
CHILD_ATTRIBUTES = (  # what is read of the children of somebody else's entry
    "ENTPersonJointure",
    "ENTPersonDateNaissance",
    "ENTPersonStructRattach",
    "ENTEleveStructRattachId",
)
STRUCTURE_ATTRIBUTES = (
    "objectClass",
    "ENTStructureJointure",
    "ENTStructureNomCourant",
    "ENTStructureSIREN",
    "ENTStructureUAI",
    "ENTStructureTypeStruct",
    "ENTStructureClasses",
    "ENTStructureGroupes",
    "l",
    "postalCode",
    "preauIdENT",
)


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """Hold one entry: its DN, and its values by attribute name in the spelling of this module."""

    dn: str
    attributes: Mapping[str, list[str]]

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute, none when it is absent."""
        return self.attributes.get(name, [])

    def first(self, name: str) -> str:
        """Return the first value, or an empty text."""
        values = self.attributes.get(name)
        return values[0] if values else ""

    def __repr__(self) -> str:
        """Show how many attributes there are: the DN itself may name a person."""
        return f"Entry({len(self.attributes)} attributes)"


def fold_dn(dn: str) -> str:
    """Return a DN in the one spelling under which it is compared: case and spaces after commas do not count."""
    return dn.replace(", ", ",").casefold()
