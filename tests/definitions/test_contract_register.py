"""Owns that a contract in force is a numbered version, and that no hand-edit widens one by itself."""

import multiprocessing
from pathlib import Path

import pytest

from broker.core.contract import Status
from broker.definitions.contract_reader import read_working_copy
from tests.definitions.contract_world import GOOD, NARROW, URLS, WIDE, World, a_world

_OPEN = GOOD.replace("approved_by", "open_to_all = true\napproved_by")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def approvals(text: str, *roles: str, folder: Path) -> str:
    """Return a text signed, for exactly what it says, by each of these roles."""
    file = folder / "marelle.toml"
    file.write_text(text, encoding="utf-8")
    content = read_working_copy(file, URLS).contract.fingerprint
    file.unlink()
    rows = (f'\n[[approvals]]\nrole = "{role}"\nby = "x"\non = 2026-03-01\ncontent = "{content}"\n' for role in roles)
    return text + "".join(rows)


def test_the_first_sight_of_a_contract_is_version_one_kept_as_it_was_written(world: World) -> None:
    assert world.in_force().version == 1
    version = world.register.versions_of("marelle").file_of(1)
    assert version.read_text(encoding="utf-8") == GOOD
    assert version.stat().st_mode & 0o222 == 0, "nobody writes it again"


def test_a_widening_by_hand_leaves_the_former_version_in_force_and_says_what_is_missing(world: World) -> None:
    world.write(WIDE)
    assert (world.in_force().version, world.codes()) == (1, ("IDO", "P_MEL"))
    assert "own/marelle.toml: approvals: it widens what leaves (NOM: given)" in world.problems()
    assert "approved by nobody: version 1 stays in force" in world.problems()


@pytest.mark.parametrize("roles", [("reviewer",), ("reviewer", "reviewer"), ()])
def test_one_role_alone_does_not_widen_a_contract(world: World, roles: tuple[str, ...], tmp_path: Path) -> None:
    world.write(approvals(WIDE, *roles, folder=tmp_path))
    assert world.codes() == ("IDO", "P_MEL")


def test_two_roles_widen_a_contract_by_hand(world: World, tmp_path: Path) -> None:
    world.write(approvals(WIDE, "publisher", "reviewer", folder=tmp_path))
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM"))
    assert world.problems() == ""


def test_what_two_roles_approved_is_not_another_content(world: World, tmp_path: Path) -> None:
    signed = approvals(WIDE, "publisher", "reviewer", folder=tmp_path)
    world.write(signed.replace('code = "NOM"', 'code = "PRE"'))
    assert world.codes() == ("IDO", "P_MEL")


def test_a_narrowing_counts_at_once_and_is_a_version_of_its_own(world: World) -> None:
    world.write(NARROW)
    assert (world.in_force().version, world.codes()) == (2, ("IDO",))


def test_a_narrowing_is_not_undone_by_hand_nor_by_old_signatures(world: World, tmp_path: Path) -> None:
    signed = approvals(WIDE, "publisher", "reviewer", folder=tmp_path)
    world.write(signed)
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM"))
    rows = signed[len(WIDE) :]
    world.write(NARROW + rows)
    assert world.codes() == ("IDO",)
    world.write(signed)
    assert (world.in_force().version, world.codes()) == (3, ("IDO",)), "these signatures were spent"
    world.write(signed + rows)
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM")), "signed anew: the same content"


def test_removing_the_narrower_copy_does_not_bring_the_shipped_one_back(world: World) -> None:
    world.write(NARROW)
    assert world.codes() == ("IDO",)
    world.file.unlink()
    assert world.codes() == ("IDO",)
    assert "shipped/marelle.toml: approvals: it widens" in world.problems()


def test_another_resource_under_the_name_of_a_contract_that_is_gone_does_not_bring_it_back(tmp_path: Path) -> None:
    world = a_world(tmp_path, shipped=False)
    world.file.unlink()
    world.write(GOOD.replace("ark:/77777/marelle", "ark:/77777/autre"))
    assert world.folder.by_resource("gar", "ark:/77777/marelle") is None
    found = world.folder.by_resource("gar", "ark:/77777/autre")
    assert found is not None
    assert found.status is Status.DRAFT
    assert "resource: ark:/77777/marelle → ark:/77777/autre" in world.problems()


def test_a_suspension_counts_at_once_and_a_resumption_takes_two_roles(world: World, tmp_path: Path) -> None:
    suspended = GOOD.replace("approved_by", 'status = "suspended"\napproved_by')
    world.write(suspended)
    assert (world.in_force().status, world.in_force().version) == (Status.SUSPENDED, 1)
    world.write(GOOD)
    assert world.in_force().status is Status.SUSPENDED
    assert "comes or returns in force" in world.problems()
    world.write(approvals(GOOD, "operator", "reviewer", folder=tmp_path))
    assert (world.in_force().status, world.in_force().version) == (Status.ACTIVE, 1)


def test_a_draft_of_a_change_leaves_the_former_version_in_force_and_is_no_problem(world: World) -> None:
    world.write(WIDE.replace("approved_by", 'status = "draft"\napproved_by'))
    assert (world.in_force().version, world.codes(), world.problems()) == (1, ("IDO", "P_MEL"), "")


def test_a_contract_first_seen_as_a_draft_comes_in_force_by_two_roles_only(tmp_path: Path) -> None:
    world = a_world(tmp_path, GOOD.replace("approved_by", 'status = "draft"\napproved_by'), shipped=False)
    assert world.in_force().status is Status.DRAFT
    world.write(GOOD)
    assert world.in_force().status is Status.DRAFT
    assert "it was never in force" in world.problems()
    assert world_numbers(tmp_path) == ()
    world.write(approvals(GOOD, "publisher", "operator", folder=tmp_path))
    assert (world.in_force().status, world.in_force().version) == (Status.ACTIVE, 1)


def test_a_resource_under_test_is_widened_by_hand_but_not_put_under_test_so(tmp_path: Path) -> None:
    world = a_world(tmp_path, _OPEN, shipped=False)
    world.write(_OPEN.replace("[saml]", '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n[saml]'))
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM"))
    world.write(WIDE)
    assert (world.in_force().version, world.in_force().open_to_all) == (2, True), "what was tried was not approved"
    assert "NOM: given" in world.problems()
    world.write(GOOD)
    assert not world.in_force().open_to_all
    world.write(_OPEN)
    assert not world.in_force().open_to_all


@pytest.mark.parametrize(("stated", "told"), [(2, ""), (3, "it says 3, and this content is version 2")])
def test_a_stated_number_is_the_right_one_or_a_problem_that_says_which(world: World, stated: int, told: str) -> None:
    world.write(NARROW.replace("approved_by", f"version = {stated}\napproved_by"))
    assert (world.in_force().version, world.codes()) == (2, ("IDO",)), "a narrowing counts whatever its number says"
    assert told in world.problems()
    assert bool(told) is bool(world.problems())


def test_a_broken_copy_of_a_shipped_contract_leaves_no_contract(world: World) -> None:
    world.write(NARROW[:-20])
    assert world.folder.by_resource("gar", "ark:/77777/marelle") is None


def test_putting_a_version_in_force_twice_changes_nothing(world: World) -> None:
    world.write(NARROW)
    assert world.in_force().version == 2
    before = {file.name: file.stat().st_mtime_ns for file in (world.root / "versions" / "marelle").iterdir()}
    again = a_world(world.root)
    assert (again.in_force().version, again.codes()) == (2, ("IDO",))
    assert {file.name: file.stat().st_mtime_ns for file in (world.root / "versions" / "marelle").iterdir()} == before
    assert [note.event for note in again.notes.kept] == []


def _race(
    root: str, start: "multiprocessing.synchronize.Event", found: "multiprocessing.Queue[tuple[int, int]]"
) -> None:
    start.wait(30)
    world = a_world(Path(root))
    first = world.in_force().version
    found.put((first, len(world.notes.kept)))


def test_processes_that_see_a_contract_at_once_number_it_once(tmp_path: Path) -> None:
    a_world(tmp_path).write(NARROW)
    context = multiprocessing.get_context("fork")
    start, found = context.Event(), context.Queue()
    racing = [context.Process(target=_race, args=(str(tmp_path), start, found)) for _ in range(4)]
    for one in racing:
        one.start()
    start.set()
    seen = [found.get(timeout=30) for _ in racing]
    for one in racing:
        one.join(30)
    assert {version for version, _ in seen} == {2}
    assert sum(notes for _, notes in seen) == 1, "one of them put it in force, and noted so"
    assert world_numbers(tmp_path) == (1, 2)


def world_numbers(root: Path) -> tuple[int, ...]:
    return a_world(root).register.versions_of("marelle").numbers()


def test_a_draft_of_another_resource_does_not_bring_back_what_is_gone(tmp_path: Path) -> None:
    world = a_world(tmp_path, shipped=False)
    draft = GOOD.replace("ark:/77777/marelle", "ark:/77777/autre")
    world.write(draft.replace("approved_by", 'status = "draft"\napproved_by'))
    assert world.folder.by_resource("gar", "ark:/77777/marelle") is None


def test_what_two_roles_approved_under_test_stays_when_it_is_under_test_no_more(tmp_path: Path) -> None:
    world = a_world(tmp_path, _OPEN, shipped=False)
    wider = _OPEN.replace("[saml]", '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n[saml]')
    world.write(approvals(wider, "publisher", "reviewer", folder=tmp_path))
    assert world.in_force().version == 2
    world.write(WIDE)
    assert (world.codes(), world.in_force().open_to_all) == (("IDO", "P_MEL", "NOM"), False)


def test_signatures_taken_out_and_put_back_count_no_more(tmp_path: Path) -> None:
    signed = approvals(WIDE, "publisher", "reviewer", folder=tmp_path)
    world = a_world(tmp_path, signed)
    assert world.codes() == ("IDO", "P_MEL", "NOM")
    for narrower, left in ((GOOD, ("IDO", "P_MEL")), (NARROW, ("IDO",))):
        world.write(narrower)
        assert world.codes() == left
    world.file.unlink()
    assert world.codes() == ("IDO",), "the shipped file is signed, and its signatures were spent"
    assert "approved by nobody" in world.problems()
    assert a_world(tmp_path).codes() == ("IDO",)
