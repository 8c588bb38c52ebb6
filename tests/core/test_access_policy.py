"""The access policy of a service: which agents it lets in, and why not (facts/identity-providers.md 3.2, 3.3)."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from broker.core.access_policy import AccessPolicy, check_access, find_admitted
from broker.core.delegations import read_delegations
from broker.core.errors import Refusal
from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity
from broker.core.postings import read_memberships
from tests.builders import a_teacher

TODAY = date(2026, 3, 2)
LYCEE, COLLEGE = "0770001A", "0770002B"
DELEGATION = (
    "ij|/mdp/redirectionhub/redirect.jsp?applicationname=atelier|{}|{}|lou"
    "|FrEduRneResp=0770001A$UAJ$PU$N$T3$LYC$300|s||"
)


def _agent(function: str = "DIR", **more: str) -> Identity:
    facts = {
        FactName.FUNCTION: Fact((function,), "FrEduFonctAdm"),
        FactName.POSTINGS: Fact(
            (f"{LYCEE}$UAJ$PU$DIR${LYCEE}$T3$LYC$300", f"{COLLEGE}$UAJ$PU$ENS${COLLEGE}$T3$CLG$340"), "FrEduRne"
        ),
        **{FactName(name): Fact((value,), name) for name, value in more.items()},
    }
    return replace(a_teacher(), memberships=read_memberships(facts), facts=MappingProxyType(facts))


def _policy(**rules: set[str]) -> AccessPolicy:
    return AccessPolicy(**{name: frozenset(values) for name, values in rules.items()})


def _verdict(policy: AccessPolicy | None, agent: Identity) -> str:
    try:
        check_access(policy, agent, None, TODAY)
    except Refusal as refusal:
        return refusal.code
    return "let in"


@pytest.mark.parametrize(
    ("rules", "function", "verdict"),
    [
        ({}, "ENS", "let in"),
        ({"functions": {"DIR", "ADF"}}, "DIR", "let in"),
        ({"functions": {"DIR", "ADF"}}, "dir", "let in"),
        ({"functions": {"DIR", "ADF"}}, "ENS", "access.function"),
        ({"functions": {"DIR"}}, "X", "access.function"),
        ({"schools": {LYCEE}}, "ENS", "let in"),
        ({"schools": {"0779999Z"}}, "DIR", "access.school"),
        ({"school_kinds": {"LYC", "LP"}}, "ENS", "let in"),
        ({"school_kinds": {"LP"}}, "DIR", "access.school"),
        ({"schools": {COLLEGE}, "school_kinds": {"LYC"}}, "DIR", "access.school"),
        ({"functions": {"DIR"}, "schools": {"0779999Z"}}, "DIR", "access.school"),
        ({"delegations": {"atelier"}}, "DIR", "access.delegation"),
        ({"functions": {"DIR"}, "delegations": {"atelier"}}, "DIR", "let in"),
        ({"functions": {"DIR"}, "delegations": {"atelier"}}, "ENS", "access.function"),
    ],
)
def test_each_rule_that_is_not_empty_must_be_met(rules: dict[str, set[str]], function: str, verdict: str) -> None:
    assert _verdict(_policy(**rules), _agent(function)) == verdict


def test_without_a_policy_everybody_comes_in() -> None:
    assert _verdict(None, a_teacher()) == "let in"


@pytest.mark.parametrize(
    ("begins", "ends", "verdict"),
    [
        ("02/03/2026", "02/03/2026", "let in"),
        ("03/03/2024", "31/12/9999", "let in"),
        ("03/03/2026", "31/12/9999", "access.function"),
        ("03/03/2024", "01/03/2026", "access.function"),
        ("2024-03-03", "31/12/9999", "access.function"),
    ],
)
def test_a_delegation_lets_in_on_its_days_whatever_the_function(begins: str, ends: str, verdict: str) -> None:
    agent = _agent("ENS", delegations=DELEGATION.format(begins, ends))
    assert _verdict(_policy(functions={"DIR"}, delegations={"atelier"}), agent) == verdict


def test_a_delegation_for_another_application_opens_nothing() -> None:
    agent = _agent("ENS", delegations=DELEGATION.format("03/03/2024", "31/12/9999"))
    assert _verdict(_policy(functions={"DIR"}, delegations={"ij"}), agent) == "access.function"


def test_a_service_of_one_school_offers_those_that_its_policy_names() -> None:
    agent = _agent()
    found = find_admitted(_policy(school_kinds={"CLG"}), agent, agent.memberships, TODAY)
    assert [membership.uai for membership in found] == [COLLEGE]


def test_where_no_school_is_let_in_the_refusal_says_which_were_wanted_and_seen() -> None:
    agent = _agent()
    with pytest.raises(Refusal) as refused:
        find_admitted(_policy(school_kinds={"LP"}), agent, agent.memberships, TODAY)
    assert (refused.value.expected, refused.value.received) == ("LP", f"{LYCEE} (LYC)")


def test_a_delegation_is_read_with_its_days_and_schools() -> None:
    (read,) = read_delegations(Fact((DELEGATION.format("03/03/2024", "31/12/9999"), "X", "a|b"), "FrEduResDel"))
    assert (read.application, read.begins, read.ends, read.schools) == (
        "atelier",
        date(2024, 3, 3),
        date(9999, 12, 31),
        (LYCEE,),
    )
