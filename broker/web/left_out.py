"""Owns what a médiacentre of the sandbox says of what does not open: its title, why, and a link to the refusal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broker.core.access_link import access_link
from broker.core.rights.seeds import SeededCase
from broker.core.sentence import Sentence
from broker.flows.resource_listing import LeftOut
from broker.web.parts import parts

_MOST = 60


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """Show one resource that does not open."""

    title: Sentence
    url: str
    sentence: Sentence
    code: str


def left_out_rows(found: Sequence[LeftOut], project: str, uai: str, login: str) -> tuple[LeftOutRow, ...]:
    """Return the rows of what a list leaves out, sixty at most; their links are those of a project's school.

    What the sandbox's own cases say of this person, or of everybody, goes before what the refusal says.
    """
    explained = _explanations(case for case in parts().find_cases() if case.login in {"", login})
    entry = parts().hub.entry_url
    return tuple(
        LeftOutRow(
            title=one.notice.title,
            url=access_link(entry, one.notice.resource, project=project, uai=uai),
            sentence=explained.get((one.notice.resource, one.refusal.code), one.refusal.sentence),
            code=one.refusal.code,
        )
        for one in found[:_MOST]
    )


def _explanations(cases: Iterable[SeededCase]) -> dict[tuple[str, str], Sentence]:
    """Return what cases say, by resource and code of the refusal."""
    return {(case.resource, case.outcome): case.explanation for case in cases}
