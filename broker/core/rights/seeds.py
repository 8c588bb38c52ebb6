"""Owns what a sandbox starts with: subscriptions, assignments, licences, and the cases worth trying that they make."""

from dataclasses import dataclass

from broker.core.identity import PersonKey
from broker.core.rights.assignment import Assignment, Licence
from broker.core.rights.subscription import Subscription
from broker.core.sentence import Sentence

OPENS = "opens"


@dataclass(frozen=True, slots=True)
class SeededAssignment:
    """Hold an assignment, and the people who take a licence by it."""

    assignment: Assignment
    people: tuple[PersonKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeds:
    """Hold all that is put, at once and once only, into records that have never held a subscription."""

    subscriptions: tuple[Subscription, ...]
    assignments: tuple[SeededAssignment, ...] = ()
    licences: tuple[Licence, ...] = ()


@dataclass(frozen=True, slots=True)
class SeededCase:
    """Say what becomes of one resource in the sandbox as it starts, and why.

    `outcome` is the code of a refusal, or OPENS; `login` and `uai` name the invented person and the school with whom it
    is so, both empty where it is so with everybody.
    """

    resource: str
    outcome: str
    explanation: Sentence
    login: str = ""
    uai: str = ""

    @property
    def opens(self) -> bool:
        """Tell whether the resource opens."""
        return self.outcome == OPENS
