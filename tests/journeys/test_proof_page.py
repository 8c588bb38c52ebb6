"""The page of the proof shows the last one, hands it out, verifies one handed in, tells how far a running one is."""

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from broker.keys.signed_statement import sign_statement
from broker.proof.digests import digest_catalogue, digest_code
from broker.proof.kept_proofs import Progress
from broker.proof.statement import KIND, current_hashes
from broker.proving import kept_proofs, make_proof_desk
from tests.builders import NOON
from tests.console import HERE, Console

_PAGE = "/review/proof"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    return Console(tmp_path_factory.mktemp("proof-page"), HERE)


@pytest.fixture
def reviewer(console: Console) -> FlaskClient:
    found = console.browser()
    console.take(found, {"role": "reviewer", "name": ""})
    return found


def _keep(console: Console, **changes: object) -> str:
    desk = make_proof_desk(console.shared)
    stated = {"made_at": "2026-03-02", "cells": 4321, "messages": 77, "hashes": current_hashes(desk.find_contracts())}
    envelope = sign_statement(KIND, {**stated, **changes}, desk.ring.keys.current)
    return desk.kept.keep(envelope, NOON).name


def test_nobody_without_a_role_sees_it(console: Console) -> None:
    answer = console.get(console.browser(), _PAGE)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/roles")


def test_it_says_when_there_is_none(console: Console, reviewer: FlaskClient, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == []
    page = console.get(reviewer, _PAGE)
    assert "Aucune preuve n’a encore été faite ici." in page.text
    assert "Prouver maintenant" in page.text
    assert "Refresh" not in page.headers


def test_it_shows_the_last_proof_and_whether_it_still_holds(console: Console, reviewer: FlaskClient) -> None:
    name = _keep(console)
    page = console.get(reviewer, _PAGE).text
    assert "4321 cellules vérifiées dans 77 messages" in page
    assert "Toujours vraie" in page
    _keep(console, hashes={"code": digest_code(), "contracts": "other", "catalogue": digest_catalogue()})
    page = console.get(reviewer, _PAGE).text
    assert "les contrats." in page
    assert "Toujours vraie" not in page
    assert f'href="{_PAGE}/{name}"' in page


def test_a_fault_is_named_by_its_cell(console: Console, reviewer: FlaskClient) -> None:
    cell = {"contract": "studio", "profile": "National_ens", "protocol": "cas", "attribute": "NOM"}
    row = {**cell, "value_class": "hostile", "message": "/p3", "what": "mail stands in the bytes"}
    _keep(console, violations=[row])
    page = console.get(reviewer, _PAGE).text
    assert "Un défaut a été trouvé." in page
    assert "mail stands in the bytes" in page


def test_a_proof_is_handed_out_as_it_was_signed_and_verified_when_handed_in(
    console: Console, reviewer: FlaskClient
) -> None:
    name = _keep(console)
    given = console.get(reviewer, f"{_PAGE}/{name}")
    assert given.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "4321 cellules" in _hand_in(console, reviewer, given.data)
    assert "Ne prouve rien." in _hand_in(console, reviewer, given.data.replace(b'"sig": "', b'"sig": "AAAA'))
    assert console.get(reviewer, f"{_PAGE}/key.pem").text.startswith("-----BEGIN PUBLIC KEY-----")
    assert console.get(reviewer, f"{_PAGE}/proof-../../keys").status_code == 404
    assert console.get(reviewer, f"{_PAGE}/latest.json").status_code == 404


def test_a_proof_that_runs_is_told_of_and_no_second_one_starts(console: Console, reviewer: FlaskClient) -> None:
    kept = kept_proofs(console.shared.workspace)
    with kept.running(49):
        kept.note(Progress(12, 49))
        page = console.get(reviewer, _PAGE)
        assert "12 contrats sur 49" in page.text
        assert page.headers["Refresh"] == f"5; url={_PAGE}"
        assert "Prouver maintenant" not in page.text
        before = kept.names()
        answer = console.post(reviewer, _PAGE)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{_PAGE}?started=1")
    assert kept.names() == before


def _hand_in(console: Console, browser: FlaskClient, content: bytes) -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', console.get(browser, _PAGE).text)
    assert token is not None
    fields = {"csrf_token": token[1], "proof": (io.BytesIO(content), "proof.json")}
    return browser.post(f"{_PAGE}/verify", base_url=HERE, data=fields, content_type="multipart/form-data").text
