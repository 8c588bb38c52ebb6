"""Holds the watching of files: one's own at every look, those of the shipped folder seldom, and none for ever."""

import os
from pathlib import Path

import pytest

from broker import file_stamps
from broker.file_stamps import Watch, see


def touched(file: Path) -> None:
    os.utime(file, ns=(1, 1))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    shipped, own = tmp_path / "shipped" / "a.toml", tmp_path / "own" / "b.toml"
    for file in (shipped, own):
        file.parent.mkdir()
        file.write_text("x", encoding="utf-8")
    return shipped, own


def test_a_file_of_ones_own_is_seen_to_change_at_once(files: tuple[Path, Path], tmp_path: Path) -> None:
    watch = Watch(see(files), tmp_path / "shipped")
    assert not watch.has_changed()
    touched(files[1])
    assert watch.has_changed()


def test_a_shipped_file_is_seen_to_change_when_it_is_looked_at_again(files: tuple[Path, Path], tmp_path: Path) -> None:
    watch = Watch(see(files), tmp_path / "shipped", seconds=0)
    assert not watch.has_changed()
    touched(files[0])
    assert watch.has_changed()


def test_a_shipped_file_is_not_looked_at_meanwhile(files: tuple[Path, Path], tmp_path: Path) -> None:
    watch = Watch(see(files), tmp_path / "shipped", seconds=3600)
    touched(files[0])
    assert not watch.has_changed()
    assert file_stamps.SETTLED_SECONDS <= 1


def test_a_folder_whose_name_merely_begins_alike_is_ones_own(files: tuple[Path, Path], tmp_path: Path) -> None:
    watch = Watch(see(files), tmp_path / "ship", seconds=3600)
    touched(files[0])
    assert watch.has_changed()
