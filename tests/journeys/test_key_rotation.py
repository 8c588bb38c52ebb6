"""Owns the rotation of an issuer's keys while it runs: each command counts at once, in what is published and signed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.own_run import try_command
from tests.journeys.own_service import own_service
from tests.journeys.published_keys import is_signed_by, published, turn_keys
from tests.journeys.steps import CARNET, PUPIL, choose_guichet, open_by_ent, received
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand


@pytest.fixture
def turning(sandbox: Sandbox, tmp_path: Path) -> Iterator[Sandbox]:
    """Give a sandbox of its own, with the keys of another to begin with: making them takes seconds."""
    for name in ("keys", "examples"):
        shutil.copytree(sandbox.workspace.root / name, tmp_path / name)
    with running_sandbox(tmp_path) as found:
        yield found


def test_a_key_is_announced_used_and_retired_while_an_example_resource_goes_on(turning: Sandbox) -> None:
    (first,) = published(turning)
    assert "preau keys use gar" in turn_keys(turning, "announce", "gar")
    assert published(turning)[0] == first
    second = published(turning)[1]
    browser, page = open_by_ent(turning, CARNET, PUPIL)
    before = received(browser, page)
    assert is_signed_by(browser.responses[-1][1], first)

    turn_keys(turning, "use", "gar")
    assert published(turning) == (second, first)
    browser, page = open_by_ent(turning, CARNET, PUPIL)
    assert received(browser, page) == before
    assert is_signed_by(browser.responses[-1][1], second)
    assert not is_signed_by(browser.responses[-1][1], first)

    turn_keys(turning, "retire", "gar")
    assert published(turning) == (second,)
    browser, page = open_by_ent(turning, CARNET, PUPIL)
    assert received(browser, page) == before
    assert is_signed_by(browser.responses[-1][1], second)


def test_the_former_key_is_published_for_verifying_and_no_longer_for_encrypting(turning: Sandbox) -> None:
    turn_keys(turning, "announce", "gar")
    first, second = published(turning)
    assert published(turning, use="encryption") == (first, second)
    turn_keys(turning, "use", "gar")
    assert published(turning) == (second, first)
    assert published(turning, use="encryption") == (second,)


def test_a_removed_key_signs_nothing_more_and_a_new_one_is_believed_among_our_own_issuers(turning: Sandbox) -> None:
    (first,) = published(turning)
    with own_service(turning) as service:
        before = service.receive(PUPIL)
        told = turn_keys(turning, "remove", "gar")
        assert f"{turning.home}/idp/metadata" in told
        assert "TO DO at once" in told
        (second,) = published(turning)
        assert second != first
        browser = Browser()
        page = choose_guichet(browser, service.ask(browser), "ent-cour")
        sign_in_by_hand(browser, page, PUPIL)  # the ENT has verified the hub's request
        action, encoded = browser.responses[-1]
        assert action == service.consumer
        assert is_signed_by(encoded, second)
        assert not is_signed_by(encoded, first)
        turn_keys(turning, "remove", "ent-cour")  # and the hub the ENT's answer
        assert service.receive(PUPIL) == before


def test_each_issuer_has_a_ring_of_its_own(turning: Sandbox) -> None:
    before = {issuer.name: published(turning, issuer.name) for issuer in turning.shared.issuers}
    turn_keys(turning, "announce", "educonnect")
    after = {issuer.name: published(turning, issuer.name) for issuer in turning.shared.issuers}
    assert {name for name in before if before[name] != after[name]} == {"educonnect"}


def test_keys_are_listed_with_their_states(turning: Sandbox) -> None:
    turn_keys(turning, "announce", "gar")
    turn_keys(turning, "use", "gar")
    every = [row for row in json.loads(turn_keys(turning, "list", "--json")) if row["issuer"] == "gar"]
    rows = [row for row in every if row["use"] == "saml"]
    assert [(row["state"], row["kind"]) for row in rows] == [("current", "RSA-3072"), ("former", "RSA-3072")]
    assert sorted(row["kind"] for row in every if row["use"] == "oidc") == ["EC-256", "RSA-2048"]
    assert [row["fingerprint"] for row in rows] == [found.fingerprint for found in published(turning)]
    assert "PRIVATE" not in turn_keys(turning, "list")


def _token_keys(sandbox: Sandbox) -> dict[str, list[str]]:
    """Return the identifiers of the hub's published token keys, by algorithm, in order, over HTTP."""
    keys = requests.get(f"{sandbox.home}/oidc/jwks", timeout=15).json()["keys"]
    return {name: [key["kid"] for key in keys if key["alg"] == name] for name in ("ES256", "RS256")}


def test_the_keys_of_tokens_turn_together_e112_e113(turning: Sandbox) -> None:
    first = _token_keys(turning)
    assert f"{turning.home}/oidc/jwks" in turn_keys(turning, "announce", "gar", "--use", "oidc")
    both = _token_keys(turning)
    assert {name: kids[:1] for name, kids in both.items()} == first
    turn_keys(turning, "use", "gar", "--use", "oidc")
    assert _token_keys(turning) == {name: kids[::-1] for name, kids in both.items()}
    turn_keys(turning, "retire", "gar", "--use", "oidc")
    second = _token_keys(turning)
    assert second == {name: kids[1:] for name, kids in both.items()}
    turn_keys(turning, "remove", "gar", "--use", "oidc")
    third = _token_keys(turning)
    assert all(len(third[name]) == 1 and third[name] != second[name] for name in second)


def test_an_issuer_that_signs_nothing_so_is_told(sandbox: Sandbox) -> None:
    root = sandbox.workspace.root
    done = try_command("keys", "announce", "ent-cour", "--use", "oidc", "--workspace", str(root), folder=root)
    assert done.returncode == 2
    assert "ent-cour signs nothing by oidc" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("use", "gar"), "refused: keys.not_announced"),
        (("retire", "gar"), "refused: keys.nothing_to_retire"),
        (("remove", "gar", "--which", "announced"), "refused: keys.not_announced"),
    ],
)
def test_a_step_out_of_turn_is_refused_with_its_code_and_what_to_do(
    sandbox: Sandbox, words: tuple[str, ...], told: str
) -> None:
    done = try_command("keys", *words, "--workspace", str(sandbox.workspace.root), folder=sandbox.workspace.root)
    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert "  change: " in done.stderr
    assert done.stdout == ""


def test_an_unknown_issuer_is_told_with_those_that_exist(sandbox: Sandbox) -> None:
    root = sandbox.workspace.root
    done = try_command("keys", "announce", "rag", "--workspace", str(root), folder=root)
    assert done.returncode == 2
    assert "no issuer is called rag" in done.stderr
    assert "ent-cour" in done.stderr
