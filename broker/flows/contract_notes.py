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
    """Hold one change: `version` is the number in force, or that was when somebody acted; 0 where there is none.

    `content` is the fingerprint that it is about, `codes` the attributes; `role` who acted, None where a file did.
    """

    event: ContractEvent
    contract: str
    version: int
    content: str
    codes: tuple[str, ...] = ()
    role: Role | None = None
    by: str = ""
    reason: str = ""


class ContractNotes(Protocol):
    """Take notes of what happens to contracts."""

    def note(self, note: ContractNote) -> None:
        """Keep one note; it returns once that is done."""
        ...


class NoContractNotes:
    """Keep no account: for what only reads."""

    def note(self, note: ContractNote) -> None:
        """Forget it."""
