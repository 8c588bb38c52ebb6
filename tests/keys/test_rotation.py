"""Owns the tests of the steps of a rotation (security-catalogue.md E112, E113): in turn, out of turn, cut short."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from broker.core.errors import KeyRefused
from broker.core.refusals.rotation import (
    KeyAlreadyAnnounced,
    KeyNotAnnounced,
    KeyNothingToRetire,
    KeyStillRetiring,
)
from broker.keys.key_files import link_private_file
from broker.keys.key_ring import KeyRing, Keys, KeyState
from broker.keys.rotation import announce, remove_current, retire, use, withdraw
from tests.keys.rings import a_prepared_ring, a_ring

Step = Callable[[KeyRing[str]], object]


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing[str]:
    return a_prepared_ring(tmp_path / "keys")


def files(ring: KeyRing[str]) -> list[str]:
    return sorted(file.name for file in ring.folder.iterdir())


def cut_use_short(ring: KeyRing[str]) -> None:
    """Leave the files as `use` does when it is killed between its two changes."""
    link_private_file(ring.path(KeyState.CURRENT), ring.path(KeyState.FORMER))


def test_a_key_is_announced_used_and_retired_e112(ring: KeyRing[str]) -> None:
    announce(ring)
    assert ring.keys == Keys("key 1", announced="key 2")
    use(ring)
    assert ring.keys == Keys("key 2", former="key 1")
    retire(ring)
    assert ring.keys == Keys("key 2")
    assert files(ring) == ["gar.pem"]
    assert ring.path(KeyState.CURRENT).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "step", "refusal"),
    [
        pytest.param((), use, KeyNotAnnounced, id="use-without-announce"),
        pytest.param((), retire, KeyNothingToRetire, id="retire-without-use"),
        pytest.param((), withdraw, KeyNotAnnounced, id="withdraw-without-announce"),
        pytest.param((announce,), announce, KeyAlreadyAnnounced, id="announce-twice"),
        pytest.param((announce,), retire, KeyNothingToRetire, id="retire-before-use"),
        pytest.param((announce, use), use, KeyNotAnnounced, id="use-twice"),
        pytest.param((announce, use, announce), use, KeyStillRetiring, id="use-before-the-former-is-retired"),
        pytest.param((announce, use, retire), retire, KeyNothingToRetire, id="retire-twice"),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    ring: KeyRing[str], before: tuple[Step, ...], step: Step, refusal: type[KeyRefused]
) -> None:
    for earlier in before:
        earlier(ring)
    keys, names = ring.keys, files(ring)
    with pytest.raises(refusal):
        step(ring)
    assert ring.keys is keys
    assert files(ring) == names


def test_a_removed_key_is_replaced_at_once_by_the_announced_one_e113(ring: KeyRing[str]) -> None:
    announce(ring)
    assert remove_current(ring)
    assert ring.keys == Keys("key 2")
    assert files(ring) == ["gar.pem"]


def test_a_removed_key_is_replaced_at_once_by_a_new_one_where_none_is_announced_e113(ring: KeyRing[str]) -> None:
    assert not remove_current(ring)
    assert ring.keys == Keys("key 2")
    assert files(ring) == ["gar.pem"]


def test_the_former_key_stays_when_the_current_one_is_removed(ring: KeyRing[str]) -> None:
    announce(ring)
    use(ring)
    assert not remove_current(ring)
    assert ring.keys == Keys("key 3", former="key 1")


def test_a_key_that_was_lost_is_replaced_as_one_that_is_removed(ring: KeyRing[str]) -> None:
    ring.path(KeyState.CURRENT).unlink()
    announce(ring)
    assert remove_current(ring)
    assert ring.keys == Keys("key 2")


def test_an_announced_key_is_withdrawn(ring: KeyRing[str]) -> None:
    announce(ring)
    withdraw(ring)
    assert ring.keys == Keys("key 1")
    assert files(ring) == ["gar.pem"]


def test_a_use_that_was_cut_short_leaves_the_ring_as_before_and_is_gone_on_with(ring: KeyRing[str]) -> None:
    announce(ring)
    cut_use_short(ring)
    assert ring.keys == Keys("key 1", announced="key 2")
    with pytest.raises(KeyNothingToRetire):
        retire(ring)
    use(ring)
    assert ring.keys == Keys("key 2", former="key 1")


def test_a_key_is_removed_under_both_names_after_a_use_that_was_cut_short_e113(ring: KeyRing[str]) -> None:
    announce(ring)
    cut_use_short(ring)
    assert remove_current(ring)
    assert ring.keys == Keys("key 2")
    assert all(b"key 1" not in file.read_bytes() for file in ring.folder.iterdir())


def test_a_withdrawal_after_a_use_that_was_cut_short_hinders_no_later_rotation(ring: KeyRing[str]) -> None:
    announce(ring)
    cut_use_short(ring)
    withdraw(ring)
    announce(ring)
    use(ring)
    assert ring.keys == Keys("key 3", former="key 1")


def test_a_draft_of_a_step_that_was_killed_is_swept_away_by_the_next(ring: KeyRing[str]) -> None:
    draft = ring.folder / ".gar.next.0123456789abcdef.draft"
    draft.write_bytes(b"key 9")
    assert ring.keys == Keys("key 1")
    announce(ring)
    assert not draft.exists()
    assert ring.keys == Keys("key 1", announced="key 2")


def test_of_two_that_announce_at_once_one_alone_does(ring: KeyRing[str]) -> None:
    outcomes: list[str] = []

    def try_to(ring: KeyRing[str]) -> None:
        try:
            announce(ring)
        except KeyAlreadyAnnounced as refusal:
            outcomes.append(refusal.code)
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=try_to, args=(a_ring(ring.folder),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", *["keys.already_announced"] * 5]
    assert files(ring) == ["gar.next.pem", "gar.pem"]
