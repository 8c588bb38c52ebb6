"""Owns the assignment reports of distributors: made once a day and kept as made, listed and handed out.

The one whole report that stands last in every list, without a state, is what a public client reads (facts/gar.md 7.4);
that it is today's daily one is a simulated assumption, and so is what the files are called.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from broker.core.french_time import in_france
from broker.core.refusals.report import ReportUnknown
from broker.core.rights.assignment_report import AssignmentReport, ReportState
from broker.core.rights.subscription import Subscription
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.ports import Clock
from broker.flows.report_ports import Reports
from broker.flows.rights_ports import SubscriptionSearch
from broker.webservices.report_document import pack_report

_WHOLE = "global"


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Serve one distributor at a time; `title_of` names what was subscribed to. Raises `RecordsUnavailable`."""

    clock: Clock
    reports: Reports
    counting: AssignmentCounting
    title_of: Callable[[Subscription], str]

    def make(self, distributor: str) -> AssignmentReport:
        """Return today's report, made where there is none yet. Days are those of France."""
        now = self.clock.now()
        name = _name_of(distributor, f"{in_france(now):%Y%m%d}")
        kept = self._find(distributor, name)
        if kept is not None:
            return kept
        every = self.counting.every(SubscriptionSearch({"distributor": distributor}))
        file = pack_report(name, now, self.counting.of(every), self.title_of)
        report = AssignmentReport(distributor, name, now, len(file))
        self.reports.keep(report, file)
        return self._find(distributor, name) or report  # another process may have been first

    def find_reports(self, distributor: str, state: ReportState) -> tuple[AssignmentReport, ...]:
        """Return the reports in a state, the oldest first; today's is made where it is missing."""
        self.make(distributor)
        return tuple(one for one in self.reports.of_distributor(distributor) if one.fits(state))

    def find_whole(self, distributor: str) -> AssignmentReport:
        """Return the whole report, which has no state."""
        return replace(self.make(distributor), name=_name_of(distributor, _WHOLE))

    def read(self, distributor: str, name: str) -> bytes:
        """Return the file of a report; raise `ReportUnknown`. Only a name that was given out is looked for."""
        today = self.make(distributor)
        wanted = today.name if name == _name_of(distributor, _WHOLE) else name
        kept = self._find(distributor, wanted)
        file = self.reports.read(distributor, kept.name) if kept else None
        if file is None:
            raise ReportUnknown(received=name[:100])
        return file

    def take(self, distributor: str, name: str) -> None:
        """Note that a report was handed out; the whole one has no state, and nothing is noted."""
        self.reports.take(distributor, name, self.clock.now())

    def _find(self, distributor: str, name: str) -> AssignmentReport | None:
        return next((one for one in self.reports.of_distributor(distributor) if one.name == name), None)


def _name_of(distributor: str, day: str) -> str:
    return f"GAR-Affectations_{distributor}_{day}.zip"
