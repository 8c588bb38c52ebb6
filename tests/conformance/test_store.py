"""Owns what every adapter of the `Store` port must do: one suite, over memory and Redis."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from redis import Redis

from broker.core.refusals.journey import StoreUnavailable
from broker.flows.ports import Append, Put, Store
from broker.stores.memory_store import MemoryStore
from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.builders import HandClock
from tests.live.redis_server import RedisServer, running_redis

THREADS = 8
Result = TypeVar("Result")


@dataclass(frozen=True)
class Kept:
    """Hold a store under test, and how to let time pass for it."""

    store: Store
    pass_seconds: Callable[[float], None]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.live)])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "memory":
        clock = HandClock()
        yield Kept(MemoryStore(clock), clock.pass_seconds)
        return
    server: RedisServer = request.getfixturevalue("redis")
    with Redis.from_url(server.url) as client:
        client.flushall()
        yield Kept(RedisStore(StoreSettings(kind="redis", url=server.url)), partial(_age, client))


def _age(client: Redis, seconds: float) -> None:
    """Take so many seconds from what each key has left to live."""
    for key in client.scan_iter():
        left = client.pttl(key) - int(seconds * 1000)
        assert left > -(10**9), "every key has an end"
        client.pexpire(key, max(left, 0))


def test_what_was_put_is_found_again(kept: Kept) -> None:
    kept.store.put("journey:{1}", b"one", 60)
    assert kept.store.find("journey:{1}") == b"one"


def test_a_value_put_replaces_the_one_before(kept: Kept) -> None:
    kept.store.put("journey:{1}", b"one", 60)
    kept.store.put("journey:{1}", b"two", 60)
    assert kept.store.find("journey:{1}") == b"two"


def test_an_unknown_key_is_none_or_empty(kept: Kept) -> None:
    assert kept.store.find("nothing") is None
    assert kept.store.take("nothing") is None
    assert kept.store.read_list("nothing") == ()
    kept.store.forget("nothing")


def test_any_bytes_come_back_as_they_were(kept: Kept) -> None:
    value = bytes(range(256))
    kept.store.put("bytes", value, 60)
    kept.store.append("list", value, 60, 10)
    assert kept.store.find("bytes") == value
    assert kept.store.read_list("list") == (value,)


def test_an_empty_value_is_a_value(kept: Kept) -> None:
    assert kept.store.add("once", b"", 60)
    assert kept.store.find("once") == b""
    assert not kept.store.add("once", b"", 60)


def test_a_value_ends_with_its_time_and_not_before(kept: Kept) -> None:
    kept.store.put("short", b"one", 60)
    kept.pass_seconds(58)
    assert kept.store.find("short") == b"one"
    kept.pass_seconds(3)
    assert kept.store.find("short") is None
    assert kept.store.take("short") is None


def test_putting_again_renews_the_time(kept: Kept) -> None:
    kept.store.put("journey:{1}", b"one", 60)
    kept.pass_seconds(50)
    kept.store.put("journey:{1}", b"two", 60)
    kept.pass_seconds(50)
    assert kept.store.find("journey:{1}") == b"two"


def test_a_name_is_added_once_within_its_time(kept: Kept) -> None:
    assert kept.store.add("assertion:{1}", b"", 60)
    assert not kept.store.add("assertion:{1}", b"", 60)
    kept.pass_seconds(61)
    assert kept.store.add("assertion:{1}", b"", 60)


def test_adding_in_vain_changes_neither_value_nor_time(kept: Kept) -> None:
    kept.store.add("assertion:{1}", b"first", 60)
    kept.pass_seconds(40)
    kept.store.add("assertion:{1}", b"second", 60)
    assert kept.store.find("assertion:{1}") == b"first"
    kept.pass_seconds(21)
    assert kept.store.find("assertion:{1}") is None


def test_what_was_taken_is_gone(kept: Kept) -> None:
    kept.store.put("answer", b"one", 60)
    assert kept.store.take("answer") == b"one"
    assert kept.store.take("answer") is None
    assert kept.store.find("answer") is None


def test_what_was_forgotten_is_gone(kept: Kept) -> None:
    kept.store.put("single", b"one", 60)
    kept.store.append("list", b"one", 60, 10)
    kept.store.forget("single")
    kept.store.forget("list")
    assert kept.store.find("single") is None
    assert kept.store.read_list("list") == ()


def test_a_list_keeps_its_order_and_its_last_items(kept: Kept) -> None:
    for number in range(7):
        kept.store.append("legs", b"%d" % number, 60, 5)
    assert kept.store.read_list("legs") == (b"2", b"3", b"4", b"5", b"6")


def test_appending_renews_the_time_of_the_whole_list(kept: Kept) -> None:
    kept.store.append("legs", b"one", 60, 5)
    kept.pass_seconds(50)
    kept.store.append("legs", b"two", 60, 5)
    kept.pass_seconds(50)
    assert kept.store.read_list("legs") == (b"one", b"two")
    kept.pass_seconds(11)
    assert kept.store.read_list("legs") == ()


def test_counting_starts_at_one_and_its_time_at_the_first(kept: Kept) -> None:
    assert [kept.store.count("attempts", 60) for _ in range(3)] == [1, 2, 3]
    kept.pass_seconds(50)
    assert kept.store.count("attempts", 60) == 4
    kept.pass_seconds(11)
    assert kept.store.count("attempts", 60) == 1


def test_a_key_that_holds_another_kind_closes_the_door(kept: Kept) -> None:
    kept.store.append("list", b"one", 60, 5)
    kept.store.put("single", b"one", 60)
    misuses: list[Callable[[], object]] = [
        lambda: kept.store.find("list"),
        lambda: kept.store.take("list"),
        lambda: kept.store.count("list", 60),
        lambda: kept.store.count("single", 60),
        lambda: kept.store.append("single", b"two", 60, 5),
        lambda: kept.store.read_list("single"),
    ]
    for misuse in misuses:
        with pytest.raises(StoreUnavailable):
            misuse()
    assert not kept.store.add("list", b"one", 60)


def test_one_thread_alone_takes_a_value(kept: Kept) -> None:
    for race in range(20):
        kept.store.put(f"answer:{race}", b"one", 60)
        assert _at_once(partial(kept.store.take, f"answer:{race}")).count(b"one") == 1


def test_one_thread_alone_adds_a_name(kept: Kept) -> None:
    for race in range(20):
        assert _at_once(partial(kept.store.add, f"assertion:{race}", b"", 60)).count(True) == 1


def test_threads_that_count_together_lose_no_count(kept: Kept) -> None:
    counts = [count for _ in range(20) for count in _at_once(partial(kept.store.count, "attempts", 60))]
    assert sorted(counts) == list(range(1, 20 * THREADS + 1))


def _at_once(action: Callable[[], Result]) -> list[Result]:
    """Do the same in several threads that start together."""
    start = Barrier(THREADS)

    def run(_: int) -> Result:
        start.wait()
        return action()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_a_full_memory_store_refuses_what_is_new_and_forgets_nothing() -> None:
    store = MemoryStore(HandClock(), most_keys=2)
    store.put("one", b"1", 60)
    store.put("two", b"2", 60)
    with pytest.raises(StoreUnavailable):
        store.add("three", b"3", 60)
    store.put("two", b"again", 60)
    assert (store.find("one"), store.find("two")) == (b"1", b"again")


def test_a_full_memory_store_has_room_again_when_time_has_passed() -> None:
    clock = HandClock()
    store = MemoryStore(clock, most_keys=2)
    store.put("one", b"1", 60)
    store.put("two", b"2", 600)
    clock.pass_seconds(70)
    assert store.add("three", b"3", 60)
    assert len(store) == 2


def test_a_list_that_is_renewed_without_end_costs_no_memory_and_is_forgotten_in_the_end() -> None:
    clock = HandClock()
    store = MemoryStore(clock)
    for _ in range(3_000):
        store.append("calls:one", b"a call", 3_600, keep=2)
        clock.pass_seconds(7)
    assert len(store._slices) == 1  # noqa: SLF001 - what it costs is not to be seen from outside
    assert len(store.read_list("calls:one")) == 2
    clock.pass_seconds(3_500)
    store.put("other", b"1", 1)
    assert len(store) == 2
    clock.pass_seconds(110)
    store.put("other", b"1", 1)
    assert len(store) == 1


def test_a_memory_store_forgets_what_is_over_without_being_asked_for_it() -> None:
    clock = HandClock()
    store = MemoryStore(clock)
    for number in range(1000):
        store.put(f"journey:{number}", b"one", 60)
        store.append(f"legs:{number}", b"one", 60, 5)
    clock.pass_seconds(70)
    store.put("later", b"one", 60)
    assert len(store) == 1


def test_lists_give_way_to_newer_ones_in_a_memory_store_and_single_values_do_not() -> None:
    store = MemoryStore(HandClock(), most_list_bytes=330)
    store.put("once", b"x" * 100, 60)
    for name in ("old", "renewed", "new"):
        store.append(name, b"x" * 10, 60, 5)
    store.append("renewed", b"x" * 1, 60, 5)
    assert [len(store.read_list(name)) for name in ("old", "renewed", "new")] == [0, 2, 1]
    assert store.find("once") == b"x" * 100


def test_several_writes_in_one_exchange_are_made_in_order(kept: Kept) -> None:
    kept.store.write(
        Put("value:{1}", b"first", 60),
        Append("list:{1}", (b"a", b"b", b"c"), 60, 2),
        Put("value:{1}", b"second", 60),
        Append("list:{1}", (b"d",), 60, 2, lasting=True),
    )
    assert kept.store.find("value:{1}") == b"second"
    assert kept.store.read_list("list:{1}") == (b"c", b"d")
    kept.pass_seconds(60)
    assert kept.store.find("value:{1}") is None
    assert kept.store.read_list("list:{1}") == ()


def test_one_value_is_added_and_another_found_in_one_exchange(kept: Kept) -> None:
    kept.store.put("there:{1}", b"found", 60)
    assert kept.store.add_and_find(Put("new:{1}", b"first", 60), "there:{1}") == (True, b"found")
    assert kept.store.add_and_find(Put("new:{1}", b"second", 60), "absent:{1}") == (False, None)
    assert kept.store.find("new:{1}") == b"first"
    kept.pass_seconds(60)
    assert kept.store.add_and_find(Put("new:{1}", b"third", 60), "new:{1}") == (True, b"third")


def test_a_value_that_is_in_a_list_already_moves_to_its_end_where_it_is_to_be_there_once(kept: Kept) -> None:
    for value in (b"a", b"b", b"a", b"c", b"a"):
        kept.store.write(Append("list:{1}", (value,), 60, 3, lasting=True, once=True))
    assert kept.store.read_list("list:{1}") == (b"b", b"c", b"a")
    kept.store.write(Append("list:{1}", (b"a",), 60, 3, lasting=True))
    assert kept.store.read_list("list:{1}") == (b"c", b"a", b"a")
