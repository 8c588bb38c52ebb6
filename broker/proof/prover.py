"""Owns the proof of one contract: everybody it could meet is tried, and what leaves is searched to the last byte."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from broker.core.contract import PAGE, Contract
from broker.core.errors import ConfigurationError, Refusal
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.release import Release
from broker.proof.carrier import Carried
from broker.proof.checking import Fault, Trial, check_message, make_trial, try_policy
from broker.proof.oracle import expect
from broker.proof.people import make_canary
from broker.proof.policy import OURS, Case, Policy
from broker.proof.runs import Run, class_of, plan_runs
from broker.proof.tally import Settled, Tally, Violation
from broker.proof.unsent import hold_unsent


class Writer(Protocol):
    """Write the messages of one language."""

    def write_every(self, language: str, release: Release, contract: Contract) -> tuple[Carried, ...]:
        """Return every message that would carry a release."""
        ...


@dataclass(frozen=True, slots=True)
class Prover:
    """Prove contracts, each by the writer of its issuer; the pseudonyms are made with a key of the proof's own."""

    writers: Mapping[str, Writer]
    key: PseudonymKey
    now: datetime
    policy: Policy = field(default=OURS)

    def prove(self, contract: Contract) -> Tally:
        """Return what the trials of one contract came to."""
        tally, seed = Tally(), zlib.crc32(contract.name.encode())
        for profile in sorted(contract.profiles):
            settled = Settled()
            for run in plan_runs(contract, profile, seed):
                self._try(contract, profile, run, tally, settled)
        return tally

    def _try(self, contract: Contract, profile: Profile, run: Run, tally: Tally, settled: Settled) -> None:
        protocols = contract.protocols or (PAGE,)
        trial = self._trial(contract, profile, run)
        note = _noting(trial, run, tally)
        release, faults = try_policy(trial, self.policy.issue)
        for protocol in protocols:
            settled.count(tally, protocol, run.cells.items())
        note(protocols[0], faults)
        if release is None:
            tally.refusals[trial.expected.refusal] += 1
            return
        tally.released += len(release.released) * len(protocols)
        for protocol in contract.protocols:
            self._write(release, trial, protocol, tally, note)

    def _trial(self, contract: Contract, profile: Profile, run: Run) -> Trial:
        canary = make_canary(profile, run.recipe)
        school = canary.membership.uai if contract.per_school else None
        case = Case(contract, canary.identity, canary.membership, self.key, self.now, school, profile)
        expected = expect(canary.identity, canary.membership, contract, self.key, self.now.date())
        return make_trial(case, canary, expected)

    def _write(
        self, release: Release, trial: Trial, protocol: str, tally: Tally, note: Callable[[str, Iterable[Fault]], None]
    ) -> None:
        try:
            full = hold_unsent(self.policy, release)
            messages = self.writers[trial.case.contract.issuer].write_every(protocol, full, trial.case.contract)
        except (Refusal, ConfigurationError) as error:
            note(protocol, [Fault(f"its message cannot be written: {type(error).__name__}")])
            return
        for message in messages:
            tally.messages += 1
            note(protocol, check_message(message, trial))


def _noting(trial: Trial, run: Run, tally: Tally) -> Callable[[str, Iterable[Fault]], None]:
    """Return what turns faults into violations of this trial."""
    case = trial.case
    cell = Violation(case.contract.name, case.membership.profile, "", "", "", "", "")

    def note(protocol: str, faults: Iterable[Fault]) -> None:
        for fault in faults:
            known = class_of(fault.attribute, run.recipe) if fault.attribute else ""
            tally.violations.append(
                replace(
                    cell,
                    protocol=protocol,
                    attribute=fault.attribute,
                    value_class=str(known),
                    message=fault.message,
                    what=fault.what,
                )
            )

    return note
