"""Who is forgotten is in no byte of the SQLite file nor of the log beside it, while the records stay open."""

from datetime import date
from pathlib import Path

from broker.core.rights.access import Door
from broker.core.rights.audience import Audience
from broker.flows.rights_ports import AccessCount
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
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
