"""Owns what a reading of the whole journal finds wrong: what, and from which position to which."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.sentence import Sentence


class Fault(StrEnum):
    """Name what was done to the journal."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    HEAD_FORGED = "head_forged"
    HEAD_BROKEN = "head_broken"
    HEAD_MISSING = "head_missing"


FAULTS = {
    Fault.CHANGED: Sentence(
        "la ligne ne suit pas de la précédente : elle, ou celle d’avant, a été changée",
        "the line does not follow from the one before: it, or the one before, was changed",
    ),
    Fault.REMOVED: Sentence("des lignes ont été retirées ici", "lines were removed here"),
    Fault.INSERTED: Sentence("une ligne a été insérée ici", "a line was inserted here"),
    Fault.REORDERED: Sentence("deux lignes ont été échangées", "two lines were exchanged"),
    Fault.REWRITTEN: Sentence(
        "ces lignes ne sont pas celles que leur tête signée a scellées",
        "these lines are not those that their signed head has sealed",
    ),
    Fault.HEAD_FORGED: Sentence(
        "la tête de ces lignes n’est signée par aucune de nos clés, ni reprise par une tête qui le soit",
        "the head of these lines is signed by no key of ours, nor followed by a head that is",
    ),
    Fault.HEAD_BROKEN: Sentence(
        "la tête de ces lignes ne suit pas de la précédente", "the head of these lines does not follow the one before"
    ),
    Fault.HEAD_MISSING: Sentence("ces lignes n’ont pas de tête signée", "these lines have no signed head"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Name one thing that is wrong, with the positions that it is about, both included."""

    fault: Fault
    first: int
    last: int

    @property
    def what(self) -> Sentence:
        """Say what is wrong."""
        return FAULTS[self.fault]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what a reading of the whole journal gave: how many lines and heads, how far it is sealed, the faults."""

    lines: int
    heads: int
    sealed: int
    digest: str
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings
