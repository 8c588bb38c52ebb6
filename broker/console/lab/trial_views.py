"""Owns the shapes that the page of a trial shows."""

from dataclasses import dataclass

from broker.console.lab.trial_book import Outcome, TrialState
from broker.core.errors import Refusal
from broker.core.refusals.listing import find_refusal
from broker.core.sentence import Sentence
from broker.core.starvation import TITLES, Alteration, Cut
from broker.lab.attempt import ENDINGS, Attempt, Ending
from broker.lab.findings import NEEDS, Finding, Need

_BORNE = Sentence("supporté", "borne")
_BREAKS = Sentence("échec", "breaks")
_NOT_KNOWN = Sentence("—", "—")
_NOTHING = Sentence("rien n’est altéré", "nothing is altered")


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """Show one attempt: what was altered, and how it ended."""

    number: int
    altered: tuple[tuple[str, Sentence], ...]
    nothing: Sentence
    ending: Sentence
    is_good: bool
    where: str
    status: int
    unmet: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Show what is known of one attribute; `marks` are in the order of the alterations."""

    code: str
    need: Sentence
    is_spared: bool
    marks: tuple[tuple[Sentence, Sentence], ...]


@dataclass(frozen=True, slots=True)
class TrialView:
    """Show one trial: who, what, how far, and its outcome or what stopped it."""

    title: Sentence
    resource: str
    contract: str
    person: Sentence
    criteria: tuple[str, ...]
    began: str
    made: int
    most: int
    is_over: bool
    refusal: Refusal | None
    attempts: tuple[AttemptRow, ...]
    findings: tuple[FindingRow, ...]
    spared: tuple[str, ...]
    outcome: Outcome | None


def view_trial(state: TrialState) -> TrialView:
    """Return how a trial stands, as its page shows it."""
    kind = find_refusal(state.refusal)
    findings = state.outcome.findings if state.outcome else ()
    return TrialView(
        title=state.title,
        resource=state.resource,
        contract=state.contract,
        person=state.person,
        criteria=state.criteria,
        began=f"{state.began:%Y-%m-%d %H:%M:%S} UTC",
        made=len(state.attempts),
        most=state.most,
        is_over=state.is_over,
        refusal=kind(received=state.received) if kind else None,
        attempts=tuple(_attempt(number, one) for number, one in enumerate(state.attempts, 1)),
        findings=tuple(_finding(one) for one in findings),
        spared=tuple(one.code for one in findings if one.need is Need.NOT_NEEDED),
        outcome=state.outcome,
    )


def _attempt(number: int, attempt: Attempt) -> AttemptRow:
    return AttemptRow(
        number=number,
        altered=tuple(_cut(cut) for cut in attempt.cuts),
        nothing=_NOTHING,
        ending=ENDINGS[attempt.ending],
        is_good=attempt.ending is Ending.SUCCESS,
        where=attempt.where,
        status=attempt.status,
        unmet=attempt.unmet,
        code=attempt.code,
    )


def _cut(cut: Cut) -> tuple[str, Sentence]:
    return cut.code, TITLES[cut.alteration]


def _finding(finding: Finding) -> FindingRow:
    known = {**dict.fromkeys(finding.endured, _BORNE), **dict.fromkeys(finding.broken, _BREAKS)}
    return FindingRow(
        finding.code,
        NEEDS[finding.need],
        finding.need is Need.NOT_NEEDED,
        tuple((TITLES[one], known.get(one, _NOT_KNOWN)) for one in Alteration),
    )
