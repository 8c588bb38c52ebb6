"""Owns the tests of rings as they are read: the states, the changes noticed, what is broken (A041, J210)."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from broker.core.errors import ConfigurationError
from broker.file_stamps import end_look, look_anew
from broker.keys.key_ring import KeyRing, Keys, KeyState
from broker.keys.rotation import announce, retire, use
from tests.keys.rings import a_prepared_ring, a_ring


def test_the_first_key_is_made_once_and_for_its_owner_only_a041(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    ring = a_ring(folder)
    assert ring.is_empty()
    ring.prepare()
    ring.prepare()
    assert ring.keys == Keys("key 1")
    assert [file.name for file in folder.iterdir()] == ["gar.pem"]
    assert (folder / "gar.pem").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_together_agree_on_one_first_key(tmp_path: Path) -> None:
    rings = [a_ring(tmp_path) for _ in range(8)]
    threads = [threading.Thread(target=ring.prepare) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {ring.keys.current for ring in rings} == {"key 1"}
    assert [file.name for file in tmp_path.iterdir()] == ["gar.pem"]


def test_the_keys_are_the_same_object_until_a_file_changes(tmp_path: Path) -> None:
    ring = a_prepared_ring(tmp_path)
    before = ring.keys
    assert ring.keys is before
    announce(a_ring(tmp_path))  # by another process
    assert ring.keys is not before
    assert ring.keys.current == before.current


def test_one_request_sees_the_keys_of_one_moment(tmp_path: Path) -> None:
    ring = a_prepared_ring(tmp_path)
    assert ring.keys
    look_anew()
    try:
        before = ring.keys
        announce(ring)
        assert ring.keys is before
        look_anew()
        assert ring.keys.announced == "key 2"
    finally:
        end_look()


def test_the_current_key_is_published_first_then_the_announced_then_the_former(tmp_path: Path) -> None:
    ring = a_prepared_ring(tmp_path)
    announce(ring)
    use(ring)
    announce(ring)
    assert ring.keys == Keys(current="key 2", announced="key 3", former="key 1")
    assert ring.keys.published == ("key 2", "key 3", "key 1")


def _drop_current(ring: KeyRing[str]) -> None:
    ring.path(KeyState.CURRENT).unlink()


def _open_current(ring: KeyRing[str]) -> None:
    ring.path(KeyState.CURRENT).chmod(0o644)


def _spoil_current(ring: KeyRing[str]) -> None:
    ring.path(KeyState.CURRENT).write_bytes(b"nonsense")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(_drop_current, "No such file", id="gone"),
        pytest.param(_open_current, "chmod 600", id="open-to-others"),
        pytest.param(_spoil_current, "no word of the tests", id="broken"),
    ],
)
def test_no_key_signs_in_the_place_of_a_current_one_that_cannot_be_used_a041(
    tmp_path: Path, spoil: Callable[[KeyRing[str]], None], told: str
) -> None:
    ring = a_prepared_ring(tmp_path)
    announce(ring)
    spoil(ring)
    started = a_ring(tmp_path)
    started.prepare()
    with pytest.raises(ConfigurationError, match=told):
        assert started.keys
    assert [told in str(problem) for problem in started.problems] == [True]


@pytest.mark.parametrize("spoil", [_drop_current, _spoil_current])
def test_a_key_that_is_lost_while_it_signs_signs_no_more_a041(
    tmp_path: Path, spoil: Callable[[KeyRing[str]], None]
) -> None:
    ring = a_prepared_ring(tmp_path)
    assert ring.keys.current == "key 1"
    spoil(ring)
    with pytest.raises(ConfigurationError):
        assert ring.keys


@pytest.mark.parametrize("state", [KeyState.ANNOUNCED, KeyState.FORMER])
def test_another_key_that_cannot_be_used_is_a_problem_and_the_current_one_goes_on(
    tmp_path: Path, state: KeyState
) -> None:
    ring = a_prepared_ring(tmp_path)
    ring.path(state).write_bytes(b"nonsense")
    ring.path(state).chmod(0o600)
    assert ring.keys == Keys("key 1")
    assert [problem.file for problem in ring.problems] == [str(ring.path(state))]
    os.unlink(ring.path(state))  # noqa: PTH108 - as an operator would
    assert ring.problems == ()


@pytest.mark.parametrize("name", ["../gar", "a/b", "", ".hidden", "a\x00b", "é", "gar.next", "gar.former"])
def test_a_name_is_neither_a_path_nor_a_state_j210(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        a_ring(tmp_path, name)


def test_readers_meet_a_whole_ring_at_every_moment_of_a_rotation(tmp_path: Path) -> None:
    ring = a_prepared_ring(tmp_path)
    reader = a_ring(tmp_path)
    over, seen, failures = threading.Event(), set(), []

    def read() -> None:
        while not over.is_set():
            try:
                seen.add(reader.keys.current)
            except ConfigurationError as error:
                failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        announce(ring)
        use(ring)
        retire(ring)
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert seen <= {f"key {number}" for number in range(1, 32)}
    assert reader.keys == Keys("key 31")
