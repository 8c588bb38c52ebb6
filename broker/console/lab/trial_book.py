"""Owns how a trial that the console runs stands: what was asked, how far it is, what it brought. It holds no value."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from broker.core.sentence import Sentence
from broker.flows.ports import Store
from broker.lab.attempt import Attempt
from broker.lab.findings import Finding
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

KEPT_SECONDS = 3600
RUNNING_SECONDS = 300  # after which one that died with its process is no longer in the way
_RUNNING = name_key("trial-running")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what a finished trial shows: the evidence as JSON, and the proposal, empty where there is none."""

    findings: tuple[Finding, ...]
    remarks: tuple[Sentence, ...]
    evidence: str
    proposal: str = ""
    difference: str = ""


@dataclass(frozen=True, slots=True)
class TrialState:
    """Hold one trial: of which contract, as whom, by which criteria; its attempts so far, of at most so many.

    `refusal` is the code of what stopped it, and `received` what that was met with.
    """

    id: str
    issuer: str
    resource: str
    contract: str
    title: Sentence
    person: Sentence
    criteria: tuple[str, ...]
    began: datetime
    most: int
    attempts: tuple[Attempt, ...] = ()
    is_over: bool = False
    refusal: str = ""
    received: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class TrialBook:
    """Keep trials in the short-lived store, for every process alike; one runs at a time."""

    store: Store

    def begin(self) -> str | None:
        """Return the name of a new trial, or None while another is running."""
        name = secrets.token_urlsafe(18)
        return name if self.store.add(_RUNNING, name.encode(), RUNNING_SECONDS) else None

    def save(self, state: TrialState) -> None:
        """Keep how a trial stands; one that is over makes room for the next."""
        self.store.put(name_key("trial", state.id), encode(state), KEPT_SECONDS)
        if state.is_over:
            self.store.forget(_RUNNING)

    def find(self, name: str) -> TrialState | None:
        """Return how a trial of the last hour stands."""
        stored = self.store.find(name_key("trial", name))
        return None if stored is None else decode(stored, TrialState)
