"""Owns the tests of the example resources' short-lived memory."""

import threading

from sp_examples.memory import Shelf
from tests.sp_examples.yard import Watch


def test_a_full_shelf_gives_up_its_oldest_thing() -> None:
    shelf: Shelf[int] = Shelf(places=2, seconds=60, tick=Watch())
    for number in range(3):
        shelf.put(f"key{number}", number)
    assert shelf.all() == {"key1": 1, "key2": 2}


def test_a_thing_is_gone_when_its_time_is_over() -> None:
    watch = Watch()
    shelf: Shelf[str] = Shelf(places=9, seconds=60, tick=watch)
    shelf.put("key", "thing")
    watch.seconds += 59
    assert shelf.find("key") == "thing"
    watch.seconds += 1
    assert (shelf.find("key"), shelf.all(), shelf.take("key")) == (None, {}, None)


def test_a_thing_is_taken_by_one_thread_alone() -> None:
    shelf: Shelf[str] = Shelf(places=9, seconds=60, tick=Watch())
    shelf.put("key", "thing")
    taken: list[str | None] = []
    threads = [threading.Thread(target=lambda: taken.append(shelf.take("key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=str) == [None] * 7 + ["thing"]
