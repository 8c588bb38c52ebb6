"""Owns how commands write themselves into the journal: the desk of an installation, open while they need it."""

from collections.abc import Iterator
from contextlib import contextmanager

from broker.clock import SystemClock
from broker.commands.installation import Installation
from broker.flows.act_desk import ActDesk
from broker.journaling import JournalGround
from broker.records.opening import Records

OPERATOR = "operator"


@contextmanager
def journal_of(installation: Installation) -> Iterator[JournalGround]:
    """Give the journal of an installation, and close its records in the end."""
    installation.workspace.prepare()
    records = Records(installation.settings.records, installation.workspace.root)
    try:
        yield JournalGround(installation.settings, installation.workspace, records, SystemClock())
    finally:
        records.close()


@contextmanager
def acts_of(installation: Installation) -> Iterator[ActDesk]:
    """Give what writes into the journal of an installation."""
    with journal_of(installation) as ground:
        yield ground.make_desk()


def note_key_step(installation: Installation, step: str, issuer: str, use: str) -> None:
    """Write down a step with our keys, sealed by the key that signs heads from then on; raises `JournalUnavailable`."""
    with acts_of(installation) as acts:
        acts.record_key_step(step, issuer=issuer, use=use)


def note_command(installation: Installation, what: str) -> None:
    """Write down that an operator did something by a command; raises `JournalUnavailable`."""
    with acts_of(installation) as acts:
        acts.record_administration(f"command.{what}", actor=OPERATOR)
