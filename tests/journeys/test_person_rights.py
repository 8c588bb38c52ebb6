"""A person learns what was transmitted about them and is erased; the counts and the chain stay as they are."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from broker.commands.person import person as command
from broker.core.journal.act import ActKind
from broker.core.journal.search import ActSearch
from broker.core.roles import Role
from broker.lab.browser import Browser, forms_of
from broker.person_desk import make_person_rights
from tests.conformance.test_records import a_message, an_account, an_entry
from tests.journeys.own_service import SHIPPED_PROVIDER, own_service
from tests.journeys.steps import CARNET, GUARDIAN, PUPIL, open_by_ent, person_of, received
from tests.journeys.test_counting_accesses import as_role, how_many, subscribe
from tests.journeys.test_mediacentres import at_edugar
from tests.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("rights")) as sandbox:
        yield sandbox


def run(sandbox: Sandbox, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [*words, "--workspace", str(sandbox.workspace.root)])
    return done.exit_code, done.output


def by_key(sandbox: Sandbox, login: str) -> tuple[str, ...]:
    key = person_of(sandbox, login).key
    return ("--project", key.project, "--person", key.identifier)


def give_account(sandbox: Sandbox, login: str) -> None:
    """Give a person an account at a guichet, and a message in its outbox."""
    project = person_of(sandbox, login).key.project
    account = an_account(number=f"n-{login}", login=login, person=login, project=project, mail=f"{login}@x.example")
    sandbox.shared.records.keep(account, an_entry(account.number))
    sandbox.shared.records.put(a_message())


def test_what_was_transmitted_is_told_to_whom_when_and_under_which_version(sandbox: Sandbox) -> None:
    received(*open_by_ent(sandbox, CARNET, PUPIL))
    code, said = run(sandbox, "transmitted", "--login", PUPIL, "--json")
    here, there = json.loads(said)
    assert code == 0
    assert (here["issuer"], here["contract"], here["version"], here["released"]) == ("gar", "carnet", 1, "IDO UAI PRO")
    assert here["to"] == "Préau Éditions"
    assert here["purpose"]
    assert there["contract"] == "gar-chez-ent-cour"
    assert json.loads(run(sandbox, "transmitted", *by_key(sandbox, PUPIL), "--json")[1]) == [here, there]
    key = person_of(sandbox, PUPIL).key
    assert key.identifier not in said
    assert person_of(sandbox, PUPIL).memberships[0].uai not in said


def latest(sandbox: Sandbox, login: str, contract: str) -> dict[str, object]:
    """Return the latest of what was transmitted about a person under a contract."""
    said: list[dict[str, object]] = json.loads(run(sandbox, "transmitted", "--login", login, "--json")[1])
    return next(row for row in said if row["contract"] == contract)


def test_what_a_contract_said_then_is_told_whatever_it_says_now(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        service.receive("emre.vasseur")
        there = latest(sandbox, "emre.vasseur", service.name)
        assert (there["resource"], there["purpose"], there["contract_readable"]) == (service.title, "Essayer.", True)
        text = service.contract_text().replace(service.title, "Autre titre").replace("Essayer.", "Autre chose.")
        service.contract_file.write_text(text)
        assert latest(sandbox, "emre.vasseur", service.name) == there
    assert latest(sandbox, "emre.vasseur", service.name) == there, "nor when it is gone"
    sandbox.shared.register.versions_of(service.name).file_of(1).unlink()
    gone = latest(sandbox, "emre.vasseur", service.name)
    assert gone == {**there, "resource": "", "purpose": "", "to": "", "contract_readable": False}


def test_what_a_page_of_our_own_was_told_has_its_purpose_too(sandbox: Sandbox) -> None:
    at_edugar(sandbox, "emre.vasseur", "ent-cour")
    rows = json.loads(run(sandbox, "transmitted", "--login", "emre.vasseur", "--json")[1])
    (page,) = (row for row in rows if row["protocol"] == "page")
    assert page["purpose"]
    assert page["to"]


def test_a_login_that_two_directories_know_asks_for_the_project(sandbox: Sandbox) -> None:
    people = [directory.find_person("login", GUARDIAN, None) for directory in sandbox.shared.directories.values()]
    projects = {one.key.project for one in people if one}
    assert len(projects) == 2, "the shipped people have one"
    code, said = run(sandbox, "erase", "--login", GUARDIAN)
    assert (code, "person.named_twice" in said) == (1, True)
    for project in projects:
        found = make_person_rights(sandbox.shared).find(project, None, GUARDIAN)
        assert found.key.project == project


def test_nobody_is_told_of_anybody_else(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, CARNET, PUPIL)
    assert json.loads(run(sandbox, "transmitted", *by_key(sandbox, GUARDIAN), "--json")[1]) == []
    assert run(sandbox, "transmitted", "--login", "nobody.at-all")[0] == 1
    assert run(sandbox, "transmitted", "--project", "P0")[0] == 2
    unknown = run(sandbox, "transmitted", "--project", "P0", "--person", "left-long-ago", "--json")
    assert unknown == (0, "[]\n"), "one who has left the directory may ask as well"


def test_an_export_holds_what_is_kept_and_no_hash(sandbox: Sandbox, tmp_path: Path) -> None:
    give_account(sandbox, PUPIL)
    with own_service(sandbox) as service:
        service.contract_file.write_text(service.contract_text().replace("open_to_all = true\n", ""))
        subscription = subscribe(sandbox, service.resource)
        service.receive(PUPIL)
        assert run(sandbox, "export", "--login", PUPIL, "--out", str(tmp_path / "mine.json")) == (0, "")
    text = (tmp_path / "mine.json").read_text()
    document = json.loads(text)
    assert document["identifier"] == person_of(sandbox, PUPIL).key.identifier
    assert [one["login"] for one in document["held"]["accounts"]] == [PUPIL]
    assert subscription in {one["subscription"] for one in document["held"]["licences"]}
    assert document["transmitted"][0]["contract"] == service.name
    assert "{hash}" not in text


def test_erasure_cuts_the_journal_off_and_leaves_counts_and_chain_as_they_are(sandbox: Sandbox) -> None:
    records = sandbox.shared.records
    give_account(sandbox, GUARDIAN)
    with own_service(sandbox) as service:
        text = service.contract_text().replace("open_to_all = true\n", "")
        service.contract_file.write_text(text)
        subscription, person = subscribe(sandbox, service.resource), person_of(sandbox, PUPIL)
        service.receive(PUPIL)
        counted, lines = how_many(sandbox, service.resource), records.acts.end.position
        before = records.acts.search(ActSearch(ActKind.RELEASE, issuer="gar", limit=1))[0]
        code, said = run(sandbox, "erase", *by_key(sandbox, PUPIL), "--json")
        erased = json.loads(said)
        assert (code, erased["journal_cut"], erased["accounts"]) == (0, True, 0)
        assert erased["rights"] >= 1
        assert records.assignments.licences(subscription, person.memberships[0].uai) == ()
        assert how_many(sandbox, service.resource) == counted
    assert json.loads(run(sandbox, "transmitted", "--login", PUPIL, "--json")[1]) == []
    assert records.acts.find(before.position) == before, "the line itself stays"
    assert records.journal_people.find_secret(before.about) is None
    assert records.acts.end.position == lines + 1
    (act,) = (line.act for line in records.acts.search(ActSearch(limit=1)))
    assert (act.what, act.actor, act.reference, act.journey) == ("person.erased", "operator", "", "")
    assert sandbox.shared.journal.make_review().check().is_whole
    for file in sandbox.workspace.root.glob("records.sqlite*"):
        assert sandbox.shared.acts.mark(person.key).encode() not in file.read_bytes(), "no trace in the file either"


def test_accounts_go_only_where_that_is_asked(sandbox: Sandbox) -> None:
    records = sandbox.shared.records
    give_account(sandbox, "leila.ferreira")
    run(sandbox, "erase", "--login", "leila.ferreira")
    assert records.find_of_person("educonnect", "leila.ferreira") is not None
    code, said = run(sandbox, "erase", "--login", "leila.ferreira", "--accounts")
    assert (code, "1 accounts" in said) == (0, True)
    assert records.find_of_person("educonnect", "leila.ferreira") is None
    assert [one.event for one in records.read("educonnect", "n-leila.ferreira")] == ["activated"]
    assert records.is_whole()


def test_an_erasure_of_nothing_is_no_act(sandbox: Sandbox) -> None:
    run(sandbox, "erase", "--login", "thanh.nguyen")
    lines = sandbox.shared.records.acts.end.position
    code, said = run(sandbox, "erase", "--login", "thanh.nguyen", "--json")
    assert (code, json.loads(said)["journal_cut"]) == (0, False)
    assert sandbox.shared.records.acts.end.position == lines


def submit(http: requests.Session, page: requests.Response, **values: str) -> requests.Response:
    """Fill in the last form of the page that has these fields, and send it."""
    browser = Browser()
    browser.http = http
    form = next(one for one in forms_of(page) if "project" in one.fields)
    return browser.submit(form, values)


def test_the_page_answers_and_erases_and_no_address_names_anybody(sandbox: Sandbox) -> None:
    login = "emre.vasseur"
    received(*open_by_ent(sandbox, CARNET, login))
    http, url = as_role(sandbox, Role.REVIEWER), f"{sandbox.home}/review/person"
    answer = submit(http, http.get(url, timeout=15), login=login)
    assert answer.url == url
    assert "Carnet de bord" in answer.text
    assert person_of(sandbox, login).key.identifier not in answer.text
    erasing = next(one for one in forms_of(answer) if one.action.endswith("/erase"))
    browser = Browser()
    browser.http = http
    unsure = replace(erasing, fields={name: text for name, text in erasing.fields.items() if name != "sure"})
    assert browser.submit(unsure, {}).status_code == 422, "without the box, nothing goes"
    done = browser.submit(erasing, {})
    assert (done.status_code, "C’est effacé." in done.text, done.url) == (200, True, f"{url}/erase")
    assert json.loads(run(sandbox, "transmitted", "--login", login, "--json")[1]) == []
    assert submit(http, http.get(url, timeout=15), login="nobody.at-all").status_code == 404


def test_nobody_else_asks(sandbox: Sandbox) -> None:
    for http in (Browser().http, as_role(sandbox, Role.PUBLISHER, SHIPPED_PROVIDER)):
        answer = http.get(f"{sandbox.home}/review/person", timeout=15, allow_redirects=False)
        assert answer.headers["Location"].startswith("/roles?")
