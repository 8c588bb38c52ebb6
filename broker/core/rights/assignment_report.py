"""Owns assignment reports ("rapports d'affectation"): what is known of each, and the states to ask by."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReportState(StrEnum):
    """Name which reports are asked for, as the service spells it (facts/gar.md 7.4)."""

    TAKEN = "PRIS_EN_COMPTE"
    WAITING = "NON_PRIS_EN_COMPTE"
    ALL = "TOUT"


@dataclass(frozen=True, slots=True)
class AssignmentReport:
    """Describe one report: `name` is that of its file, `size` the bytes of it; `taken` is when it was first fetched.

    That fetching is what takes it into account is a simulated assumption.
    """

    distributor: str
    name: str
    made: datetime
    size: int
    taken: datetime | None = None

    @property
    def state(self) -> ReportState:
        """Return whether it was taken into account."""
        return ReportState.WAITING if self.taken is None else ReportState.TAKEN

    def fits(self, asked: ReportState) -> bool:
        """Tell whether it is among those asked for."""
        return asked in {ReportState.ALL, self.state}
