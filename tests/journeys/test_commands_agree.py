"""Owns the agreement of the commands: what `preau explain` foretells is what `preau login` brings about."""

import json
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from broker.commands.explain import explain, release_document
from broker.commands.listing import issuers, people, resources
from broker.commands.login import _document, _start, login
from broker.core.errors import Refusal
from broker.core.profile import Profile
from broker.flows.explain import Explain
from broker.lab.answers import Answers, Wishes, walk
from broker.lab.browser import Browser
from tests.journeys.steps import ATELIER, CARNET, GRIMOIRE, STUDIO, person_of
from tests.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what both commands are asked."""

    person: str
    resource: str
    school: str | None = None
    profile: str | None = None


_ASKED = (
    Asked("capucine.hoarau", CARNET),
    Asked("ibrahima.le-goff", ATELIER),
    Asked("gaspard.doumbia", ATELIER),
    Asked("leila.ferreira", ATELIER),
    Asked("emre.vasseur", ATELIER),
    Asked("octave.simonin", ATELIER),
    Asked("xiaolong.benyoussef", ATELIER),
    Asked("bobby.hara", ATELIER),
    Asked("ravindran", ATELIER),
    Asked("yanis.chauvin", CARNET),
    Asked("anouk.sane", ATELIER),
    Asked("ndeye.sane", CARNET),
    Asked("aminata.le-goff", CARNET),
    Asked("daniel.kaplan", CARNET, school="9990008E"),
    Asked("mariama.bakayoko", CARNET, profile="National_tut"),
    Asked("clemence.diarra", STUDIO),
    Asked("viktor.lacombe", STUDIO, school="9990007D"),
    Asked("souleymane.perrot", STUDIO),
    Asked("corentin.sidibe", STUDIO),
    Asked("agathe.soumare", CARNET, school="9990003Z", profile="National_dir"),
    Asked("nathalie.rossi", CARNET),
)
_REFUSED = (
    (Asked("aminata.le-goff", ATELIER), "profile.not_covered"),
    (Asked("clemence.diarra", ATELIER), "profile.not_covered"),
    (Asked("ibrahima.le-goff", GRIMOIRE), "contract.expired"),
    (Asked("lorenzo.humbert", CARNET), "person.expired"),
    (Asked("ibrahima.le-goff", CARNET, school="9990008E"), "school.not_member"),
    (Asked("viktor.lacombe", CARNET), "school.to_choose"),
)


def foretell(sandbox: Sandbox, asked: Asked) -> dict[str, object]:
    """Do what `preau explain` does."""
    shared = sandbox.shared
    key = shared.workspace.read_pseudonym_key()
    preview = Explain(
        shared.hub.name, shared.clock, shared.directory, shared.contracts, key, shared.access_of(shared.hub)
    )
    profile = Profile(asked.profile) if asked.profile else None
    return release_document(preview.decide(asked.person, asked.resource, asked.school, profile))


def bring_about(sandbox: Sandbox, asked: Asked) -> dict[str, object]:
    """Do what `preau login` does."""
    shared, browser, person = sandbox.shared, Browser(), person_of(sandbox, asked.person)
    contract = shared.contracts.by_resource(shared.hub.name, asked.resource)
    assert contract is not None
    answers = Answers(shared.issuers, person, shared.demo_password or "", Wishes(asked.school, asked.profile, None))
    page = walk(browser, answers, _start(shared, contract, person, asked.school, mediacentre=True))
    return _document(shared, browser, page, contract)


@pytest.mark.parametrize("asked", _ASKED, ids=lambda asked: f"{asked.person}-{asked.resource.rpartition('/')[2]}")
def test_what_is_foretold_is_what_the_resource_receives(sandbox: Sandbox, asked: Asked) -> None:
    foretold, received = foretell(sandbox, asked), bring_about(sandbox, asked)
    assert received["decision"] == "release"
    assert received["attributes"] == foretold["attributes"]


@pytest.mark.parametrize(("asked", "code"), _REFUSED, ids=[code for _, code in _REFUSED])
def test_a_refusal_foretold_is_the_refusal_met(sandbox: Sandbox, asked: Asked, code: str) -> None:
    with pytest.raises(Refusal) as foretold:
        foretell(sandbox, asked)
    met = bring_about(sandbox, asked)
    assert foretold.value.code == code
    assert (met["decision"], met["code"]) == ("refusal", code)


@pytest.fixture
def where(sandbox: Sandbox) -> list[str]:
    """Give the options that name the running sandbox."""
    return ["--workspace", str(sandbox.workspace.root), "--first-port", str(sandbox.first_port), "--json"]


def test_both_commands_print_the_same_attributes(where: list[str]) -> None:
    words = ["--person", "ibrahima.le-goff", "--resource", ATELIER, *where]
    foretold, met = CliRunner().invoke(explain, words), CliRunner().invoke(login, words)
    assert (foretold.exit_code, met.exit_code) == (0, 0)
    assert json.loads(foretold.stdout)["attributes"] == json.loads(met.stdout)["attributes"]


def test_a_refusal_is_printed_as_a_document_and_told_by_the_exit_status(where: list[str]) -> None:
    words = ["--person", "aminata.le-goff", "--resource", ATELIER, *where]
    foretold = CliRunner().invoke(explain, words)
    assert foretold.exit_code == 1
    document = json.loads(foretold.stdout)
    assert document["code"] == "profile.not_covered"
    assert all(document[key] for key in ("sentence", "rule", "source", "expected", "received", "change"))


def test_the_people_are_listed_for_scripts(where: list[str]) -> None:
    rows = json.loads(CliRunner().invoke(people, where).stdout)
    assert len(rows) >= 40
    assert len({row["login"] for row in rows}) == len(rows)
    assert all(row["situation"] and row["project"] for row in rows)
    ibrahima = next(row for row in rows if row["login"] == "ibrahima.le-goff")
    assert ibrahima["memberships"][0]["profile"] == "National_elv"


def test_the_resources_are_listed_for_scripts_with_those_that_have_no_contract(where: list[str]) -> None:
    rows = json.loads(CliRunner().invoke(resources, where).stdout)
    assert {CARNET, ATELIER, STUDIO, GRIMOIRE} <= {row["resource"] for row in rows}
    assert any("/voisin/" in row["entity_id"] and not row["resource"] for row in rows)


def test_the_issuers_are_listed_for_scripts(sandbox: Sandbox, where: list[str]) -> None:
    rows = json.loads(CliRunner().invoke(issuers, where).stdout)
    assert {row["name"]: row["url"] for row in rows} == {
        name: url for name, url in sandbox.urls.items() if name not in {"resources", "webservices"}
    }
    hub = next(row for row in rows if row["name"] == "gar")
    assert hub["guichets"] == ["ent-cour", "ent-ecume", "educonnect", "academie"]


@pytest.mark.parametrize(
    ("directory", "login_name"),
    [("agents", "clemence.diarra"), ("citizens", "daniel.kaplan"), ("people", "anouk.sane")],
)
def test_the_people_of_each_directory_are_listed(where: list[str], directory: str, login_name: str) -> None:
    rows = json.loads(CliRunner().invoke(people, ["--directory", directory, "--all", "--limit", "2000", *where]).stdout)
    assert login_name in {row["login"] for row in rows}


def test_a_directory_that_is_not_there_is_refused_with_those_that_are(where: list[str]) -> None:
    printed = CliRunner().invoke(people, ["--directory", "elsewhere", *where])
    assert printed.exit_code != 0
    assert "agents" in printed.stderr


@pytest.mark.parametrize("resource", ["urn:preau:examens", "urn:preau:orientation"])
def test_a_hub_without_a_directory_explains_nobody_and_says_what_to_do(where: list[str], resource: str) -> None:
    words = ["--issuer", "hub-agents", "--resource", resource, "--person", "clemence.diarra", *where]
    printed = CliRunner().invoke(explain, words)
    document = json.loads(printed.stdout)
    assert (printed.exit_code, document["code"]) == (1, "preview.people_said_elsewhere")
    assert "academie-brume" in document["expected"]
    assert "preau login" in document["change"]
