"""Owns acts, releases and heads for the tests of the journal."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from broker.core.journal.act import Act, ActKind, ContractMark, Disclosure
from broker.core.journal.commitment import Told, write_statement
from broker.core.journal.head import NO_HEAD, Head
from broker.definitions.settings import Settings
from broker.definitions.workspace import Workspace
from broker.flows.act_desk import ActDesk
from broker.flows.journal_ports import SignedHead
from broker.flows.ports import Clock
from broker.journaling import JournalGround
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON

CONTRACT = ContractMark("carnet", 2, "f" * 64)
MARK, OTHER_MARK = "a" * 64, "b" * 64


def an_act(number: int = 0, **changes: object) -> Act:
    """Return an act of administration, a second later for each number."""
    act = Act(NOON + timedelta(seconds=number), "gar", ActKind.ADMINISTRATION, f"test.{number}", "operator")
    return replace(act, **changes)  # type: ignore[arg-type]  # any field of the type


def a_told(*values: str, subject: str = "ido") -> Told:
    """Return what a service was told."""
    return Told(CONTRACT, NOON, subject, (("PRO", values or ("National_elv",)), ("DIV", ("1##A", "2##B"))))


def a_released(number: int = 0) -> Act:
    """Return the act of a release."""
    return Act(
        NOON + timedelta(seconds=number),
        "gar",
        ActKind.RELEASE,
        "issued",
        "person",
        CONTRACT,
        "saml",
        ("PRO", "DIV"),
        (("CIV", "no_value"),),
        journey=f"j{number}",
    )


def a_disclosure(mark: str = MARK, told: Told | None = None) -> Disclosure:
    """Return what a line commits to, about one person."""
    return Disclosure(mark, write_statement(told or a_told()))


def a_head(number: int = 1, first: int = 1, last: int = 1) -> SignedHead:
    """Return a head in an envelope that nobody has signed."""
    head = Head(number, first, last, NOON, "c" * 64, "d" * 64, NO_HEAD)
    payload = base64.b64encode(head.payload()).decode()
    return SignedHead(head, json.dumps({"payload": payload, "signatures": []}))


def a_desk(folder: Path, clock: Clock, **settings: int) -> ActDesk:
    """Return what writes into the journal of a workspace of its own, over SQLite."""
    return a_ground(folder, clock, **settings).make_desk()


def a_ground(folder: Path, clock: Clock, **settings: int) -> JournalGround:
    """Return the journal of a workspace of its own, over SQLite; `settings` are those of the records."""
    workspace = Workspace(folder)
    workspace.prepare()
    chosen = Settings(records=RecordsSettings(**settings))  # type: ignore[arg-type]  # numbers, all of them
    return JournalGround(chosen, workspace, Records(chosen.records, folder), clock)
