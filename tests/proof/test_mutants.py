"""Every fault that is seeded in the policy is caught, or listed with the reason why it changes nothing."""

import ast

import pytest

from broker.proof.mutants import equivalents
from broker.proof.mutants.modules import MUTATED, load_policy
from broker.proof.mutants.operators import find_mutations
from broker.proof.mutants.scenarios import make_scenarios
from broker.proof.mutants.scope import is_policy
from broker.proof.mutants.suite import Outcome, Suite, betrayals, find_seeded
from broker.proof.policy import OURS


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    suite = Suite(make_scenarios())
    return [suite.try_seeded(seeded) for seeded in find_seeded()]


def test_no_seeded_fault_survives(outcomes: list[Outcome]) -> None:
    assert [str(one) for one in outcomes if one.survived] == []
    assert len(outcomes) > 600


def test_what_is_said_to_change_nothing_is_seeded_and_not_caught(outcomes: list[Outcome]) -> None:
    named = {(one.module, one.code, one.what) for one in outcomes if one.equivalent}
    assert named == set(equivalents._EQUIVALENTS)  # noqa: SLF001 - the list itself is what is checked


def test_every_module_of_the_policy_is_seeded(outcomes: list[Outcome]) -> None:
    seeded = {one.module for one in outcomes}
    assert seeded == {name.removeprefix("broker.") for name in MUTATED}


def test_the_policy_itself_betrays_nothing() -> None:
    assert list(betrayals(OURS, make_scenarios())) == []


@pytest.mark.parametrize("module", MUTATED)
def test_a_copy_without_a_fault_is_as_right_as_the_policy(module: str) -> None:
    assert list(betrayals(load_policy(module, None), make_scenarios()[:200])) == []


def test_too_few_scenarios_let_faults_survive_and_they_are_listed() -> None:
    suite = Suite(make_scenarios()[:4])
    survivors = [one for one in map(suite.try_seeded, find_seeded()[:80]) if one.survived]
    assert survivors
    assert all(one.line and one.code and one.what in str(one) for one in survivors)


def test_a_fault_leaves_the_source_as_it_was() -> None:
    tree = ast.parse("def may(x):\n    return x < 3 and not x == 1\n")
    before = ast.dump(tree)
    found = list(find_mutations(tree, is_policy))
    codes = {one.compile(tree, "may").co_consts for one in found}
    assert ast.dump(tree) == before
    assert {one.what for one in found} >= {"and ↔ or", "Lt → LtE", "not dropped", "3 → 4", "returns None"}
    assert len(codes) > 1
