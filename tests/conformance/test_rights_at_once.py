"""Owns what holds when many change rights at once, over SQLite and over a real PostgreSQL."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from broker.core.refusals.subscription import LicencesShort, RightsRefused
from broker.core.rights.subscription import UNLIMITED, Subscription
from broker.records.database import Database
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
from tests.rights import (
    DISTRIBUTOR,
    HERE,
    a_door,
    a_licence,
    a_person,
    a_subscription,
    an_assignment,
    assert_in_order,
    people,
    to_person,
    used,
)

_AT_ONCE = 4


@pytest.fixture(params=["threads", "processes"])
def workers(
    request: pytest.FixtureRequest, records: Records, url: str | None, tmp_path: Path
) -> Iterator[list[Records]]:
    """Give the records to each worker: the same, as to threads, or opened by each anew, as by processes."""
    if request.param == "threads":
        yield [records] * _AT_ONCE
        return
    opened = [Records(RecordsSettings(url=url), tmp_path) for _ in range(_AT_ONCE)]
    yield opened
    for one in opened:
        one.close()


def test_accesses_at_once_are_all_counted(records: Records, workers: list[Records]) -> None:
    day = NOON.date()

    def count(own: Records) -> None:
        for _ in range(15):
            own.access_counts.count_access(a_door(), day)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(count, workers))
    assert records.access_counts.access_counts(day, day)[0].accesses == 15 * _AT_ONCE


def test_of_many_who_take_the_last_licence_at_once_one_gets_it(records: Records, workers: list[Records]) -> None:
    rounds = 40
    subscriptions = [a_subscription(f"s{number}", licences_overall=1) for number in range(rounds)]
    records.subscriptions.create_all(subscriptions)
    barrier = Barrier(_AT_ONCE)

    def race(who: int) -> list[bool]:
        won = []
        for number in range(rounds):
            barrier.wait()
            won.append(_take(workers[who], f"s{number}", who))
        return won

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = list(pool.map(race, range(_AT_ONCE)))
    assert [sum(of_round) for of_round in zip(*results, strict=True)] == [1] * rounds
    for number in range(rounds):
        assert used(records, f"s{number}") == {"": 1}
        assert len(records.assignments.licences(f"s{number}", HERE)) == 1


def _take(records: Records, subscription: str, who: int) -> bool:
    """Take a licence at first access, or by an assignment: every other one."""
    if who % 2:
        return records.assignments.take_licence(a_licence(f"n{who}", subscription=subscription))
    assignment = an_assignment(f"{subscription}-{who}", to_person(f"n{who}"), subscription=subscription)
    try:
        records.assignments.assign(assignment, people(f"n{who}"))
    except LicencesShort:
        return False
    return True


def test_what_many_do_at_once_to_one_subscription_leaves_it_in_order(
    records: Records, workers: list[Records], database: Database
) -> None:
    records.subscriptions.create(a_subscription(licences_overall=5))

    def work(who: int) -> int:
        own, done = workers[who], 0
        for number in range(12):
            name = f"n{who}-{number}"
            acts: list[Callable[[], object]] = [
                partial(own.assignments.assign, an_assignment(name, to_person(name)), people(name)),
                partial(own.assignments.take_licence, a_licence(f"{name}b")),
                partial(own.assignments.forget_person, a_person(f"{name}b")),
                partial(own.assignments.withdraw, name, HERE, {}),
                partial(own.subscriptions.change, a_subscription(licences_overall=5 + who)),
            ]
            done += sum(_try(act) for act in acts)
        return done

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        assert sum(pool.map(work, range(_AT_ONCE))) > 0
    assert_in_order(database)


def test_a_subscription_deleted_while_others_assign_leaves_no_orphan(
    records: Records, workers: list[Records], database: Database
) -> None:
    subscriptions: list[Subscription] = [
        a_subscription(f"s{number}", licences_overall=UNLIMITED) for number in range(20)
    ]
    records.subscriptions.create_all(subscriptions)

    def work(who: int) -> None:
        for one in subscriptions:
            name = f"{one.id}-{who}"
            if who == 0:
                workers[who].subscriptions.delete(one.id, DISTRIBUTOR, NOON)
            else:
                assignment = an_assignment(name, to_person(name), subscription=one.id)
                _try(partial(workers[who].assignments.assign, assignment, people(name)))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(work, range(_AT_ONCE)))
    assert records.assignments.of_school(HERE) == ()
    assert_in_order(database)


def test_batches_of_the_same_subscriptions_at_once_all_come_to_an_end(records: Records, workers: list[Records]) -> None:
    names = [f"s{number}" for number in range(4)]
    records.subscriptions.create_all([a_subscription(name, licences_overall=UNLIMITED) for name in names])

    def assign(number: int) -> None:
        ordered = names if number % 2 else names[::-1]
        targets = [(f"{name}-{number}", to_person(f"p{number}"), name) for name in ordered]
        batch = [
            (an_assignment(identifier, target, subscription=name), people(f"p{number}"))
            for identifier, target, name in targets
        ]
        workers[number % _AT_ONCE].assignments.assign_all(batch)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(assign, range(12)))
    assert [used(records, name) for name in names] == [{"": 12}] * 4


def _try(act: Callable[[], object]) -> bool:
    """Tell whether it was done; a refusal is an answer too, but not that the records cannot be reached."""
    try:
        act()
    except RightsRefused:
        return False
    return True
