"""Owns the port of assignment reports: what is kept of them from day to day."""

from datetime import datetime
from typing import Protocol

from broker.core.rights.assignment_report import AssignmentReport


class Reports(Protocol):
    """Keep reports with what they say. Raises `RecordsUnavailable` when it cannot answer."""

    def keep(self, report: AssignmentReport, text: str) -> None:
        """Keep a report; where one of that name is kept already, that one stays."""
        ...

    def of_distributor(self, distributor: str) -> tuple[AssignmentReport, ...]:
        """Return what is known of a distributor's reports, the oldest first."""
        ...

    def read(self, distributor: str, name: str) -> str | None:
        """Return what a report says."""
        ...

    def take(self, distributor: str, name: str, at: datetime) -> None:
        """Note that a report was taken into account; the first time stays."""
        ...

    def forget_before(self, distributor: str, moment: datetime) -> None:
        """Take out a distributor's reports that were made before a moment."""
        ...
