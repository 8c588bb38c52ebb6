"""Owns the composition of the journal: its lines, its heads and the key that signs them, to write it and to read it."""

from dataclasses import dataclass

from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.flows.act_desk import ActDesk
from broker.flows.journal_review import JournalReview
from broker.flows.journal_sealing import Sealing
from broker.flows.ports import Clock
from broker.keys.journal_key import HeadSigner, journal_key_ring, see_head
from broker.records.opening import Records

JOURNAL_SECRET = "journal.key"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class JournalGround:
    """Hold what the journal of an installation stands on."""

    settings: Settings
    workspace: Workspace
    records: Records
    clock: Clock

    def make_desk(self) -> ActDesk:
        """Put together what writes into the journal."""
        return ActDesk(self.records.acts, self.clock, self._sealing, self.workspace.read_secret(JOURNAL_SECRET))

    def make_review(self) -> JournalReview:
        """Put together what reads the journal."""
        signer, records = self._signer, self.records
        return JournalReview(
            acts=records.acts,
            people=records.journal_people,
            heads=records.heads,
            sealing=self._sealing,
            see=lambda signed: see_head(signed, signer.verifiers()),
            find_key=signer.find_key,
            find_last=signer.find_last,
        )

    @property
    def _signer(self) -> HeadSigner:
        return HeadSigner(journal_key_ring(self.workspace.keys))

    @property
    def _sealing(self) -> Sealing:
        signer, records = self._signer, self.records
        every = self.settings.records.seal_every
        return Sealing(records.acts, records.heads, self.clock, every, signer.sign, signer.keep_last)
