"""Owns what notices must be together: one for each resource, and each daughter's mother among them."""

from collections.abc import Iterable, Iterator, Mapping

from broker.core.errors import Problem
from broker.core.rights.notice import Notice
from broker.definitions.notice_reader import NoticeRead


def gather(reads: Iterable[NoticeRead]) -> tuple[Mapping[str, Notice], tuple[Problem, ...], frozenset[str]]:
    """Return the notices by resource, every problem, and the resources whose notice is wrong.

    Of two files for one resource the first counts.
    """
    found: dict[str, NoticeRead] = {}
    problems: list[Problem] = []
    for read in reads:
        problems += read.problems
        before = found.setdefault(read.resource or read.label, read)
        if before is not read:
            what = f"{before.label} is the notice of {read.resource} already"
            problems.append(Problem(read.label, "resource", what, "keep one of the two"))
    notices = {resource: read.notice for resource, read in found.items() if read.notice}
    orphans = {problem.file: problem for problem in _find_orphans(found.values(), notices)}
    wrong = {read.resource for read in found.values() if read.notice is None or read.label in orphans}
    kept = {resource: notice for resource, notice in notices.items() if resource not in wrong}
    return kept, (*problems, *orphans.values()), frozenset(wrong - {""})


def _find_orphans(reads: Iterable[NoticeRead], notices: Mapping[str, Notice]) -> Iterator[Problem]:
    """Yield a problem for each daughter whose mother is none."""
    for read in reads:
        mother = read.notice.mother if read.notice else ""
        if mother and mother not in notices:
            yield Problem(read.label, "mother", f"{mother} has no notice", "write one, with is_mother = true")
        elif mother and not notices[mother].is_mother:
            what = f"{mother} is no mother of a family"
            yield Problem(read.label, "mother", what, "write is_mother = true in its notice, or name another")
