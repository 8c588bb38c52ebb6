"""Owns the port of assignment reports: what is kept of them from day to day."""

from datetime import datetime
from typing import Protocol

from broker.core.rights.assignment_report import AssignmentReport


class Reports(Protocol):
    """Keep the latest 90 reports of each distributor, as they were made. Raises `RecordsUnavailable`."""

    def keep(self, report: AssignmentReport, file: bytes) -> None:
        """Keep a report and forget those beyond the latest; where one of that name is kept already, that one stays."""
        ...

    def of_distributor(self, distributor: str) -> tuple[AssignmentReport, ...]:
        """Return what is known of a distributor's reports, the oldest first."""
        ...

    def read(self, distributor: str, name: str) -> bytes | None:
        """Return the file of a report."""
        ...

    def take(self, distributor: str, name: str, at: datetime) -> None:
        """Note that a report was taken into account; the first time stays."""
        ...
