"""Owns the port by which every change of a contract is told to whoever keeps account of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from broker.core.roles import Role


class ContractEvent(StrEnum):
    """Name what happened to a contract."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EDITED = "edited"
    IMPORTED = "imported"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SUSPENSION_ASKED = "suspension_asked"
    RESUMPTION_ASKED = "resumption_asked"


@dataclass(frozen=True, slots=True)
class ContractNote:
    """Hold one change, before it counts: `version` is the number that it leads to, or from which somebody acts.

    `content` is the fingerprint that it is about; `role` who acts, None where a file did. No name of anybody stands
    here: who signed what stands in the contract itself.
    """

    event: ContractEvent
    issuer: str
    contract: str
    version: int
    content: str
    role: Role | None = None


class ContractNotes(Protocol):
    """Take notes of what happens to contracts."""

    def note(self, note: ContractNote) -> None:
        """Keep one note; it returns once that is done, and raises a refusal where it cannot be."""
        ...


class NoContractNotes:
    """Keep no account: for what only reads."""

    def note(self, note: ContractNote) -> None:
        """Forget it."""
