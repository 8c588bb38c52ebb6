"""Owns the composition of the journal: its lines, its heads and the key that signs them, for whatever writes acts."""

from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.flows.act_desk import ActDesk
from broker.flows.journal_sealing import Sealing
from broker.flows.ports import Clock
from broker.keys.journal_key import HeadSigner, journal_key_ring
from broker.records.opening import Records

JOURNAL_SECRET = "journal.key"  # noqa: S105 - the name of a file


def make_act_desk(settings: Settings, workspace: Workspace, records: Records, clock: Clock) -> ActDesk:
    """Put together what writes into the journal of an installation."""
    acts, signer = records.acts, HeadSigner(journal_key_ring(workspace.keys))
    sealing = Sealing(acts, records.heads, clock, settings.records.seal_every, signer.sign)
    return ActDesk(acts, clock, sealing, workspace.read_secret(JOURNAL_SECRET))
