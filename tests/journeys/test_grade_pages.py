"""Owns what a reviewer and a publisher see of grades on the console."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html

from broker.core.review.deductions import Letter
from broker.definitions.workspace import DATA
from tests.console import HERE, Console

ATELIER = "ark:/77777/atelier-eleve"
_TRIAL = {
    "issuer": "gar",
    "resource": ATELIER,
    "began": "2026-01-01T00:00:00",
    "sound": True,
    "attributes": [{"code": "PRE", "need": "not_needed"}, {"code": "DIV", "need": "necessary"}],
}


OTHER = "777777776_0000000000000000"
_NOTICE = f"""
resource = "ark:/77776/etrangere"
title = {{ fr = "Étrangère", en = "Foreign" }}
description = {{ fr = "Celle d’une autre maison.", en = "Another house's." }}
presentation = "MUL"

[publisher]
siren_isni = "{OTHER}"
name = "Autre Maison"
"""


@pytest.fixture
def console(tmp_path: Path) -> Console:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "etrangere.toml").write_text(_NOTICE, encoding="utf-8")
    return Console(tmp_path, HERE)


@pytest.fixture
def reviewer(console: Console) -> FlaskClient:
    browser = console.browser()
    console.take(browser, {"role": "reviewer"})
    return browser


def _reasons(console: Console, browser: FlaskClient, path: str) -> dict[str, str]:
    """Return each reason and the attribute it is about, once the risk is counted."""
    for _ in range(30):
        text = console.get(browser, f"{path}?id={ATELIER}&lang=en").text
        if "still being counted" not in text:
            break
    page = html.fromstring(text)
    return {row.xpath("string(th)"): row.xpath("string(td[1])") for row in page.xpath("//tbody/tr")}


def test_each_contract_has_a_grade_that_is_a_word_and_not_a_colour_alone(
    console: Console, reviewer: FlaskClient
) -> None:
    page = html.fromstring(console.get(reviewer, "/review/grade?lang=en").text)
    badges = page.xpath("//span[contains(@class, 'badge')]/text()")
    assert len(badges) == len(console.shared.contracts.all("gar"))
    assert set(badges) <= {letter.value for letter in Letter}
    assert len(set(badges)) > 1


def test_a_trial_kept_in_the_workspace_gives_its_reasons(console: Console, reviewer: FlaskClient) -> None:
    assert "names the person, and a trial succeeded without it" not in _reasons(
        console, reviewer, "/review/grade/contract"
    )
    needs = console.shared.workspace.needs
    needs.mkdir()
    (needs / "atelier.json").write_text(json.dumps(_TRIAL), encoding="utf-8")
    found = _reasons(console, reviewer, "/review/grade/contract")
    assert found["names the person, and a trial succeeded without it"] == "PRE"
    (needs / "broken.json").write_text("{", encoding="utf-8")
    assert "broken.json: file: not JSON" in console.get(reviewer, "/review/grade").text


def _publisher(console: Console, name: str) -> FlaskClient:
    browser = console.browser()
    assert console.take(browser, {"role": "publisher", "name": name}).status_code == 303
    return browser


def test_a_publisher_sees_the_grade_of_its_own_alone(console: Console) -> None:
    contracts = console.shared.contracts.all("gar")
    owner = next(one.provider.identifier for one in contracts if one.resource == ATELIER)
    own, other = _publisher(console, owner), _publisher(console, OTHER)
    address = f"/publisher/grade?{urlencode({'id': ATELIER})}"
    links = html.fromstring(console.get(own, f"/publisher/resource?id={ATELIER}").text).xpath("//dd/a/@href")
    assert address in links
    assert console.get(own, address).status_code == 200
    assert console.get(other, address).status_code == 404
    for browser, elsewhere in ((own, f"/review/grade/contract?id={ATELIER}"), (console.browser(), address)):
        sent_away = console.get(browser, elsewhere)
        assert (sent_away.status_code, sent_away.headers["Location"].split("?")[0]) == (303, "/roles")


def test_a_contract_that_is_not_here_is_refused(console: Console, reviewer: FlaskClient) -> None:
    assert console.get(reviewer, "/review/grade/contract?id=ark:/77777/nowhere").status_code == 404


def test_the_versions_that_were_in_force_are_graded_beside_each_other(console: Console, reviewer: FlaskClient) -> None:
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    folder = console.shared.workspace.contract_versions / "atelier"  # where the register has kept the first
    wider = text.replace("[[attributes]]", '[[attributes]]\ncode = "NOM"\npurpose = "Saluer."\n\n[[attributes]]', 1)
    for name, content in (("2", wider), ("3", "never a contract"), ("held", "4")):
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    page = html.fromstring(console.get(reviewer, f"/review/grade/contract?id={ATELIER}&lang=en").text)
    rows = page.xpath("//section[@aria-labelledby='versions-title']//tbody/tr")
    points = {row.xpath("string(th)"): int(row.xpath("string(td[2])")) for row in rows}
    assert list(points) == ["2", "1"]
    assert points["2"] > points["1"]
