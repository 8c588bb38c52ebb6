"""The matching of the keys that a guichet sends: several are several accounts, until one is settled."""

from dataclasses import replace

import pytest

from broker.core.identity import Fact, PersonKey
from broker.core.journey import Authentication
from broker.core.refusals.decision import PersonAmbiguous
from broker.flows.matching import find_accounts, find_vouched, settle
from tests.builders import NOON, a_guardian
from tests.flows.fakes import FewPeople

HERE = a_guardian()
THERE = a_guardian(key=PersonKey("P0", "guardian-0002"), join_key=Fact(("AC-BRUME$2",), "ENTPersonJointure"))
ELSEWHERE = a_guardian(key=PersonKey("P1", "guardian-0003"), join_key=Fact(("AC-BRUME$3",), "ENTPersonJointure"))
PEOPLE = FewPeople((HERE, THERE, ELSEWHERE))
SAID = Authentication(
    "join_key", "AC-PREAU$3001", None, NOON, "password", other_keys=("AC-BRUME$2", "AC-BRUME$3", "AC-BRUME$4")
)


def test_each_account_is_found_by_its_own_key_and_unknown_keys_by_none() -> None:
    found = find_accounts(SAID, PEOPLE)
    assert found == {"AC-PREAU$3001": HERE, "AC-BRUME$2": THERE, "AC-BRUME$3": ELSEWHERE}


def test_an_account_of_a_project_for_which_the_guichet_may_not_speak_is_not_offered() -> None:
    assert set(find_accounts(replace(SAID, projects=frozenset({"P0"})), PEOPLE)) == {"AC-PREAU$3001", "AC-BRUME$2"}


def test_one_person_of_several_keys_is_one_account() -> None:
    both = replace(HERE, join_key=Fact(("AC-PREAU$3001", "AC-BRUME$2"), "ENTPersonJointure"))
    assert find_accounts(SAID, FewPeople((both,))) == {"AC-PREAU$3001": both}


def test_nobody_is_found_while_several_keys_are_not_settled() -> None:
    with pytest.raises(PersonAmbiguous):
        find_vouched(SAID, PEOPLE)
    assert find_vouched(settle(SAID, "AC-BRUME$2"), PEOPLE) == THERE
