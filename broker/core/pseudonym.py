"""Owns opaque identifiers: stable inside one sector, unlinkable across sectors (design.md decision 8)."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

from broker.core.identity import PersonKey
from broker.core.sentence import Sentence


class Sector(StrEnum):
    """Say how far one pseudonym reaches; the real scope is unknown (facts/gar.md 3.4)."""

    PROVIDER = "provider"
    RESOURCE = "resource"
    PROJECT = "project"


class SubjectForm(StrEnum):
    """Choose what a service knows a person by: our pseudonym, or FranceConnect's formula over the pivot identity."""

    PSEUDONYM = "pseudonym"
    PIVOT = "pivot"


SECTORS = {
    Sector.PROVIDER: Sentence("fournisseur", "provider"),
    Sector.RESOURCE: Sentence("ressource", "resource"),
    Sector.PROJECT: Sentence("projet ENT", "ENT project"),
}


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """Hold one secret of at least 32 bytes and its version; a rotation adds a version."""

    secret: bytes
    version: int

    def __repr__(self) -> str:
        """Show the version only."""
        return f"PseudonymKey(version {self.version})"


def derive(key: PseudonymKey, person: PersonKey, sector: str) -> str:
    """Return the IDO of a person in a sector: 128 lower-case hexadecimal characters.

    Every part is length-prefixed, so that no two different inputs make the same message.
    """
    parts = (f"v{key.version}", person.project, person.identifier, sector)
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.new(key.secret, message, hashlib.sha512).hexdigest()
