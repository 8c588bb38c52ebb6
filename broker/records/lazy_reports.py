"""Owns the reports of records that may be blank: what is looked for there is nothing, and makes no file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broker.core.rights.assignment_report import AssignmentReport
from broker.flows.report_ports import Reports


@dataclass(frozen=True, slots=True)
class LazyReports:
    """Hold reports (port `Reports`): `find_kept` gives None while nothing was ever kept."""

    find_kept: Callable[[], Reports | None]
    open: Callable[[], Reports]

    def keep(self, report: AssignmentReport, file: bytes) -> None:
        """Keep a report and forget those beyond the latest; where one of that name is kept already, that one stays."""
        self.open().keep(report, file)

    def of_distributor(self, distributor: str) -> tuple[AssignmentReport, ...]:
        """Return what is known of a distributor's reports, the oldest first."""
        kept = self.find_kept()
        return kept.of_distributor(distributor) if kept else ()

    def read(self, distributor: str, name: str) -> bytes | None:
        """Return the file of a report."""
        kept = self.find_kept()
        return kept.read(distributor, name) if kept else None

    def take(self, distributor: str, name: str, at: datetime) -> None:
        """Note that a report was taken into account; the first time stays."""
        kept = self.find_kept()
        if kept is not None:
            kept.take(distributor, name, at)
