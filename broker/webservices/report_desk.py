"""Owns the assignment reports of distributors: made once a day, kept for a month, listed and handed out.

The one whole report that stands last in every list, without a state, is what a public client reads (facts/gar.md 7.4);
that it says what the latest daily one says is a simulated assumption, and so is what the files are called.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broker.core.french_time import in_france
from broker.core.refusals.report import ReportUnknown
from broker.core.rights.assignment_report import AssignmentReport, ReportState
from broker.core.rights.subscription import Subscription
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.ports import Clock
from broker.flows.report_ports import Reports
from broker.flows.rights_ports import SubscriptionSearch
from broker.webservices.report_document import pack, write_report

_KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Serve one distributor at a time; `title_of` names what was subscribed to."""

    clock: Clock
    reports: Reports
    counting: AssignmentCounting
    title_of: Callable[[Subscription], str]

    def make(self, distributor: str) -> AssignmentReport:
        """Return today's report, made where there is none yet; those that are old go."""
        now = self.clock.now()
        name = _name_of(distributor, f"{in_france(now):%Y%m%d}")
        kept = self._find(distributor, name)
        if kept is not None:
            return kept
        return self._make(distributor, name, now)

    def list_reports(self, distributor: str, state: ReportState) -> tuple[AssignmentReport, ...]:
        """Return the reports in a state, the oldest first."""
        self.make(distributor)
        return tuple(one for one in self.reports.of_distributor(distributor) if one.fits(state))

    def whole(self, distributor: str) -> AssignmentReport:
        """Return the whole report, which has no state."""
        return replace(self.make(distributor), name=_name_of(distributor, _WHOLE))

    def hand_out(self, distributor: str, name: str) -> bytes:
        """Return the file of a report, which is taken into account from then on; raise `ReportUnknown`."""
        if name == _name_of(distributor, _WHOLE):
            return self._file(distributor, self.make(distributor).name, name)
        self.make(distributor)
        file = self._file(distributor, name, name)
        self.reports.take(distributor, name, self.clock.now())
        return file

    def _make(self, distributor: str, name: str, now: datetime) -> AssignmentReport:
        every = self.counting.every(SubscriptionSearch({"distributor": distributor}))
        text = write_report(self.counting.of(every), self.title_of)
        report = AssignmentReport(distributor, name, now, len(pack(name, text)))
        self.reports.keep(report, text)
        self.reports.forget_before(distributor, now - _KEPT)
        return self._find(distributor, name) or report

    def _find(self, distributor: str, name: str) -> AssignmentReport | None:
        return next((one for one in self.reports.of_distributor(distributor) if one.name == name), None)

    def _file(self, distributor: str, kept: str, name: str) -> bytes:
        text = self.reports.read(distributor, kept)
        if text is None:
            raise ReportUnknown(received=name[:100])
        return pack(name, text)


_WHOLE = "global"


def _name_of(distributor: str, day: str) -> str:
    return f"GAR-Affectations_{distributor}_{day}.zip"
