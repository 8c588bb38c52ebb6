"""A reviewer studies a change on the console: the form, the study while it runs, the report, its ways out."""

import json
import threading
import zlib

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from broker.console.review.impact_runs import TURN, ImpactRuns
from broker.core.profile import Profile
from broker.definitions.workspace import DATA
from broker.impact.attached import place_of
from broker.impact.change import Change, make_key
from broker.impact.inquiry import Installed, prepare
from broker.stores.memory_store import MemoryStore
from tests.console import HERE, Console

PATH = "/review/impact"
_LONGEST = 120.0  # seconds
_FEW = "moins de 5"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    """Return a console with the shipped people."""
    return Console(tmp_path_factory.mktemp("impact"), HERE)


@pytest.fixture
def reviewer(console: Console) -> FlaskClient:
    """Return the browser of a reviewer."""
    browser = console.browser()
    console.take(browser, {"role": "reviewer", "name": ""})
    return browser


def study(console: Console, browser: FlaskClient, **fields: str) -> tuple[str, str]:
    """Send the form and follow the study to its end; return its address and its page."""
    sent = console.post(browser, PATH, **fields)
    assert sent.status_code == 303, sent.text
    url = sent.headers["Location"]
    for thread in threading.enumerate():
        if thread.name == "impact":
            thread.join(_LONGEST)
    page = console.get(browser, url).text
    assert 'id="state"' not in page, "the study is over"
    return url, page


def rows(page: str, caption: str) -> dict[str, list[str]]:
    """Return the rows of a table by their head."""
    found = html.fromstring(page).xpath(f"//table[caption[contains(., '{caption}')]]/tbody/tr")
    return {" ".join(row[0].text_content().split()): [cell.text_content() for cell in row[1:]] for row in found}


def test_a_contract_made_wider_by_the_form_is_studied_and_its_report_goes_with_it(
    console: Console, reviewer: FlaskClient
) -> None:
    assert "Que changerait ce changement" in console.get(reviewer, "/review").text
    url, page = study(console, reviewer, contract="gar:atelier", add="CIV")
    assert list(rows(page, "Par ressource")) == ["Atelier de l’élève"]
    assert rows(page, "Par attribut")["CIV"][0] not in {"", _FEW}
    assert set(rows(page, "Par profil")) == {"élève"}
    report = json.loads(console.get(reviewer, f"{url}.json").text)
    assert report["changes"][0]["fields"] == ["attributes.CIV"]
    assert console.post(reviewer, f"{url}/attach").status_code == 303
    fingerprint = report["changes"][0]["fingerprints"]["after"]
    kept = place_of(console.shared.workspace, "atelier", fingerprint)
    assert json.loads(kept.read_text(encoding="utf-8")) == report
    assert "Rapport joint" in console.get(reviewer, url).text


def test_each_kind_of_change_has_its_field(console: Console, reviewer: FlaskClient) -> None:
    page = study(console, reviewer, contract="gar:atelier", remove="GRO", refine="PRE", precision="truncated")[1]
    attributes = rows(page, "Par attribut")
    assert set(attributes) == {"GRO", "PRE"}
    assert attributes["GRO"][0] == _FEW
    assert _FEW not in {attributes["GRO"][1], attributes["PRE"][3]}
    words = '[attributes.NOM]\nform_of = "UAI"\n[mapping.people]\ngiven_name = "sn"'
    page = study(console, reviewer, contract="gar:studio", gone="on", words=words, new_key="on")[1]
    changed = rows(page, "Par ressource")
    assert changed["Atelier de l’élève"][-1] != _FEW
    told = html.fromstring(page).xpath("//section[@aria-labelledby='changes']")[0].text_content()
    assert all(kind in told for kind in ("contrat", "attribut du catalogue", "correspondance", "clé des pseudonymes"))


def test_a_whole_contract_is_pasted_and_one_resource_of_many_is_opened(console: Console, reviewer: FlaskClient) -> None:
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    page = study(console, reviewer, text=text.replace('"National_elv"', '"National_elv", "National_ens"'))[1]
    assert set(rows(page, "Par profil")) == {"enseignant"}
    url, page = study(console, reviewer, new_key="on")
    assert rows(page, "Par profil") == {}
    assert set(rows(console.get(reviewer, f"{url}?resource=atelier").text, "Par profil")) == {"élève"}


def test_the_same_contract_changes_nothing(console: Console, reviewer: FlaskClient) -> None:
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    assert 'id="nothing"' in study(console, reviewer, text=text)[1]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "nothing would change"),
        ({"add": "CIV"}, "no contract is chosen"),
        ({"contract": "gar:atelier", "remove": "P_MEL"}, "does not name P_MEL"),
        ({"contract": "gar:atelier", "refine": "P_MEL"}, "does not name P_MEL"),
        ({"contract": "gar:atelier", "refine": "PRE", "precision": "year"}, "PRE"),
        ({"contract": "gar:atelier", "add": "PRE"}, "PRE is named twice"),
        ({"contract": "hub-agents:examens", "remove": "mail"}, "hub-agents"),
        ({"text": "issuer = "}, "Invalid value"),
        ({"text": 'issuer = "gar"'}, "Field required"),
        ({"words": "[attributes.PRE]"}, "this changes nothing"),
    ],
)
def test_what_is_wrong_is_told_beside_the_form(
    console: Console, reviewer: FlaskClient, fields: dict[str, str], told: str
) -> None:
    answer: TestResponse = console.post(reviewer, PATH, **fields)
    assert (answer.status_code, told in answer.text) == (422, True), answer.text


def test_no_pattern_of_one_s_own_is_counted_by(console: Console, reviewer: FlaskClient) -> None:
    answer = console.post(reviewer, PATH, words='[attributes.NOM]\nform = "Le G.*"')
    assert (answer.status_code, "impact.pattern_on_page" in answer.text) == (400, True)


def test_one_person_alone_shows_no_more_than_nobody(console: Console, reviewer: FlaskClient) -> None:
    text = (DATA / "contracts" / "atelier.toml").read_text(encoding="utf-8")
    text = text.replace("ark:/77777/atelier-eleve", "ark:/77777/oracle").replace("/atelier/", "/oracle/")
    known = console.shared.directory.find_people(limit=5000)
    agents = [one for one in known if one.memberships and one.memberships[0].profile is Profile.HEAD]
    told = []
    for uai in (agents[0].memberships[0].uai, "0000000Z"):
        access = f'[access]\nschools = ["{uai}"]\n\n[saml]'
        narrow = text.replace('"National_elv"', f'"{Profile.HEAD}"').replace("[saml]", access)
        url, _ = study(console, reviewer, text=narrow)
        report = json.loads(console.get(reviewer, f"{url}.json").text)
        (of,) = (one for one in report["unchanged"] if one["resource"] == "ark:/77777/oracle")
        told.append((report["found"], of["people"]))
    assert told[0] == told[1]


def test_a_study_that_runs_reloads_by_itself_only_where_that_was_asked(console: Console, reviewer: FlaskClient) -> None:
    running = json.dumps({"done": 1, "parts": 4, "data": None, "problems": []})
    console.shared.store.put("impact:running", zlib.compress(running.encode()), 60)
    still = console.get(reviewer, f"{PATH}/running")
    followed = console.get(reviewer, f"{PATH}/running?follow=1")
    assert ("Refresh" in still.headers, followed.headers["Refresh"]) == (False, "2")
    assert 'value="1"' in still.text
    failed = json.dumps({"done": 0, "parts": 0, "data": None, "problems": ["people.ldif: line 3: wrong"]})
    console.shared.store.put("impact:failed", zlib.compress(failed.encode()), 60)
    told = console.get(reviewer, f"{PATH}/failed?follow=1")
    assert ("Refresh" in told.headers, "people.ldif: line 3" in told.text) == (False, True)


def test_one_study_of_the_installation_runs_at_a_time(console: Console, reviewer: FlaskClient) -> None:
    store = console.shared.store
    assert store.add(TURN, b"of another process", 60)
    answer = console.post(reviewer, PATH, new_key="on")
    assert (answer.status_code, "another study is running" in answer.text) == (422, True)
    store.forget(TURN)
    study(console, reviewer, contract="gar:atelier", gone="on")
    assert store.find(TURN) is None


def test_a_study_that_outlasts_its_turn_is_stopped(console: Console) -> None:
    runs = ImpactRuns(ForgetfulStore(console.shared.clock), 5)
    shared = console.shared
    installed = Installed(shared.settings, shared.workspace, shared.urls)
    change = Change(key=make_key(shared.workspace.read_pseudonym_key()))
    number = runs.start(prepare(installed, change, shared.clock.now()))
    for thread in threading.enumerate():
        if thread.name == "impact":
            thread.join(_LONGEST)
    run = runs.find(number)
    assert run is not None
    assert ["it took more than" in problem for problem in run.problems] == [True]


class ForgetfulStore(MemoryStore):
    """Be a store in which every turn is over at once."""

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep it where nobody looks."""
        return super().add(f"lost:{key}", value, seconds)


def test_a_study_that_is_not_there_is_refused(console: Console, reviewer: FlaskClient) -> None:
    answer = console.get(reviewer, f"{PATH}/unknown")
    assert (answer.status_code, "impact.unknown" in answer.text) == (404, True)


def test_nobody_without_the_role_studies_anything(console: Console) -> None:
    browser = console.browser()
    asked = console.get(browser, PATH)
    assert (asked.status_code, "/roles" in asked.headers["Location"]) == (303, True)
    assert console.post(browser, PATH, new_key="on").status_code == 403
