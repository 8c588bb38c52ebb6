"""Owns the acts of a contract's life, from a page or a command: each changes the working copy, and nothing else does.

The working copy is the workspace's file, begun as a copy of the shipped one. What it then allows, the register decides.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from broker.core.contract import Approval, Contract, Status
from broker.core.refusals.contract_life import (
    ContractChangedMeanwhile,
    ContractNotYours,
    ContractStepOutOfTurn,
    ContractUnknown,
    RulingIncomplete,
    SecondRoleNeeded,
    SuspensionUnexplained,
)
from broker.core.review.contract_standing import find_signatures, is_approved
from broker.core.roles import Role
from broker.definitions.contract_acts import Signature, find_to_rule, write_approval, write_rulings, write_submission
from broker.definitions.contract_copy_files import ContractCopyFiles
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_ownership import check_clashes, check_owner, check_same, find_about
from broker.definitions.contract_reader import WorkingCopy, read_contract_text
from broker.definitions.contract_register import ContractRegister, Standing
from broker.definitions.tomlkit_bridge import ContractText, Value
from broker.file_stamps import current_look, look_anew
from broker.flows.contract_notes import ContractEvent, ContractNote, ContractNotes
from broker.flows.ports import Clock

DECIDING = frozenset({Role.REVIEWER, Role.OPERATOR})
_DRAFTING = DECIDING | {Role.PUBLISHER}


@dataclass(frozen=True, slots=True)
class Actor:
    """Say who acts: in which role, by what name; `provider` is the publisher's, None for who acts on every contract."""

    role: Role
    by: str
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class ContractDesk:
    """Take contracts through their life."""

    contracts: ContractFolder
    register: ContractRegister
    files: ContractCopyFiles
    urls: Mapping[str, str]
    clock: Clock
    notes: ContractNotes

    def find(self, name: str) -> Standing:
        """Return where a contract stands; refuse a name that is none's."""
        if current_look() is not None:  # in a request: what was written in it counts in it
            look_anew()
        standing = self.contracts.standings().get(name)
        if standing is None:
            raise ContractUnknown(expected="the name of a contract", received=name[:60])
        return standing

    def submit(self, name: str, actor: Actor) -> Standing:
        """Submit what the working copy asks for; what widens nothing, or is under test, comes in force at once."""
        return self._submit(name, actor, ContractEvent.SUBMITTED)

    def resume(self, name: str, actor: Actor, reason: str) -> Standing:
        """Ask that a suspended contract come in force again: that widens, and takes a second role."""
        _check_reason(reason)
        if self.find(name).working.contract.status is not Status.SUSPENDED:
            raise ContractStepOutOfTurn(expected="a suspended contract", received=self._status(name))
        return self._submit(name, actor, ContractEvent.RESUMPTION_ASKED, reason)

    def approve(
        self, name: str, actor: Actor, refused: Mapping[str, str] | None = None, seen: str | None = None
    ) -> Standing:
        """Approve what was submitted, but for the attributes refused, each with its reason.

        `seen` is the fingerprint of what was looked at: where the working copy is another by now, nothing is approved.
        """
        _check_role(actor, DECIDING)
        refused = refused or {}

        def act(standing: Standing, text: ContractText, today: date) -> None:
            contract = standing.working.contract
            if contract.status is not Status.SUBMITTED:
                raise ContractStepOutOfTurn(expected="a submitted contract", received=contract.status)
            if seen not in {None, contract.fingerprint}:
                raise ContractChangedMeanwhile(expected=contract.fingerprint, received=str(seen)[:64])
            unknown = set(refused) - {clause.code for clause in contract.clauses}
            if unknown or not all(reason.strip() for reason in refused.values()):
                raise RulingIncomplete(expected="CODE=REASON of attributes asked for", received=", ".join(refused))
            self._check_second_role(standing, actor)
            write_rulings(text, contract, refused)
            write_approval(text, self._signature(standing, actor, today))

        return self._change(name, actor, ContractEvent.APPROVED, act)

    def suspend(self, name: str, actor: Actor, reason: str) -> Standing:
        """Suspend a contract at once: nothing leaves by it from the next question on."""
        _check_role(actor, DECIDING)
        _check_reason(reason)

        def act(standing: Standing, text: ContractText, today: date) -> None:
            del today
            if standing.working.contract.status is Status.SUSPENDED:
                raise ContractStepOutOfTurn(expected="a contract that is not suspended", received="suspended")
            text.put("status", Status.SUSPENDED.value, reason)

        return self._change(name, actor, ContractEvent.SUSPENSION_ASKED, act)

    def edit(self, name: str, actor: Actor, change: Callable[[ContractText], None]) -> Standing:
        """Change the working copy; what then widens is a draft, and what only narrows holds at once."""

        def act(standing: Standing, text: ContractText, today: date) -> None:
            del today
            if standing.working.contract.status in {Status.SUBMITTED, Status.SUSPENDED}:
                received = standing.working.contract.status
                raise ContractStepOutOfTurn(expected="a draft, or a contract in force", received=received)
            change(text)
            text.put("version", None)
            if self._needs_approval(standing, text.text):
                text.put("status", Status.DRAFT.value)

        return self._change(name, actor, ContractEvent.EDITED, act)

    def put_attribute(self, name: str, actor: Actor, code: str, values: Mapping[str, Value]) -> Standing:
        """Ask for one attribute, or for it otherwise."""
        return self.edit(name, actor, lambda text: text.put_attribute(code, values))

    def remove_attribute(self, name: str, actor: Actor, code: str) -> Standing:
        """Ask for one attribute no more."""
        return self.edit(name, actor, lambda text: text.remove_attribute(code))

    def export(self, name: str, version: int | None = None) -> str:
        """Return the text of a version, numbered; of the working copy where none is named and it is not in force."""
        standing = self.find(name)
        in_force = standing.in_force
        if version is None and (in_force is None or in_force.fingerprint != standing.working.contract.fingerprint):
            return standing.working.text
        number = version or (in_force.version if in_force else 0)
        if number not in self.register.versions_of(name).numbers():
            raise ContractUnknown(expected=f"a version of {name}", received=str(number))
        copy = self.register.read_version_copy(name, number)
        current = in_force is not None and version is None
        text = ContractText(standing.working.text if current else copy.text, copy.label)
        text.put("version", number)
        return text.text

    def take_in(self, name: str, text: str, actor: Actor, *, signatures_believed: bool) -> Standing:
        """Make a text the working copy of the contract of that name; what it widens unapproved becomes a draft.

        Signatures that it brings, and that were not given here, count for nothing unless they are believed: whoever
        may write the files themselves is. Raises ConfigurationError with all that is wrong in it.
        """
        file = self.files.own_file(name)
        copy = read_contract_text(text, file, self.urls)
        _check_own(actor, copy.contract)
        with self.files.alone():
            is_suspended = copy.contract.status is Status.SUSPENDED
            if is_suspended and self.register.find_former(name)[0] is None:  # nothing is there to be suspended
                is_suspended = signatures_believed = False
            self._check_free(copy, actor)
            kept = ContractText(text, copy.label)
            if not signatures_believed:
                self._drop_foreign_signatures(kept, copy.contract)
                copy = read_contract_text(kept.text, file, self.urls)
            if not is_suspended and not self._may_hold(copy, believed=signatures_believed):
                kept.put("status", Status.DRAFT.value)
            self._note(ContractEvent.IMPORTED, copy.contract, actor)
            self.files.write(name, kept.text)
        return self.find(name)

    def _submit(self, name: str, actor: Actor, event: ContractEvent, reason: str = "") -> Standing:
        _check_role(actor, _DRAFTING)

        def act(standing: Standing, text: ContractText, today: date) -> None:
            contract = standing.working.contract
            if contract.status is Status.SUBMITTED:
                raise ContractStepOutOfTurn(expected="a contract that is not submitted yet", received="submitted")
            if contract.status is Status.ACTIVE and not standing.problems:
                raise ContractStepOutOfTurn(expected="a draft, or a change that waits", received="in force")
            self._write_submission(standing, text, actor, today)
            if reason:
                text.put("status", text.data["status"], reason)

        return self._change(name, actor, event, act)

    def _write_submission(self, standing: Standing, text: ContractText, actor: Actor, today: date) -> None:
        """Submit, or put in force at once what needs nobody's approval."""
        text.put("status", Status.ACTIVE.value)
        granted = ContractText(text.text, standing.working.label)
        write_rulings(granted, standing.working.contract, {})
        if not self._needs_approval(standing, granted.text):
            write_rulings(text, standing.working.contract, {})
            write_approval(text, self._signature(standing, actor, today))
            return
        is_new = self.register.find_former(standing.working.contract.name)[1] is None
        judgement = standing.judgement
        codes = find_to_rule(standing.working.contract, judgement, is_new=is_new) if judgement else frozenset()
        write_submission(text, codes, self._signature(standing, actor, today))

    def _change(
        self,
        name: str,
        actor: Actor,
        event: ContractEvent,
        act: Callable[[Standing, ContractText, date], None],
    ) -> Standing:
        with self.files.alone():
            standing = self.find(name)
            _check_own(actor, standing.working.contract)
            text = ContractText(standing.working.text, standing.working.label)
            act(standing, text, self.clock.now().date())
            changed = read_contract_text(text.text, Path(standing.working.label), self.urls, name)
            self._note(event, changed.contract, actor, standing.in_force)
            self.files.write(name, text.text)
        return self.find(name)

    def _note(self, event: ContractEvent, changed: Contract, actor: Actor, held: Contract | None = None) -> None:
        """Write the act down before it counts; where that is refused, nothing is changed."""
        version = held.version if held else 0
        note = ContractNote(event, changed.issuer, changed.name, version, changed.fingerprint, actor.role)
        self.notes.note(note)

    def _needs_approval(self, standing: Standing, text: str) -> bool:
        """Tell whether a text, were it active, would wait for approvals."""
        name = standing.working.contract.name
        copy = read_contract_text(text, Path(standing.working.label), self.urls, name)
        contract = replace(copy.contract, status=Status.ACTIVE, approved_by=copy.contract.approved_by or "somebody")
        return bool(self.register.assess(replace(copy, contract=contract)).problems)

    def _check_free(self, copy: WorkingCopy, actor: Actor) -> None:
        """Refuse a name or a resource that is another's, by the working copies and by what was ever in force."""
        working = {one.working.contract.name: one.working.contract for one in self.contracts.standings().values()}
        formers = (one for one in self.register.find_formers() if one.name not in working)
        for known in find_about(copy.contract, (*working.values(), *formers)):
            _check_own(actor, known)
            check_same(copy.contract, known, copy.label)
            if known.name not in working or known.name != copy.contract.name:
                check_owner(copy.contract, known, copy.label)
        check_clashes(copy.contract, working.values(), copy.label)

    def _drop_foreign_signatures(self, text: ContractText, contract: Contract) -> None:
        """Keep of a text's signatures those that its working copy has already."""
        known = self.contracts.standings().get(contract.name)
        given = Counter(known.working.contract.approvals if known else ())
        text.put("approvals", None)
        for approval in (Counter(contract.approvals) & given).elements():
            text.approve(approval)

    def _may_hold(self, copy: WorkingCopy, *, believed: bool) -> bool:
        """Tell whether what is taken in may be in force: by the register, else by the signatures that it brings."""
        if self.register.find_former(copy.contract.name)[0] is not None:
            held = self.register.assess(copy).in_force
            return held is not None and held.fingerprint == copy.contract.fingerprint
        if not believed:
            return False
        return copy.contract.open_to_all or is_approved(copy.contract, copy.asked)

    def _check_second_role(self, standing: Standing, actor: Actor) -> None:
        name = standing.working.contract.name
        _, signed = find_signatures(standing.working.contract, standing.working.asked, self._spent(name))
        if not signed - {actor.role}:
            raise SecondRoleNeeded(expected="another role than the one that submitted", received=actor.role)

    def _signature(self, standing: Standing, actor: Actor, today: date) -> Signature:
        contract = standing.working.contract
        return Signature(actor.role, actor.by, today, Counter(self._spent(contract.name)) - Counter(contract.approvals))

    def _spent(self, name: str) -> tuple[Approval, ...]:
        held, _ = self.register.find_former(name)
        return held.spent if held else ()

    def _status(self, name: str) -> str:
        return self.find(name).working.contract.status


def _check_own(actor: Actor, contract: Contract) -> None:
    if actor.provider is not None and contract.provider.identifier != actor.provider:
        raise ContractNotYours(expected="a contract of the publisher's own", received=contract.name)


def _check_role(actor: Actor, roles: frozenset[Role]) -> None:
    if actor.role not in roles:
        raise ContractNotYours(expected=", ".join(sorted(roles)), received=actor.role)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise SuspensionUnexplained(expected="a reason")
