"""Owns what a change of contract does to people who sign on: a narrowing at once, a widening once two roles agreed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.commands.explain import release_document
from broker.commands.opening import make_explain
from broker.core.journal.act import ActKind
from broker.core.journal.search import ActSearch
from broker.core.roles import Role
from broker.definitions.contract_desk import Actor
from tests.journeys.test_counting_accesses import subscribe
from tests.oidc_party import PUPIL, Party, signed_in
from tests.sandbox import Sandbox, running_sandbox

_ALL = ("IDO", "UAI", "PRO", "PRE", "DIV")
_FEWER = tuple(code for code in _ALL if code != "PRE")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("versions"), examples=False) as sandbox:
        yield sandbox


def by_subscription(party: Party, codes: tuple[str, ...]) -> Party:
    """Write the contract of a client that people open by a subscription."""
    changed = party.register(codes=codes)
    file = file_of(changed)
    file.write_text(file.read_text().replace("open_to_all = true\n", ""))
    return changed


def file_of(party: Party) -> Path:
    return party.sandbox.workspace.contracts / f"{party.name}.toml"


def told(party: Party, token: str) -> set[str]:
    """Return the attributes that userinfo tells with a token."""
    return set(party.userinfo(token).json()) & set(_ALL)


def test_userinfo_of_an_old_grant_follows_the_version_in_force(sandbox: Sandbox) -> None:
    party = by_subscription(Party(sandbox, name="marelle-narrow", client_id="marelle-narrow"), _ALL)
    subscribe(sandbox, party.resource)
    browser = signed_in(party, PUPIL)
    token = party.tokens(browser)["access_token"]
    assert "PRE" in told(party, token)
    by_subscription(party, _FEWER)
    assert told(party, token) == set(_FEWER)
    assert told(party, party.tokens(browser)["access_token"]) == set(_FEWER)
    explained = make_explain(sandbox.shared, sandbox.shared.hub).decide(PUPIL, party.resource, None, None)
    assert release_document(explained)["contract_version"] == 2
    by_subscription(party, _ALL)
    assert told(party, token) == set(_FEWER), "a widening by hand waits for two roles"
    desk = sandbox.shared.contract_desk
    desk.submit(party.name, Actor(Role.PUBLISHER, "x", "777777788_0000000000000000"))
    assert told(party, token) == set(_FEWER)
    desk.approve(party.name, Actor(Role.REVIEWER, "y"))
    assert "PRE" in told(party, token)
    journal = [line.act for line in sandbox.shared.records.acts.search(ActSearch())]
    versions = {act.contract.version for act in journal if act.kind is ActKind.RELEASE}
    assert versions == {1, 2}, "each release names the version that allowed it; the third content is the first again"


def test_a_suspended_contract_lets_nothing_out_from_the_next_question_on(sandbox: Sandbox) -> None:
    party = by_subscription(Party(sandbox, name="marelle-still", client_id="marelle-still"), _ALL)
    subscribe(sandbox, party.resource)
    browser = signed_in(party, PUPIL)
    token = party.tokens(browser)["access_token"]
    sandbox.shared.contract_desk.suspend(party.name, Actor(Role.OPERATOR, "x"), "essai")
    answer = party.userinfo(token)
    assert not answer.ok
    assert "PRE" not in answer.text
    assert "code" not in party.question().ask(browser).said
