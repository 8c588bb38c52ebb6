"""Owns a small world of contracts for tests: a shipped folder, one's own, the register and the desk."""

from dataclasses import dataclass, field
from pathlib import Path

from broker.core.contract import Contract
from broker.core.refusals.journal import JournalUnavailable
from broker.core.roles import Role
from broker.definitions.contract_copy_files import ContractCopyFiles
from broker.definitions.contract_desk import Actor, ContractDesk
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.contract_register import ContractRegister
from broker.flows.contract_notes import ContractNote
from tests.builders import HandClock
from tests.definitions.test_contract_files import GOOD, URLS

PUBLISHER = Actor(Role.PUBLISHER, "Camille", "777777777_0000000077777777")
OPERATOR = Actor(Role.OPERATOR, "Sacha")
REVIEWER = Actor(Role.REVIEWER, "Dominique")
NAME_ROW = '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n'
WIDE = GOOD.replace("[saml]", f"{NAME_ROW}[saml]")
_MAIL = GOOD.index('[[attributes]]\ncode = "P_MEL"')
NARROW = GOOD[:_MAIL] + GOOD[GOOD.index("[saml]") :]


@dataclass(slots=True)
class KeptNotes:
    """Keep notes in order, while there is room."""

    kept: list[ContractNote] = field(default_factory=list)
    is_full: bool = False

    def note(self, note: ContractNote) -> None:
        """Keep one."""
        if self.is_full:
            raise JournalUnavailable
        self.kept.append(note)


@dataclass(frozen=True, slots=True)
class World:
    """Hold one installation's contracts, as one process sees them."""

    root: Path
    folder: ContractFolder
    register: ContractRegister
    desk: ContractDesk
    notes: KeptNotes

    @property
    def file(self) -> Path:
        """Return the working copy of the one contract."""
        return self.root / "own" / "marelle.toml"

    def write(self, text: str) -> None:
        """Edit the working copy by hand."""
        self.file.write_text(text, encoding="utf-8")

    def in_force(self) -> Contract:
        """Return what is in force of the one contract."""
        found = self.folder.by_resource("gar", "ark:/77777/marelle")
        assert found is not None
        return found

    def codes(self) -> tuple[str, ...]:
        """Return the attributes in force."""
        return tuple(clause.code for clause in self.in_force().clauses)

    def problems(self) -> str:
        """Return what is wrong, as text."""
        return "\n".join(map(str, self.folder.problems))


def a_world(root: Path, text: str = GOOD, *, shipped: bool = True) -> World:
    """Make the contracts of one installation, or open them again as another process does; the first text is given."""
    for name in ("shipped", "own"):
        (root / name).mkdir(exist_ok=True)
    if not any((root / name / "marelle.toml").exists() for name in ("shipped", "own")):
        (root / ("shipped" if shipped else "own") / "marelle.toml").write_text(text, encoding="utf-8")
    notes = KeptNotes()
    register = ContractRegister(root / "versions", URLS, notes)
    folder = ContractFolder((root / "shipped", root / "own"), URLS, register)
    files = ContractCopyFiles(root / "own", root / "versions")
    return World(root, folder, register, ContractDesk(folder, register, files, URLS, HandClock(), notes), notes)
