"""Who is forgotten is in no byte of the SQLite file nor of the log beside it, while the records stay open."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from time import monotonic

from broker.core.rights.access import Door
from broker.core.rights.audience import Audience
from broker.flows.rights_ports import AccessCount
from broker.records.opening import FILE_NAME, Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
from tests.journal import MARK, a_disclosure, a_released, an_act
from tests.rights import ATLAS, HERE, a_person, a_subscription, an_assignment, to_person

PERSON = a_person("5c0f7a52-somebody-nobody-else-is")


def written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("records.sqlite*"))


def test_a_forgotten_person_is_in_no_byte_and_the_counts_stay(tmp_path: Path) -> None:
    records = Records(RecordsSettings(), tmp_path)
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(target=to_person(PERSON.identifier)), [PERSON])
    records.assignments.name_delegate(HERE, PERSON, is_delegate=True)
    records.access_counts.count_access(Door(ATLAS, HERE, "P0", Audience.PUPIL), date(2026, 11, 30))
    assert PERSON.identifier.encode() in written(tmp_path)
    assert records.assignments.forget_person(PERSON) == 3
    assert PERSON.identifier.encode() not in written(tmp_path)
    assert records.access_counts.access_counts(NOON.date(), date(2026, 11, 30)) == (
        AccessCount(date(2026, 11, 30), HERE, "ELEVE", ATLAS, "P0", 1),
    )
    records.close()


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Read the file as another process would, for as long as this lasts."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM acts").fetchall()
        yield
        other.rollback()


def secret_of_a_release(records: Records) -> bytes:
    records.acts.append(a_released(), a_disclosure())
    return records.journal_people.find_all(MARK)[0].secret.encode()


def erased_while_read(records: Records, folder: Path) -> None:
    with reading(folder):
        began = monotonic()
        erased = records.person_records.erase(PERSON, None, MARK, NOON, "operator")
        records.acts.append(an_act())
        assert monotonic() - began < 10, "who writes does not wait for who reads"
    assert (erased.was_cut, erased.is_wiped) == (True, False)


def test_an_erasure_says_that_the_file_is_read_and_a_later_write_wipes_it(tmp_path: Path) -> None:
    records, server = (Records(RecordsSettings(), tmp_path) for _ in range(2))
    secret = secret_of_a_release(server)
    erased_while_read(records, tmp_path)
    assert secret in written(tmp_path)
    server.acts.append(an_act())
    assert secret not in written(tmp_path), "whichever process writes"
    assert not (tmp_path / f"{FILE_NAME}-unwiped").exists()
    records.close()
    server.close()


def test_closing_wipes_what_could_not_be_wiped(tmp_path: Path) -> None:
    records, server = (Records(RecordsSettings(), tmp_path) for _ in range(2))
    secret = secret_of_a_release(server)
    erased_while_read(records, tmp_path)
    assert secret in written(tmp_path)
    records.close()
    assert secret not in written(tmp_path)
    assert records.person_records.erase(PERSON, None, MARK, NOON, "operator").is_wiped
    records.close()
    server.close()
