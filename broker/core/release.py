"""Owns what may leave: a release, its lineage, and the names of what is withheld."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broker.core.profile import Profile
from broker.core.rights.access import Door
from broker.core.sentence import Sentence


class Withholding(StrEnum):
    """Say why an attribute stays: the closed list of reasons."""

    NOT_IN_CONTRACT = "not_in_contract"
    NOT_FOR_PROFILE = "not_for_profile"
    NOT_APPROVED = "not_approved"
    NO_VALUE = "no_value"
    MALFORMED = "malformed"


REASONS = {
    Withholding.NOT_IN_CONTRACT: Sentence("le contrat ne le nomme pas", "the contract does not name it"),
    Withholding.NOT_FOR_PROFILE: Sentence(
        "le contrat ne le prévoit pas pour ce profil", "the contract does not grant it for this profile"
    ),
    Withholding.NOT_APPROVED: Sentence("il n’a pas été approuvé", "it was not approved"),
    Withholding.NO_VALUE: Sentence("l’annuaire n’a pas de valeur", "the directory has no value"),
    Withholding.MALFORMED: Sentence(
        "la valeur de l’annuaire n’a pas la forme prévue", "the directory's value is not well formed"
    ),
}


@dataclass(frozen=True, slots=True)
class ReleasedAttribute:
    """Hold what leaves under one catalogue code, where it comes from and why."""

    code: str
    values: tuple[str, ...]
    source: str
    transformation: Sentence
    purpose: str

    def __repr__(self) -> str:
        """Show the code only."""
        return f"ReleasedAttribute({self.code})"


@dataclass(frozen=True, slots=True)
class WithheldAttribute:
    """Name what does not leave, and why; never the value."""

    code: str
    reason: Withholding


_SEAL = object()


@dataclass(frozen=True, slots=True, init=False)
class Release:
    """Hold what one service receives about one person: the only thing a protocol may see.

    Only `core.minimisation` can make one: the constructor wants its seal. `door` is what opened the resource to the
    person, None where resources are not subscribed to; traces and counts read it, no service is sent it. Nor is
    anybody sent `mark`, by which the journal recognises the person.
    """

    contract: str
    contract_version: int
    contract_fingerprint: str
    resource: str
    subject: str
    uai: str
    profile: Profile
    released: tuple[ReleasedAttribute, ...]
    withheld: tuple[WithheldAttribute, ...]
    decided_at: datetime
    door: Door | None
    mark: str = field(compare=False)  # a preview has none, and is the same release

    def __init__(  # noqa: PLR0913 - one argument per field, made in one place only
        self,
        seal: object,
        *,
        contract: str,
        contract_version: int,
        resource: str,
        subject: str,
        uai: str,
        profile: Profile,
        released: tuple[ReleasedAttribute, ...],
        withheld: tuple[WithheldAttribute, ...],
        decided_at: datetime,
        contract_fingerprint: str = "",
        door: Door | None = None,
        mark: str = "",
    ) -> None:
        """Refuse anybody who does not hold the seal."""
        assert seal is _SEAL, "only core.minimisation makes a release"
        put = object.__setattr__
        put(self, "contract", contract)
        put(self, "contract_version", contract_version)
        put(self, "contract_fingerprint", contract_fingerprint)
        put(self, "resource", resource)
        put(self, "subject", subject)
        put(self, "uai", uai)
        put(self, "profile", profile)
        put(self, "released", released)
        put(self, "withheld", withheld)
        put(self, "decided_at", decided_at)
        put(self, "door", door)
        put(self, "mark", mark)

    def __repr__(self) -> str:
        """Show the codes released, never a value."""
        return f"Release({self.resource}, {[attribute.code for attribute in self.released]})"
