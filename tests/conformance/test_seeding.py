"""Owns the seeding of records, alike over SQLite and over a real PostgreSQL: all of it, once, and by one process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from broker.core.refusals.subscription import LicencesShort
from broker.core.rights.seeds import SeededAssignment, Seeds
from broker.flows.rights_ports import SubscriptionSearch
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
from tests.rights import ATLAS, DISTRIBUTOR, HERE, a_licence, a_subscription, a_visitor, an_assignment, people

ALL = SubscriptionSearch({}, deleted=True)


def seeds(*, reached: int = 1) -> Seeds:
    """Return two subscriptions, of which the first is assigned to so many, and the second taken by one."""
    return Seeds(
        subscriptions=(a_subscription(), a_subscription("s2")),
        assignments=(SeededAssignment(an_assignment(), people(*(f"p{number}" for number in range(reached)))),),
        licences=(a_licence("lou", subscription="s2"),),
    )


@pytest.fixture
def opened(url: str | None, tmp_path: Path) -> Callable[[Callable[[], Seeds]], Records]:
    return lambda find_seeds: Records(RecordsSettings(url=url), tmp_path, find_seeds)


def test_what_records_start_with_is_there_when_rights_are_first_looked_for(
    opened: Callable[[Callable[[], Seeds]], Records],
) -> None:
    records = opened(seeds)
    found = records.rights.candidates(a_visitor(), [ATLAS])
    assert [(one.subscription, one.assignment, one.holds_licence) for one in found] == [
        ("s1", "a1", False),
        ("s2", None, True),
    ]
    assert [held.person.identifier for held in records.assignments.licences("s1", HERE)] == ["p0"]
    records.close()


def test_records_are_seeded_once_whatever_was_deleted_since(opened: Callable[[Callable[[], Seeds]], Records]) -> None:
    first = opened(seeds)
    for name in ("s1", "s2"):
        first.subscriptions.delete(name, DISTRIBUTOR, NOON)
    first.close()
    again = opened(lambda: pytest.fail("nobody is to look for seeds"))
    assert again.subscriptions.count(SubscriptionSearch({})) == 0
    assert again.subscriptions.count(ALL) == 2
    again.close()


def test_seeds_that_do_not_fit_leave_nothing(opened: Callable[[Callable[[], Seeds]], Records]) -> None:
    records = opened(lambda: seeds(reached=3))
    with pytest.raises(LicencesShort):
        records.subscriptions.count(ALL)
    records.close()
    sound = opened(seeds)
    assert sound.subscriptions.count(ALL) == 2
    sound.close()


def test_processes_that_start_at_once_seed_once(opened: Callable[[Callable[[], Seeds]], Records]) -> None:
    several = [opened(seeds) for _ in range(4)]
    with ThreadPoolExecutor(len(several)) as pool:
        counted = list(pool.map(lambda records: records.subscriptions.count(ALL), several))
    assert counted == [2, 2, 2, 2]
    for records in several:
        records.close()
