"""Owns the writing of contract changes into the journal, each before it counts."""

from dataclasses import dataclass

from broker.core.journal.act import ContractMark
from broker.flows.act_desk import ActDesk
from broker.flows.contract_notes import ContractNote

_BY_FILE = "file"


@dataclass(frozen=True, slots=True)
class ContractJournal:
    """Write notes of contracts down as acts."""

    acts: ActDesk

    def note(self, note: ContractNote) -> None:
        """Write one down; raises `JournalUnavailable`, and then the change may not count."""
        mark = ContractMark(note.contract, note.version, note.content)
        self.acts.record_contract_change(note.event, mark, issuer=note.issuer, actor=note.role or _BY_FILE)
