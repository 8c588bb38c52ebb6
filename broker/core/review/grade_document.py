"""Owns a grade as JSON-able data, and what has changed between two."""

from collections import Counter
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.review.deductions import WEAKNESSES
from broker.core.review.grade import Grade, Reason

FORMAT = "preau-grade-1"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold two grades found with as much known for both, and what only one of them was marked down for."""

    before: Grade
    after: Grade

    @property
    def mended(self) -> tuple[Reason, ...]:
        """Return the reasons that are gone."""
        return _beyond(self.before, self.after)

    @property
    def new(self) -> tuple[Reason, ...]:
        """Return the reasons that have come."""
        return _beyond(self.after, self.before)


def grade_document(contract: Contract, found: Grade, comparison: Comparison | None = None) -> dict[str, object]:
    """Return the grade of a contract; with the one before and what has changed, where they were compared."""
    document: dict[str, object] = {
        "resource": contract.resource,
        "contract": contract.name,
        "version": contract.version,
        "fingerprint": contract.fingerprint,
        **_grade(found),
    }
    if comparison is None:
        return document
    return {
        **document,
        "compared": {
            "before": _grade(comparison.before),
            "after": _grade(comparison.after),
            "mended": [_reason(one) for one in comparison.mended],
            "new": [_reason(one) for one in comparison.new],
        },
    }


def _beyond(one: Grade, other: Grade) -> tuple[Reason, ...]:
    return tuple((Counter(one.reasons) - Counter(other.reasons)).elements())


def _grade(found: Grade) -> dict[str, object]:
    return {
        "grade": found.letter.value,
        "points": found.points,
        "unknown": [source.value for source in found.unknown],
        "reasons": [_reason(one) for one in found.reasons],
    }


def _reason(reason: Reason) -> dict[str, object]:
    deduction = reason.deduction
    return {
        "weakness": deduction.weakness.value,
        "title": WEAKNESSES[deduction.weakness].in_language("fr"),
        "reason": deduction.name,
        "attribute": reason.code,
        "points": deduction.points,
        "why": deduction.why.fr,
    }
