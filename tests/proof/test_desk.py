"""A page has a proof run in a process of its own, one at a time, and shows what came of it."""

import multiprocessing
from pathlib import Path

from tests.proof.small_desk import a_desk


def test_a_proof_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.start()
    for child in multiprocessing.active_children():
        child.join(120)
    [name] = desk.kept.names()
    view = desk.view(name, desk.kept.read(name) or "")
    assert view.problem == ""
    assert view.changed == ()
    assert view.stated["violations"] == []
    assert [one["name"] for one in view.stated["contracts"]] == ["small"]  # type: ignore[attr-defined, index] - JSON


def test_a_second_proof_does_not_run_beside_the_first(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with desk.kept.running(1):
        assert not desk.run()
        desk.start()
    assert desk.kept.names() == ()
    assert desk.run()
    assert len(desk.kept.names()) == 1


def test_however_often_it_is_started_one_process_runs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    before = set(multiprocessing.active_children())
    for _ in range(4):
        desk.start()
    started = set(multiprocessing.active_children()) - before
    assert len(started) == 1
    assert desk.kept.find_progress() is not None, "it runs from the moment it is asked for"
    for child in started:
        child.join(120)
    assert len(desk.kept.names()) == 1
    assert desk.kept.find_progress() is None


def test_a_proof_that_was_changed_is_shown_to_prove_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.run()
    [name] = desk.kept.names()
    envelope = (desk.kept.read(name) or "").replace('"sig": "', '"sig": "AAAA')
    assert "signed it as it stands" in desk.view(name, envelope).problem
    assert desk.view(name, "").problem == "this is no DSSE envelope"
