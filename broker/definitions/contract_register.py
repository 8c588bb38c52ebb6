"""Owns the register of contracts: which version of each is in force, and how a working copy takes its place.

A working copy that widens nothing, or whose widening two roles approved, comes in force when it is seen; any other
leaves the former version in force, and is a problem that says what is missing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from broker.core.contract import Contract, Status
from broker.core.errors import ConfigurationError, Problem, Refusal
from broker.core.review.contract_standing import PROPOSED, Judgement, is_approved, judge
from broker.definitions.contract_fingerprint import fingerprint_of
from broker.definitions.contract_reader import WorkingCopy, read_contract_text
from broker.definitions.contract_versions import ContractVersions, Held
from broker.definitions.table_reader import label_of, parse_text, read_text
from broker.flows.contract_notes import ContractEvent, ContractNote, ContractNotes

Fresh = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where a contract stands: its working copy, what is in force (None: nothing can be), what was judged.

    `settled` is false where the working copy changed meanwhile, and is to be looked at again.
    """

    working: WorkingCopy
    in_force: Contract | None
    judgement: Judgement | None = None
    problems: tuple[Problem, ...] = ()
    settled: bool = True


class ContractRegister:
    """Keep the versions of contracts in one folder, shared by every process of the installation.

    What comes in force or is suspended goes to `notes`; what was there before the register, as its first versions, does
    not.
    """

    def __init__(self, folder: Path, urls: Mapping[str, str], notes: ContractNotes) -> None:
        self._folder = folder
        self._urls = urls
        self.notes = notes
        self._is_beginning = not folder.exists()

    def end_beginning(self) -> None:
        """Take what was seen so far as what was there before the register: all that is seen later is a change."""
        self._is_beginning = False

    def versions_of(self, name: str) -> ContractVersions:
        """Return the files of a contract."""
        return ContractVersions(self._folder / name)

    def read_version(self, name: str, version: int) -> Contract:
        """Return a version as it came in force; raise ConfigurationError where it cannot be read (any more)."""
        return self.read_version_copy(name, version).contract

    def read_version_copy(self, name: str, version: int) -> WorkingCopy:
        """Return a version with its text; raise ConfigurationError where it cannot be read."""
        file = self.versions_of(name).file_of(version)
        found = read_contract_text(read_text(file), file, self._urls, name)
        return replace(found, contract=replace(found.contract, version=version))

    def readable_versions(self, name: str) -> tuple[Contract, ...]:
        """Return every version that can still be read, the latest first: none of words or issuers that are gone."""
        found = []
        for number in reversed(self.versions_of(name).numbers()):
            try:
                found.append(self.read_version(name, number))
            except ConfigurationError:
                continue
        return tuple(found)

    def find_former(self, name: str) -> tuple[Held | None, Contract | None]:
        """Return what holds of a contract, and that version on the standing that it holds on; neither at first."""
        versions = self.versions_of(name)
        held = versions.find_held()
        if held is None and (numbers := versions.numbers()):  # a process died before it could say so
            last = self.read_version(name, numbers[-1])
            held = _held_as(last, numbers[-1])
        if held is None or not held.version:
            return held, None
        former = self.read_version(name, held.version)
        return held, replace(former, status=held.status, approved_by=held.approved_by, approvals=held.approvals)

    def find_formers(self) -> Iterator[Contract]:
        """Return what was last in force of every contract that ever was, its file there or not; none unreadable."""
        for folder in sorted(self._folder.glob("*/")):
            try:
                _, former = self.find_former(folder.name)
            except ConfigurationError:
                continue
            if former is not None:
                yield former

    def find_number(self, name: str, fingerprint: str) -> int | None:
        """Return the number of the version that has this content, the latest where there are several."""
        versions = self.versions_of(name)
        for number in reversed(versions.numbers()):
            file = versions.file_of(number)
            if fingerprint_of(parse_text(read_text(file), label_of(file))) == fingerprint:
                return number
        return None

    def settle(self, working: WorkingCopy, is_fresh: Fresh) -> Standing:
        """Return where a contract stands now, having put its working copy in force where it may be."""
        try:
            held = self.versions_of(working.contract.name).find_held()
            if held is not None and held.version and _is_held(held, working.contract):
                contract = replace(working.contract, version=held.version)
                return Standing(working, contract, Judgement((), frozenset(), takes_effect=True))
            if held is not None and working.contract.status in PROPOSED:
                return self.assess(working)
            with self.versions_of(working.contract.name).alone():
                return self._settle(working) if is_fresh() else Standing(working, None, settled=False)
        except ConfigurationError as error:
            return Standing(working, None, problems=error.problems, settled=False)

    def assess(self, working: WorkingCopy) -> Standing:
        """Return where a contract stands, and write nothing; raise ConfigurationError where that cannot be read."""
        held, former = self.find_former(working.contract.name)
        leaves = former is not None and former.open_to_all and not working.contract.open_to_all
        baseline = self._find_baseline(working.contract.name) if leaves else None
        judgement = judge(former, working.contract, working.asked, held.spent if held else (), baseline)
        if held is None:
            version = working.stated or 1
            return Standing(working, replace(working.contract, version=version), replace(judgement, takes_effect=True))
        if working.contract.status in PROPOSED:
            return Standing(working, _stays(former, working), judgement)
        if working.contract.status is Status.SUSPENDED:
            stopped = replace(former or working.contract, status=Status.SUSPENDED)
            return Standing(working, stopped, judgement)
        if not judgement.takes_effect:
            return Standing(working, _stays(former, working), judgement, (_unapproved(working, judgement, held),))
        number, problems = self._number(working)
        return Standing(working, replace(working.contract, version=number), judgement, problems)

    def _find_baseline(self, name: str) -> Contract:
        """Return the last version that did not come in force for being under test: the first one never did."""
        numbers = self.versions_of(name).numbers()
        copies = (self.read_version_copy(name, number) for number in reversed(numbers[1:]))
        accepted = (
            one.contract for one in copies if not one.contract.open_to_all or is_approved(one.contract, one.asked)
        )
        return next(accepted, None) or self.read_version(name, numbers[0])

    def _settle(self, working: WorkingCopy) -> Standing:
        """Put the working copy in force where it may be; nobody else changes the register of this contract."""
        standing = self.assess(working)
        contract, name = standing.in_force, working.contract.name
        held, former = self.find_former(name)
        if held is None and contract is not None:
            seen = replace(_held_as(contract, 0), approvals=()) if contract.status in PROPOSED else None
            self._begin(seen or _held_as(contract, contract.version), working)
        elif contract is None or contract.status in PROPOSED or contract == former:
            return standing
        elif contract.status is Status.SUSPENDED:
            stopped = _held_as(former, former.version) if former else _held_as(contract, 0)
            spent = replace(stopped, status=Status.SUSPENDED, approvals=working.contract.approvals)
            if held is None or spent != replace(
                held, earlier=()
            ):  # what was never in force is stopped without becoming a version
                self._hold(ContractEvent.SUSPENDED, spent, contract)
        elif contract.fingerprint == working.contract.fingerprint:
            self.versions_of(name).add(contract.version, working.text)
            self._hold(ContractEvent.IN_FORCE, _held_as(contract, contract.version), contract)
        return standing

    def _begin(self, held: Held, working: WorkingCopy) -> None:
        if held.version and not self._is_beginning:
            self._note(ContractEvent.IN_FORCE, held, working.contract)
        self.versions_of(working.contract.name).begin(held, working.text)

    def _hold(self, event: ContractEvent, held: Held, contract: Contract) -> None:
        """Write the change down, then let it count; a suspension counts even where it cannot be written down."""
        try:
            self._note(event, held, contract)
        except ConfigurationError:
            if event is not ContractEvent.SUSPENDED:
                raise
        self.versions_of(contract.name).hold(held)

    def _note(self, event: ContractEvent, held: Held, contract: Contract) -> None:
        try:
            self.notes.note(ContractNote(event, contract.issuer, contract.name, held.version, held.fingerprint))
        except Refusal as refusal:
            what = f"the change cannot be written down ({refusal.code})"
            raise ConfigurationError((Problem(f"{contract.name}.toml", "journal", what),)) from refusal

    def _number(self, working: WorkingCopy) -> tuple[int, tuple[Problem, ...]]:
        """Return the number of a content, and a problem where the file says another."""
        contract, stated = working.contract, working.stated
        numbers = self.versions_of(contract.name).numbers()
        known = self.find_number(contract.name, contract.fingerprint)
        number = known or (numbers[-1] + 1 if numbers else stated or 1)
        if stated in {None, number}:
            return number, ()
        what = f"it says {stated}, and this content is version {number}"
        return number, (Problem(working.label, "version", what, f"write version = {number}, or leave it out"),)


def _is_held(held: Held, contract: Contract) -> bool:
    return _held_as(contract, held.version) == replace(held, earlier=())


def _held_as(contract: Contract, version: int) -> Held:
    return Held(version, contract.fingerprint, contract.status, contract.approved_by, contract.approvals)


def _stays(former: Contract | None, working: WorkingCopy) -> Contract:
    """Return what holds while a working copy waits: of another resource under the same name, not the former.

    Where there is none, the working copy that nobody approved is a draft, whatever it says of itself: nothing leaves.
    """
    contract = working.contract
    if former and (former.issuer, former.resource) == (contract.issuer, contract.resource):
        return former
    return contract if contract.status in PROPOSED else replace(contract, status=Status.DRAFT)


def _unapproved(working: WorkingCopy, judgement: Judgement, held: Held) -> Problem:
    widened = "; ".join(change.said.en for change in judgement.widens) or "it was never in force"
    signed = ", ".join(sorted(judgement.signed)) or "nobody"
    stays = f"version {held.version} stays in force" if held.version else "nothing is in force"
    what = f"it widens what leaves ({widened}) and is approved by {signed}: {stays}"
    name, content = working.contract.name, working.contract.fingerprint
    hint = (
        f"preau contract submit {name}, then approve it in another role; or [[approvals]] of two roles with "
        f'content = "{content}"'
    )
    return Problem(working.label, "approvals", what, hint)
