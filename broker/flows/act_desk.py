"""Owns the writing-down of acts: every one before its answer goes out, and a release only where it could be written."""

import logging
from dataclasses import dataclass, field

from broker.core.identity import PersonKey
from broker.core.journal.act import NO_CONTRACT, Act, ActKind, ContractMark, Disclosure, Line
from broker.core.journal.commitment import mark_person
from broker.core.journal.release_act import Leaving, act_of
from broker.core.refusals.account import RecordsUnavailable
from broker.core.refusals.journal import JournalUnavailable
from broker.core.release import Release
from broker.flows.journal_ports import Acts
from broker.flows.journal_sealing import Sealing
from broker.flows.ports import Clock

_log = logging.getLogger("preau.journal")


@dataclass(frozen=True, slots=True)
class Refused:
    """Say what was refused, by code, in which journey; the contract where one was found."""

    code: str
    issuer: str
    protocol: str = ""
    journey: str = ""
    contract: ContractMark = NO_CONTRACT


@dataclass(frozen=True, slots=True)
class ActDesk:
    """Write acts into the journal; `key` is the secret by which people are recognised there."""

    acts: Acts
    clock: Clock
    sealing: Sealing
    key: bytes = field(repr=False)

    def mark(self, person: PersonKey) -> str:
        """Return by what the journal recognises a person."""
        return mark_person(self.key, person)

    def record_release(self, release: Release, leaving: Leaving) -> Line:
        """Write down what leaves, durably; raises `JournalUnavailable`, and then it may not leave."""
        return self._record(*act_of(release, leaving))

    def record_refusal(self, refused: Refused) -> None:
        """Write down a refusal; where that fails the refusal stands all the same, and the operator's log says so."""
        act = Act(
            at=self.clock.now(),
            issuer=refused.issuer,
            kind=ActKind.REFUSAL,
            what=refused.code,
            contract=refused.contract,
            protocol=refused.protocol,
            journey=refused.journey,
        )
        self._try(act)

    def record_contract_change(self, step: str, contract: ContractMark, *, issuer: str, actor: str) -> Line:
        """Write down a step of a contract's life, with the version that it leads to; raises `JournalUnavailable`."""
        act = Act(self.clock.now(), issuer, ActKind.CONTRACT, step, actor, contract)
        return self._record(act)

    def record_key_step(self, step: str, *, issuer: str, use: str) -> Line:
        """Write down a step with our keys, and seal the journal with the key that signs from now on."""
        line = self._record(Act(self.clock.now(), issuer, ActKind.KEY, f"{step}.{use}", "operator"))
        self.sealing.seal()
        return line

    def record_administration(self, what: str, *, actor: str, issuer: str = "") -> Line:
        """Write down an act of administration; raises `JournalUnavailable`."""
        return self._record(Act(self.clock.now(), issuer, ActKind.ADMINISTRATION, what, actor))

    def note_administration(self, what: str, *, actor: str, issuer: str = "") -> None:
        """Write down an act of administration that was done already; where that fails, the operator's log says so."""
        self._try(Act(self.clock.now(), issuer, ActKind.ADMINISTRATION, what, actor))

    def _record(self, act: Act, disclosure: Disclosure | None = None) -> Line:
        try:
            line = self.acts.append(act, disclosure)
        except RecordsUnavailable as refusal:
            raise JournalUnavailable(cause=refusal.cause) from None
        self.sealing.seal_if_due(line.position)
        return line

    def _try(self, act: Act) -> None:
        try:
            self._record(act)
        except JournalUnavailable as refusal:
            _log.error("not journaled act=%s what=%s cause=%s", act.kind, act.what, refusal.cause or "-")
