"""Owns what holds of contracts whatever is done to them: no act but an approval lets more leave; files round-trip."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as some

from broker.core.contract import Contract, Ruling, Status
from broker.core.errors import ConfigurationError, Refusal
from broker.core.review.contract_change import compare, widenings
from tests.definitions.contract_world import OPERATOR, PUBLISHER, REVIEWER, World, a_world

_CODES = ("IDO", "UAI", "PRO", "NOM", "PRE", "DIV", "P_MEL")
_ACTORS = (PUBLISHER, REVIEWER, OPERATOR)
_WORDS = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(str.strip)
_ACTS: dict[str, Callable[..., object]] = {
    "put": lambda world, actor, code: world.desk.put_attribute("marelle", actor, code, {"purpose": "Essai."}),
    "coarsen": lambda world, actor, code: world.desk.put_attribute(
        "marelle", actor, code, {"purpose": "Essai.", "transformation": "truncated"}
    ),
    "remove": lambda world, actor, code: world.desk.remove_attribute("marelle", actor, code),
    "submit": lambda world, actor, _code: world.desk.submit("marelle", actor),
    "approve": lambda world, actor, _code: world.desk.approve("marelle", actor),
    "refuse": lambda world, actor, code: world.desk.approve("marelle", actor, {code: "non"}),
    "suspend": lambda world, actor, _code: world.desk.suspend("marelle", actor, "essai"),
    "resume": lambda world, actor, _code: world.desk.resume("marelle", actor, "fini"),
}
_STEPS = some.tuples(some.sampled_from(sorted(_ACTS)), some.sampled_from(_ACTORS), some.sampled_from(_CODES))


def do(world: World, act: str, *about: object) -> None:
    """Do one act, or have it refused."""
    try:
        _ACTS[act](world, *about)
    except (Refusal, ConfigurationError):
        return


@settings(max_examples=25, deadline=None)
@given(some.lists(_STEPS, max_size=14))
def test_nothing_but_an_approval_by_a_second_role_lets_more_leave(steps: list[tuple[str, object, str]]) -> None:
    with TemporaryDirectory() as folder:
        world = a_world(Path(folder))
        for act, actor, code in steps:
            before, submitted = world.in_force(), world.desk.find("marelle").working.contract
            do(world, act, actor, code)
            after = world.in_force()
            if widenings(compare(before, after)):
                assert act in {"approve", "refuse"}
                roles = {one.role for one in submitted.approvals}
                assert roles, "somebody had submitted it"
                assert len({one.role for one in after.approvals}) > 1
            assert after.status in {Status.ACTIVE, Status.SUSPENDED}
            assert world.folder.problems == ()


@settings(max_examples=15, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(_CODES[1:]), _WORDS, _WORDS), min_size=1, max_size=4))
def test_what_is_exported_is_taken_in_as_the_same_contract(rows: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        world = a_world(Path(folder))
        for code, purpose, necessity in rows:
            world.desk.put_attribute("marelle", PUBLISHER, code, {"purpose": purpose, "necessity": necessity})
        do(world, "submit", PUBLISHER, "")
        do(world, "approve", REVIEWER, "")
        text = world.desk.export("marelle")
        elsewhere = empty_world(Path(folder) / "elsewhere")
        elsewhere.desk.take_in("marelle", text, OPERATOR, signatures_believed=True)
        assert elsewhere.desk.export("marelle") == text
        assert allowed(elsewhere.in_force()) == allowed(world.in_force())


def empty_world(root: Path) -> World:
    """Make an installation without any contract."""
    root.mkdir()
    world = a_world(root)
    (root / "shipped" / "marelle.toml").unlink()
    shutil.rmtree(root / "versions")
    return world


def allowed(contract: Contract) -> set[tuple[str, str, str]]:
    """Return what a contract lets leave, and why."""
    left = (clause for clause in contract.clauses if clause.ruling is Ruling.APPROVED)
    return {(clause.code, clause.purpose, clause.necessity) for clause in left}
