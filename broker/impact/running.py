"""Owns the going through everybody, by one process or several; what they bring back are counts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from broker.core.impact.survey import Counts, Group, Survey
from broker.directories.snapshot_merge import walk
from broker.impact.inquiry import Ground, Inquiry

_PEOPLE_PER_PART = 20_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Hold what was counted of the people of one directory."""

    directory: str
    groups: tuple[Group, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Work:
    """Hold what a process works on."""

    ground: Ground
    survey: Survey
    parts: int

    def count(self, part: int) -> Counts:
        return self.survey.count(walk(self.ground.before, self.ground.after, part, self.parts))


_taken: list[_Work] = []  # what this process, a child of the one that asks, was given when it began


def survey_all(inquiry: Inquiry, jobs: int, progress: Progress) -> Iterator[Surveyed]:
    """Yield what is counted of one directory after another; `progress` is told of parts done among how many."""
    for ground in inquiry.grounds():
        survey = Survey(ground.pairs, inquiry.worlds, inquiry.now)
        people = max(len(ground.before), len(ground.after))
        work = _Work(ground, survey, max(1, people // _PEOPLE_PER_PART, min(jobs, people)))
        counts = survey.start()
        for done, counted in enumerate(_run(work, jobs), 1):
            counts.join(counted)
            progress(done, work.parts)
        ground.close()
        yield Surveyed(ground.directory, survey.groups, counts)


def _run(work: _Work, jobs: int) -> Iterator[Counts]:
    if min(jobs, work.parts) == 1:
        yield from map(work.count, range(work.parts))
        return
    with ProcessPoolExecutor(jobs, get_context("fork"), _take, (work,)) as pool:
        yield from pool.map(_count, range(work.parts))


def _take(work: _Work) -> None:
    _taken[:] = [work]


def _count(part: int) -> Counts:
    return _taken[0].count(part)
