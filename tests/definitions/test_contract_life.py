"""Owns the life of a contract through its desk: each step from the one before, each by whom it belongs to."""

import shutil
from pathlib import Path

import pytest

from broker.core.contract import Ruling, Status
from broker.core.errors import ConfigurationError
from broker.core.refusals.contract_life import (
    ContractNotYours,
    ContractStepOutOfTurn,
    ContractUnknown,
    RulingIncomplete,
    SecondRoleNeeded,
    SuspensionUnexplained,
)
from broker.core.refusals.journal import JournalUnavailable
from broker.core.roles import Role
from broker.definitions.contract_desk import Actor
from broker.definitions.contract_reader import read_contract_text
from broker.flows.contract_notes import ContractEvent
from tests.definitions.contract_world import GOOD, NARROW, OPERATOR, PUBLISHER, REVIEWER, URLS, WIDE, World, a_world

_COMMENTED = GOOD.replace("[provider]", "# whoever receives\n[provider]")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path, _COMMENTED)


def widen(world: World) -> None:
    """Draft one attribute more, in the publisher's name."""
    world.desk.put_attribute("marelle", PUBLISHER, "NOM", {"purpose": "Saluer."})


def test_a_draft_is_submitted_and_approved_by_another_role_and_then_counts(world: World) -> None:
    widen(world)
    assert world.desk.find("marelle").working.contract.status is Status.DRAFT
    submitted = world.desk.submit("marelle", PUBLISHER).working.contract
    assert submitted.status is Status.SUBMITTED
    assert [clause.code for clause in submitted.clauses if clause.ruling is Ruling.PENDING] == ["NOM"]
    assert (world.in_force().version, world.codes()) == (1, ("IDO", "P_MEL"))
    world.desk.approve("marelle", REVIEWER)
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM"))
    assert [one.role for one in world.in_force().approvals] == [Role.PUBLISHER, Role.REVIEWER]
    assert world.problems() == ""
    assert "# whoever receives" in world.file.read_text(encoding="utf-8"), "comments and layout stay"


def test_an_attribute_is_refused_with_its_reason_and_the_others_come_in_force(world: World) -> None:
    widen(world)
    world.desk.put_attribute("marelle", PUBLISHER, "PRE", {"purpose": "Saluer."})
    world.desk.submit("marelle", PUBLISHER)
    world.desk.approve("marelle", OPERATOR, {"NOM": "le prénom suffit"})
    rulings = {clause.code: (clause.ruling, clause.ruled_because) for clause in world.in_force().clauses}
    assert rulings["NOM"] == (Ruling.REFUSED, "le prénom suffit")
    assert rulings["PRE"] == (Ruling.APPROVED, "")
    assert world.in_force().version == 2


def test_a_refused_attribute_turned_approved_by_hand_stays_withheld(world: World) -> None:
    widen(world)
    world.desk.submit("marelle", PUBLISHER)
    world.desk.approve("marelle", OPERATOR, {"NOM": "inutile"})
    text = world.file.read_text(encoding="utf-8")
    world.write(text.replace('ruling = "refused"', 'ruling = "approved"'))
    assert {one.code: one.ruling for one in world.in_force().clauses}["NOM"] is Ruling.REFUSED


def test_whoever_submitted_does_not_approve(world: World) -> None:
    widen(world)
    world.desk.submit("marelle", OPERATOR)
    with pytest.raises(SecondRoleNeeded):
        world.desk.approve("marelle", Actor(Role.OPERATOR, "somebody else"))
    world.desk.approve("marelle", REVIEWER)
    assert world.in_force().version == 2


def test_a_removal_counts_at_once_and_needs_nobody(world: World) -> None:
    world.desk.remove_attribute("marelle", PUBLISHER, "P_MEL")
    assert (world.in_force().version, world.codes()) == (2, ("IDO",))
    with pytest.raises(ContractStepOutOfTurn):
        world.desk.submit("marelle", PUBLISHER)


def test_a_draft_that_only_narrows_comes_in_force_when_it_is_submitted(world: World) -> None:
    world.write(NARROW.replace("approved_by", 'status = "draft"\napproved_by'))
    assert world.codes() == ("IDO", "P_MEL")
    world.desk.submit("marelle", PUBLISHER)
    assert (world.in_force().version, world.codes()) == (2, ("IDO",))


def test_a_suspension_and_its_end_carry_reasons_and_the_end_takes_two_roles(world: World) -> None:
    world.desk.suspend("marelle", OPERATOR, "plainte en cours")
    assert world.in_force().status is Status.SUSPENDED
    assert 'status = "suspended" # plainte en cours' in world.file.read_text(encoding="utf-8")
    world.desk.resume("marelle", OPERATOR, "plainte close")
    assert world.in_force().status is Status.SUSPENDED
    with pytest.raises(SecondRoleNeeded):
        world.desk.approve("marelle", OPERATOR)
    world.desk.approve("marelle", REVIEWER)
    assert (world.in_force().status, world.in_force().version) == (Status.ACTIVE, 1)
    world.desk.suspend("marelle", REVIEWER, "encore")
    world.desk.resume("marelle", REVIEWER, "fini")
    with pytest.raises(SecondRoleNeeded):
        world.desk.approve("marelle", REVIEWER)
    assert world.in_force().status is Status.SUSPENDED, "the signatures of the first resumption were spent"


def test_a_resource_under_test_is_changed_and_submitted_by_its_publisher_alone(tmp_path: Path) -> None:
    world = a_world(tmp_path, GOOD.replace("approved_by", "open_to_all = true\napproved_by"))
    widen(world)
    assert (world.in_force().version, world.codes()) == (2, ("IDO", "P_MEL", "NOM"))


def test_steps_out_of_turn_and_out_of_role_are_refused_and_change_nothing(world: World) -> None:
    other = Actor(Role.PUBLISHER, "x", "777777788_0000000000000000")
    desk = world.desk
    for refusal, act in (
        (ContractStepOutOfTurn, lambda: desk.approve("marelle", REVIEWER)),
        (ContractStepOutOfTurn, lambda: desk.resume("marelle", REVIEWER, "parce que")),
        (ContractNotYours, lambda: desk.approve("marelle", PUBLISHER)),
        (ContractNotYours, lambda: desk.suspend("marelle", PUBLISHER, "parce que")),
        (ContractNotYours, lambda: desk.remove_attribute("marelle", other, "IDO")),
        (SuspensionUnexplained, lambda: desk.suspend("marelle", OPERATOR, "  ")),
        (ContractUnknown, lambda: desk.submit("nothing", OPERATOR)),
        (ContractUnknown, lambda: desk.export("marelle", 7)),
    ):
        with pytest.raises(refusal):
            act()
    assert not world.file.exists()


def test_a_ruling_names_what_was_asked_and_its_reason(world: World) -> None:
    widen(world)
    desk = world.desk
    desk.submit("marelle", PUBLISHER)
    for refused in ({"NOM": " "}, {"PRE": "pas demandé"}):
        with pytest.raises(RulingIncomplete):
            desk.approve("marelle", REVIEWER, refused)
    assert world.codes() == ("IDO", "P_MEL")


def test_an_attribute_that_cannot_be_is_refused_with_its_place_and_nothing_is_written(world: World) -> None:
    with pytest.raises(ConfigurationError, match="no attribute is called NAME"):
        world.desk.put_attribute("marelle", PUBLISHER, "NAME", {"purpose": "x"})
    assert not world.file.exists()


def test_what_is_exported_is_taken_in_as_the_same_contract_elsewhere(world: World, tmp_path: Path) -> None:
    widen(world)
    world.desk.submit("marelle", PUBLISHER)
    world.desk.approve("marelle", REVIEWER)
    text = world.desk.export("marelle")
    assert "version = 2" in text
    (tmp_path / "elsewhere").mkdir()
    elsewhere = a_world(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "shipped" / "marelle.toml").unlink()
    shutil.rmtree(tmp_path / "elsewhere" / "versions")
    elsewhere.desk.take_in("marelle", text, OPERATOR, signatures_believed=True)
    assert elsewhere.in_force() == world.in_force()
    world.desk.take_in("marelle", text, OPERATOR, signatures_believed=True)
    assert world.in_force() == elsewhere.in_force()


def test_what_is_taken_in_and_widens_unsigned_is_a_draft(world: World) -> None:
    world.desk.take_in("marelle", WIDE, OPERATOR, signatures_believed=True)
    assert world.desk.find("marelle").working.contract.status is Status.DRAFT
    assert (world.in_force().version, world.codes()) == (1, ("IDO", "P_MEL"))
    world.desk.take_in("marelle", NARROW, OPERATOR, signatures_believed=True)
    assert (world.in_force().version, world.codes()) == (2, ("IDO",))


def test_signatures_that_a_text_brings_count_for_nothing_where_they_are_not_believed(world: World) -> None:
    content = read_contract_text(WIDE, Path("x.toml"), URLS, "marelle").contract.fingerprint
    rows = "".join(
        f'\n[[approvals]]\nrole = "{role}"\nby = "x"\non = 2026-03-02\ncontent = "{content}"\n'
        for role in ("publisher", "reviewer")
    )
    for name, text in (("marelle", WIDE), ("autre", WIDE.replace("77777/marelle", "77777/autre"))):
        world.desk.take_in(name, text + rows, PUBLISHER, signatures_believed=False)
        working = world.desk.find(name).working.contract
        assert (working.status, working.approvals) == (Status.DRAFT, ())
    assert world.codes() == ("IDO", "P_MEL")
    world.desk.take_in("marelle", WIDE + rows, OPERATOR, signatures_believed=True)
    assert world.codes() == ("IDO", "P_MEL", "NOM")


def test_a_resource_under_test_first_seen_as_a_draft_takes_two_roles_all_the_same(world: World) -> None:
    text = GOOD.replace("77777/marelle", "77777/autre").replace("approved_by", "open_to_all = true\napproved_by")
    world.desk.take_in("autre", text, PUBLISHER, signatures_believed=False)
    assert world.desk.submit("autre", PUBLISHER).working.contract.status is Status.SUBMITTED
    world.desk.approve("autre", REVIEWER)
    held = world.desk.find("autre").in_force
    assert held is not None
    assert (held.status, held.version) == (Status.ACTIVE, 1)


def test_a_contract_of_another_resource_does_not_take_a_name(world: World) -> None:
    with pytest.raises(ConfigurationError, match="is the contract of ark:/77777/marelle"):
        world.desk.take_in("marelle", GOOD.replace("77777/marelle", "77777/autre"), OPERATOR, signatures_believed=True)


@pytest.mark.parametrize("name", ["../marelle", "", "MARELLE", "a/b"])
def test_a_name_that_can_be_no_file_is_taken_in_nowhere(world: World, name: str) -> None:
    with pytest.raises(ConfigurationError):
        world.desk.take_in(name, GOOD, OPERATOR, signatures_believed=True)


def test_each_change_is_noted_before_it_counts_with_who_and_which_content(world: World) -> None:
    widen(world)
    world.desk.submit("marelle", PUBLISHER)
    world.desk.approve("marelle", REVIEWER)
    assert [(note.event, note.role, note.version) for note in world.notes.kept] == [
        (ContractEvent.EDITED, Role.PUBLISHER, 1),
        (ContractEvent.SUBMITTED, Role.PUBLISHER, 1),
        (ContractEvent.APPROVED, Role.REVIEWER, 1),
        (ContractEvent.IN_FORCE, None, 2),
    ]
    assert world.notes.kept[-1].content == world.in_force().fingerprint


def test_what_cannot_be_written_down_does_not_count_but_a_suspension_does(world: World) -> None:
    world.notes.is_full = True
    with pytest.raises(JournalUnavailable):
        world.desk.put_attribute("marelle", PUBLISHER, "NOM", {"purpose": "Saluer."})
    assert not world.file.exists()
    world.write(NARROW)
    assert world.folder.by_resource("gar", "ark:/77777/marelle") is None
    assert "the change cannot be written down (journal.unavailable)" in world.problems()
    world.write(GOOD.replace("approved_by", 'status = "suspended"\napproved_by'))
    assert world.in_force().status is Status.SUSPENDED
    world.notes.is_full = False
    world.write(NARROW.replace("approved_by", 'status = "suspended"\napproved_by'))
    assert world.problems() == ""


def test_a_suspension_under_test_is_not_lifted_by_one_role(tmp_path: Path) -> None:
    world = a_world(tmp_path, GOOD.replace("approved_by", "open_to_all = true\napproved_by"))
    world.desk.suspend("marelle", OPERATOR, "fuite")
    world.desk.resume("marelle", PUBLISHER, "corrigé")
    assert world.in_force().status is Status.SUSPENDED
    world.desk.approve("marelle", REVIEWER)
    assert (world.in_force().status, world.in_force().version) == (Status.ACTIVE, 1)


@pytest.mark.parametrize("believed", [True, False])
def test_what_is_taken_in_suspended_under_a_new_name_is_a_draft_that_two_roles_approve(
    world: World, *, believed: bool
) -> None:
    text = GOOD.replace("77777/marelle", "77777/autre")
    text = text.replace("approved_by", 'status = "suspended"\nopen_to_all = true\napproved_by')
    world.desk.take_in("autre", text, PUBLISHER, signatures_believed=believed)
    assert world.desk.find("autre").working.contract.status is Status.DRAFT
    with pytest.raises(ContractStepOutOfTurn):
        world.desk.resume("autre", PUBLISHER, "parce que")
    world.desk.submit("autre", PUBLISHER)
    assert world.register.versions_of("autre").numbers() == ()


def test_a_draft_that_is_suspended_is_no_version_and_its_signatures_are_spent(world: World) -> None:
    world.desk.take_in("autre", GOOD.replace("77777/marelle", "77777/autre"), PUBLISHER, signatures_believed=False)
    world.desk.submit("autre", PUBLISHER)
    world.desk.suspend("autre", OPERATOR, "à revoir")
    assert world.register.versions_of("autre").numbers() == ()
    assert ContractEvent.IN_FORCE not in [note.event for note in world.notes.kept]
    noted = len(world.notes.kept)
    assert a_world(world.root).desk.find("autre").working.contract.status is Status.SUSPENDED
    assert len(world.notes.kept) == noted
    world.desk.resume("autre", REVIEWER, "revu")
    with pytest.raises(SecondRoleNeeded):
        world.desk.approve("autre", REVIEWER)
    world.desk.approve("autre", OPERATOR)
    held = world.desk.find("autre").in_force
    assert held is not None
    assert (held.status, held.version) == (Status.ACTIVE, 1)


@pytest.mark.parametrize("name", ["marelle", "abelle"])
@pytest.mark.parametrize("left", ["", "issuer = ", None])
def test_a_name_and_a_resource_stay_those_of_their_provider_when_the_file_is_gone_or_broken(
    tmp_path: Path, name: str, left: str | None
) -> None:
    world = a_world(tmp_path, shipped=False)
    assert world.in_force().version == 1
    if left is None:
        world.file.unlink()
    else:
        world.write(left)
    provider = "111111111_0000000000000000"
    mine = WIDE.replace("777777777_0000000077777777", provider)
    with pytest.raises(ContractNotYours):
        world.desk.take_in(name, mine, Actor(Role.PUBLISHER, "x", provider), signatures_believed=False)
    with pytest.raises(ConfigurationError, match="is another provider's"):
        world.desk.take_in(name, mine, OPERATOR, signatures_believed=True)
    assert world.folder.by_resource("gar", "ark:/77777/marelle") is None
    world.desk.take_in("marelle", NARROW, PUBLISHER, signatures_believed=False)
    assert world.codes() == ("IDO",), "its own provider's contract goes on"


def test_a_resource_is_not_taken_by_a_name_that_comes_before(tmp_path: Path) -> None:
    world = a_world(tmp_path, shipped=False)
    provider = "111111111_0000000000000000"
    mine = GOOD.replace("777777777_0000000077777777", provider)
    with pytest.raises(ContractNotYours):
        world.desk.take_in("abelle", mine, Actor(Role.PUBLISHER, "x", provider), signatures_believed=False)
    assert world.in_force().name == "marelle"


def test_an_attribute_that_waits_is_put_to_a_ruling_however_often_it_is_submitted(world: World) -> None:
    widen(world)
    world.desk.submit("marelle", PUBLISHER)
    text = world.desk.export("marelle")
    world.desk.take_in("marelle", text, PUBLISHER, signatures_believed=False)
    assert world.desk.submit("marelle", PUBLISHER).working.contract.status is Status.SUBMITTED
    assert world.codes() == ("IDO", "P_MEL")


def test_what_was_tried_under_test_is_approved_by_two_roles_to_stay(tmp_path: Path) -> None:
    world = a_world(tmp_path, GOOD.replace("approved_by", "open_to_all = true\napproved_by"))
    widen(world)
    world.desk.take_in("marelle", WIDE, PUBLISHER, signatures_believed=False)
    assert world.in_force().open_to_all
    submitted = world.desk.submit("marelle", PUBLISHER).working.contract
    assert [clause.code for clause in submitted.clauses if clause.ruling is Ruling.PENDING] == ["NOM"]
    world.desk.approve("marelle", REVIEWER, {"NOM": "inutile"})
    assert not world.in_force().open_to_all
    assert {one.code: one.ruling for one in world.in_force().clauses}["NOM"] is Ruling.REFUSED


def test_the_same_roles_approve_again_on_the_same_day_what_was_narrowed_meanwhile(world: World) -> None:
    for _ in range(3):
        world.desk.take_in("marelle", WIDE, PUBLISHER, signatures_believed=False)
        assert world.codes() == ("IDO", "P_MEL")
        world.desk.submit("marelle", PUBLISHER)
        world.desk.approve("marelle", REVIEWER)
        assert world.codes() == ("IDO", "P_MEL", "NOM")
        world.desk.take_in("marelle", GOOD, OPERATOR, signatures_believed=False)


def test_what_would_clash_with_another_contract_is_not_taken_in_and_leaves_nothing(world: World) -> None:
    with pytest.raises(ConfigurationError, match="keep one of the two"):
        world.desk.take_in("double", GOOD, OPERATOR, signatures_believed=True)
    assert not world.file.with_name("double.toml").exists()
    assert world.problems() == ""
