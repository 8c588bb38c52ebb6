"""Owns how long each kind of data is kept, and what becomes of it: in use, then in an archive, then at its end.

The three states are those of the doctrine of digital education (5.3.6): current, intermediate, final.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from broker.core.duration import Duration
from broker.core.sentence import Sentence


class DataKind(StrEnum):
    """Name a kind of data that is kept."""

    OUTBOX = "outbox"
    SUBSCRIPTIONS = "subscriptions"
    REPORTS = "reports"
    ACCESS_COUNTS = "access_counts"


KIND_TITLES = {
    DataKind.OUTBOX: Sentence(
        "messages de la boîte d’envoi, depuis leur envoi", "messages of the outbox, since they were sent"
    ),
    DataKind.SUBSCRIPTIONS: Sentence(
        "abonnements, avec leurs affectations et licences, depuis leur fin",
        "subscriptions, with their assignments and licences, since they ended",
    ),
    DataKind.REPORTS: Sentence("rapports d’affectation, depuis leur jour", "assignment reports, since their day"),
    DataKind.ACCESS_COUNTS: Sentence("décomptes des accès, depuis leur jour", "counts of accesses, since their day"),
}


class Fate(StrEnum):
    """Say what becomes of data in the end."""

    DESTROY = "destroy"
    KEEP = "keep"


FATES = {
    Fate.DESTROY: Sentence("détruites", "destroyed"),
    Fate.KEEP: Sentence("gardées pour toujours", "kept for good"),
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """Say how long data are in use, how long in an archive after that, and what becomes of them in the end."""

    current: Duration
    intermediate: Duration
    fate: Fate = Fate.DESTROY

    def last_current(self, today: date) -> date:
        """Return the first day whose data are still in use."""
        return self.current.before(today)

    def last_archived(self, today: date) -> date:
        """Return the first day whose archives are still kept."""
        return self.intermediate.before(today)


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """Report one kind: rows in use, rows whose use is over, archives kept, archives whose time is over."""

    kind: DataKind
    keeping: Keeping
    current: int
    over: int
    archives: int
    archives_over: int


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """Report what retention asks for on a day; `applied` says whether it was done."""

    day: date
    applied: bool
    lines: tuple[RetentionLine, ...]
