"""Owns the answering of questions put to the statistics: what was counted, named by directory and notices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from broker.core.rights.notice import Notice
from broker.core.school import School
from broker.core.sentence import Sentence
from broker.flows.ports import Clock
from broker.flows.rights_ports import AccessCount, AccessCounts
from broker.stats.groupings import Names
from broker.stats.question import Question
from broker.stats.report import Report, make_report


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a report, and how its values are called."""

    report: Report
    names: Names


@dataclass(frozen=True, slots=True)
class StatisticsDesk:
    """Answer questions about accesses; `projects` names ENT projects, `smallest` is the least count shown."""

    clock: Clock
    counts: AccessCounts
    find_school: Callable[[str], School | None]
    find_notice: Callable[[str], Notice | None]
    projects: Mapping[str, Sentence]
    smallest: int

    def answer(self, question: Question) -> Answer:
        """Return what is shown for a question; raise `RecordsUnavailable`."""
        counts = self.counts.access_counts(question.period.first, question.period.last)
        names = self._name(counts)
        return Answer(make_report(question, counts, names, self.smallest), names)

    def _name(self, counts: Iterable[AccessCount]) -> Names:
        schools = {uai: self.find_school(uai) for uai in {one.uai for one in counts}}
        notices = {ark: self.find_notice(ark) for ark in {one.resource for one in counts}}
        return Names(
            {uai: school for uai, school in schools.items() if school is not None},
            {ark: notice for ark, notice in notices.items() if notice is not None},
            self.projects,
        )
