"""Owns the running of a trial behind the console's page: one at a time, bounded in time, told attempt by attempt."""

import json
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from broker.console.lab.trial_book import Outcome, TrialBook, TrialState
from broker.core.contract import Contract
from broker.core.errors import ConfigurationError, Refusal
from broker.core.refusals.lab import TrialTooLong
from broker.core.sentence import Sentence
from broker.core.starvation import Cut
from broker.definitions.contract_narrowing import narrow, settle, show_difference
from broker.definitions.contract_source import read_source
from broker.flows.ports import Clock
from broker.lab.attempt import Attempt
from broker.lab.campaign import Campaign, most_attempts
from broker.lab.criteria import Criteria
from broker.lab.evidence import Trial, codes_of, remarks_on, write_evidence, write_reason
from broker.lab.orders import OrderBook
from broker.lab.probe import Probe, Visitor

MOST_SECONDS = 240


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a trial is asked for: of which contract, as whom (the title of a card), by which criteria."""

    contract: Contract
    visitor: Visitor
    person: Sentence
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class TrialRunner:
    """Run trials in a thread of their own; `folders` hold the contracts' files."""

    book: TrialBook
    orders: OrderBook
    clock: Clock
    folders: tuple[Path, ...]

    def start(self, name: str, asked: Asked) -> None:
        """Begin a trial under a name that the book gave, and return at once."""
        contract = asked.contract
        state = TrialState(
            id=name,
            issuer=contract.issuer,
            resource=contract.resource,
            contract=contract.name,
            title=contract.title,
            person=asked.person,
            criteria=asked.criteria.words(),
            began=self.clock.now(),
            most=most_attempts(len(contract.clauses)),
        )
        self.book.save(state)
        threading.Thread(target=_Run(self, asked, state).run, name="trial", daemon=True).start()


class _Run:
    """Make one trial's attempts, and keep how it stands after each."""

    def __init__(self, runner: TrialRunner, asked: Asked, state: TrialState) -> None:
        self._runner, self._asked, self._state = runner, asked, state

    def run(self) -> None:
        """Run the trial to its end; whatever that is, another may begin."""
        try:
            self._conclude()
        except Refusal as refusal:
            self._state = replace(self._state, refusal=refusal.code, received=refusal.received)
        except ConfigurationError as error:
            self._state = replace(self._state, received=str(error))
        finally:
            self._runner.book.save(replace(self._state, is_over=True))

    def _conclude(self) -> None:
        contract, asked = self._asked.contract, self._asked
        attempt = Probe(asked.visitor, asked.criteria, self._place).attempt
        course = Campaign(attempt, codes_of(contract), self._tell).run()
        trial = Trial(contract, self._state.began, asked.criteria.words(), (course,))
        before, left = read_source(self._runner.folders, contract), settle(contract, trial.left)
        proposal = narrow(before, left, write_reason(trial, left)) if left else ""
        outcome = Outcome(
            findings=trial.findings,
            remarks=tuple(remarks_on(trial)),
            evidence=json.dumps({**write_evidence(trial), "proposal": proposal}, ensure_ascii=False, indent=2),
            proposal=proposal,
            difference=show_difference(before, proposal, contract.name) if proposal else "",
        )
        self._state = replace(self._state, outcome=outcome)

    def _place(self, cuts: tuple[Cut, ...]) -> str:
        return self._runner.orders.place(self._asked.contract.issuer, self._asked.contract.resource, cuts)

    def _tell(self, _number: int, _most: int, attempt: Attempt) -> None:
        self._state = replace(self._state, attempts=(*self._state.attempts, attempt))
        self._runner.book.save(self._state)
        ends = self._state.began + timedelta(seconds=MOST_SECONDS)
        if self._runner.clock.now() > ends:
            raise TrialTooLong(expected=f"at most {MOST_SECONDS} s")
