"""Owns the starving of the example resources over real HTTP: in each language, by command, by order and by page."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from broker.commands.main import main
from broker.commands.order_desk import OrderCounter
from broker.core.contract import Contract
from broker.core.starvation import Alteration, Cut, renamed
from broker.definitions.contract_reader import read_contract
from broker.lab.answers import Answers, Wishes, walk
from broker.lab.browser import Browser, link_of
from broker.lab.probe import ORDER_PATH
from tests.journeys.steps import PUPIL, person_of
from tests.sandbox import Sandbox
from tests.security.directory_values import find_leaks, values_of

CARNET, HERBIER, ORCHESTRE = ("ark:/77777/carnet-de-bord", "ark:/77777/herbier", "ark:/77777/orchestre")
OPEN = "Votre espace est ouvert"
BY_LANGUAGE = {"saml": CARNET, "oidc": HERBIER, "cas": ORCHESTRE}
NEEDS = {
    CARNET: {"IDO": "necessary", "UAI": "necessary", "PRO": "not_needed"},
    HERBIER: {
        "IDO": "not_needed",
        "UAI": "necessary",
        "PRO": "not_needed",
        "PRE": "necessary",
        "DIV": "not_needed",
        "E_MS4": "not_needed",
    },
    ORCHESTRE: {
        "IDO": "necessary",
        "UAI": "not_needed",
        "PRO": "not_needed",
        "PRE": "necessary",
        "DIV": "not_needed",
        "GRO": "beside_others",
    },
}


def starve(sandbox: Sandbox, *words: str) -> Result:
    where = ["--workspace", str(sandbox.workspace.root), "--first-port", str(sandbox.first_port)]
    return CliRunner().invoke(main, ["starve", "--person", PUPIL, *words, *where])


def contract_of(sandbox: Sandbox, resource: str) -> Contract:
    contract = sandbox.shared.contracts.by_resource("gar", resource)
    assert contract is not None
    return contract


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_what_an_example_needs_is_found_out_in_its_language(sandbox: Sandbox, tmp_path: Path, language: str) -> None:
    resource = BY_LANGUAGE[language]
    contract = contract_of(sandbox, resource)
    out = tmp_path / f"{contract.name}.toml"
    done = starve(sandbox, "--resource", resource, "--success-text", OPEN, "--json", "--out", str(out))
    assert done.exit_code == 0, done.output
    evidence = json.loads(done.stdout)
    assert evidence["languages"] == [language]
    assert {row["code"]: row["need"] for row in evidence["attributes"]} == NEEDS[resource]
    assert evidence["sound"] is True
    assert evidence["profiles"] == ["National_elv"]
    said = done.stdout + done.stderr
    assert not [value for value in values_of(sandbox, PUPIL) if value in said]
    proposed = read_contract(out, sandbox.urls)
    for clause in proposed.clauses:
        spared = NEEDS[resource][clause.code] == "not_needed"
        assert ("National_elv" in (clause.profiles or proposed.profiles)) != spared
    assert evidence["proposal"] == out.read_text(encoding="utf-8")
    assert contract_of(sandbox, resource) == contract, "a proposal is installed by nobody"


def test_a_sign_on_that_fails_as_it_is_proves_nothing(sandbox: Sandbox) -> None:
    done = starve(sandbox, "--resource", CARNET, "--success-text", "Bienvenue à bord")
    assert done.exit_code == 1
    assert "lab.baseline_fails" in done.stderr
    assert "not met: text=Bienvenue à bord" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ["--resource", "ark:/77777/studio-enseignant"],
            "refused by the sandbox (gar, status 403, profile.not_covered",
        ),
        (["--resource", CARNET, "--guichet", "no-such-guichet"], "stopped before the resource (gar, status 200"),
        (["--resource", CARNET, "--start", "http://localhost:9/"], "no answer (localhost:9)"),
    ],
)
def test_where_a_sign_on_ends_before_the_resource_is_told(sandbox: Sandbox, words: list[str], told: str) -> None:
    done = starve(sandbox, *words, "--success-text", OPEN)
    assert done.exit_code == 1
    assert f"nothing altered: {told}" in done.stderr


def test_somebody_must_say_what_success_looks_like(sandbox: Sandbox) -> None:
    done = starve(sandbox, "--resource", CARNET, "--failure-text", "refusé")
    assert done.exit_code == 1
    assert "lab.no_criterion" in done.stderr


def test_the_report_for_people_shows_findings_and_difference(sandbox: Sandbox) -> None:
    done = starve(sandbox, "--resource", CARNET, "--success-status", "200", "--success-cookie", "carnet-session")
    assert done.exit_code == 0, done.output
    assert "[1/17] nothing altered: success" in done.stderr
    assert "IDO alone" in done.stdout
    assert "+++ carnet.toml (proposed)" in done.stdout


class Starved:
    """Sign the pupil on in one browser, with orders placed at the running hub."""

    def __init__(self, sandbox: Sandbox, resource: str) -> None:
        self.sandbox, self.contract = sandbox, contract_of(sandbox, resource)
        self.counter = OrderCounter(sandbox.shared, self.contract)
        self.browser = Browser()

    def order(self, *cuts: Cut) -> requests.Response:
        query = {"token": self.counter.place(cuts)} if cuts else {}
        return self.browser.http.get(f"{self.sandbox.home}{ORDER_PATH}", params=query, timeout=15)

    def received(self) -> dict[str, list[str]]:
        shared = self.sandbox.shared
        answers = Answers(
            shared.issuers, person_of(self.sandbox, PUPIL), shared.demo_password or "", Wishes(None, None, None)
        )
        page = walk(self.browser, answers, f"{self.contract.access_url}?again=1")
        address = link_of(page, "alternate")
        assert address is not None, page.text
        found: dict[str, list[str]] = self.browser.http.get(address, timeout=15).json()["attributes"]
        return found


@pytest.fixture(params=BY_LANGUAGE)
def starved(sandbox: Sandbox, request: pytest.FixtureRequest) -> Starved:
    return Starved(sandbox, BY_LANGUAGE[request.param])


def test_the_resource_receives_what_the_order_says_and_nothing_more(starved: Starved) -> None:
    whole = starved.received()
    for alteration, expected in (
        (Alteration.WITHHELD, {}),
        (Alteration.EMPTIED, {"UAI": [""]}),
        (Alteration.RENAMED, {renamed("UAI"): whole["UAI"]}),
        (Alteration.MULTIPLIED, {"UAI": [*whole["UAI"], "9999999X"]}),
    ):
        told = starved.order(Cut("UAI", alteration)).json()
        assert (told["used"], told["altered"]) == (False, [])
        rest = {name: values for name, values in whole.items() if name != "UAI"}
        assert starved.received() == rest | expected, alteration
        told = starved.order().json()
        assert (told["used"], told["altered"], told["profile"]) == (True, ["UAI"], "National_elv")


def test_the_next_sign_on_of_the_same_browser_is_whole(starved: Starved) -> None:
    starved.order(Cut("PRO", Alteration.WITHHELD))
    assert "PRO" not in starved.received()
    assert "PRO" in starved.received()
    assert starved.order().status_code == 404


def test_the_same_person_in_another_browser_is_not_starved(starved: Starved) -> None:
    starved.order(Cut("PRO", Alteration.WITHHELD))
    assert "PRO" in Starved(starved.sandbox, starved.contract.resource).received()


def test_the_trace_says_that_it_was_on_purpose(sandbox: Sandbox) -> None:
    starved = Starved(sandbox, CARNET)
    starved.order(Cut("PRO", Alteration.RENAMED))
    starved.received()
    listed = requests.get(f"{sandbox.home}/journeys", timeout=15).text
    page = requests.get(f"{sandbox.home}{re.findall(r'/journeys/[A-Za-z0-9_-]{24}', listed)[0]}", timeout=15).text
    assert 'data-leg="starved"' in page
    assert "Données altérées exprès, pour un essai" in page
    assert "nom inventé pour un essai" in page


class Publisher:
    """Be one publisher at the running console."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self.home, self.http = sandbox.home, requests.Session()
        self.http.headers["Accept-Language"] = "fr"
        self.post("/roles", role="publisher", name=name)

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.home}{path}", timeout=15)

    def post(self, path: str, **fields: str) -> requests.Response:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/roles").text)
        assert token is not None
        return self.http.post(f"{self.home}{path}", data={"csrf_token": token[1], **fields}, timeout=15)

    def pages_until_over(self, address: str) -> Iterator[requests.Response]:
        waiting = threading.Event()
        for _ in range(600):
            page = self.http.get(address, timeout=15)
            yield page
            if "Refresh" not in page.headers:
                return
            waiting.wait(0.2)


def test_a_publisher_runs_a_trial_from_the_console(sandbox: Sandbox) -> None:
    contract = contract_of(sandbox, CARNET)
    publisher = Publisher(sandbox, contract.provider.identifier)
    form = publisher.get("/starvation").text
    assert '<option value="carnet">' in form
    asked = {"resource": "carnet", "person": "pupil-college", "text": OPEN}
    started = publisher.post("/starvation", **asked)
    busy = publisher.post("/starvation", **asked)
    assert "lab.trial_running" in busy.text
    *running, done = publisher.pages_until_over(started.url)
    assert all("essai est en cours" in page.text for page in running)
    assert "La connexion réussit sans PRO." in done.text
    name = started.url.partition("?")[2]
    proposal = publisher.get(f"/starvation/proposal.toml?{name}")
    assert "profiles = [" in proposal.text
    evidence = publisher.get(f"/starvation/evidence.json?{name}")
    assert {row["code"]: row["need"] for row in evidence.json()["attributes"]} == NEEDS[CARNET]
    people = sandbox.shared.directory.find_situations()
    assert not find_leaks(done.text + evidence.text, sandbox, [one.login for one in people])


def test_a_trial_that_cannot_begin_says_why(sandbox: Sandbox) -> None:
    publisher = Publisher(sandbox, contract_of(sandbox, CARNET).provider.identifier)
    asked = {"resource": "carnet", "person": "pupil-college"}
    assert "lab.no_criterion" in publisher.post("/starvation", **asked).text
    started = publisher.post("/starvation", **asked, text="Bienvenue à bord")
    *_, done = publisher.pages_until_over(started.url)
    assert "lab.baseline_fails" in done.text
    assert publisher.get(f"/starvation/evidence.json?{started.url.partition('?')[2]}").status_code == 404
