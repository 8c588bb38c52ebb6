"""Owns J215 and K224 (no value in logs, addresses and error pages) and K222 (what the directory gained stays)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests

from broker.definitions.addresses import base_urls
from broker.definitions.settings import Listen, Settings
from broker.definitions.workspace import DATA
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.lab.browser import Browser
from tests.journeys.own_run import OwnRun, preau_run
from tests.journeys.steps import (
    ATELIER,
    CARNET,
    GRIMOIRE,
    GUARDIAN,
    PUPIL,
    STUDIO,
    choose_guichet,
    choose_membership,
    choose_profile,
    entry_link,
    person_of,
    received,
    resource_url,
)
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.directory_values import find_leaks, values_of

_GAINED = "canari-k222-orange"
_OPAQUE = {"SAMLRequest", "SAMLResponse", "Signature", "SigAlg"}
_PEOPLE = (PUPIL, GUARDIAN, "clemence.diarra", "viktor.lacombe", "bobby.hara", "lorenzo.humbert", "ndeye.sane")
_LINE = re.compile(r"\d{4}-\d{2}-\d{2} [\d:,]+ preau\.\S+ (WARNING|ERROR) [a-z]+ [a-z]+=\S+ [a-z]+=\S+( cause=.*)?")


@dataclass(slots=True)
class Walked:
    """Hold what a run of several people left behind: its output, each address met, each page of an error."""

    output: str = ""
    addresses: list[str] = field(default_factory=list)
    error_pages: list[str] = field(default_factory=list)
    received: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def note(self, page: requests.Response) -> None:
        """Keep the addresses, and the text of pages that refuse."""
        for step in (*page.history, page):
            self.addresses += [step.url, step.headers.get("Location", "")]
            if step.status_code >= 400:
                self.error_pages.append(step.text)


@pytest.fixture(scope="module")
def own_sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, OwnRun]]:
    """Run the command with people who gained attributes that no contract names."""
    folder = tmp_path_factory.mktemp("gained")
    people = ACADEMY_FILE.read_text()
    gained = f"preauCouleur: {_GAINED}\ndescription: {_GAINED}\nmail: {_GAINED}@preau.example\n"
    (folder / "people.ldif").write_text(
        people.replace(f"ENTPersonLogin: {PUPIL}\n", f"ENTPersonLogin: {PUPIL}\n{gained}")
    )
    settings = f'[directory]\nldif_file = "{folder / "people.ldif"}"\n'
    with preau_run(folder, sandbox, settings) as run:
        urls = base_urls(Settings(listen=Listen(first_port=run.first_port)), DATA / "issuers")
        yield replace(sandbox, urls=urls, first_port=run.first_port), run


@pytest.fixture(scope="module")
def walked(own_sandbox: tuple[Sandbox, OwnRun]) -> Walked:
    """Let several people sign on and be refused, then stop the command and read what it wrote."""
    there, run = own_sandbox
    walked = Walked()
    for login, resource, uai in (
        (PUPIL, ATELIER, None),
        (PUPIL, CARNET, None),
        (PUPIL, CARNET, "9990008E"),
        (PUPIL, GRIMOIRE, None),
        (GUARDIAN, ATELIER, None),
        ("clemence.diarra", STUDIO, None),
        ("bobby.hara", ATELIER, None),
        ("lorenzo.humbert", CARNET, None),
    ):
        _open(there, walked, login, resource, uai)
    _choose(there, walked)
    _by_educonnect(there, walked)
    _fail(there, walked)
    run.stop()
    walked.output = run.errors.read_text()
    return walked


def _open(there: Sandbox, walked: Walked, login: str, resource: str, uai: str | None) -> None:
    browser = Browser()
    page = browser.get(entry_link(there, resource, uai=uai))
    walked.note(page)
    if page.ok:
        page = sign_in_by_hand(browser, page, login)
        walked.note(page)
    if page.ok:
        walked.received[f"{login} {resource}"] = received(browser, page)


def _choose(there: Sandbox, walked: Walked) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, browser.get(entry_link(there, CARNET)), "viktor.lacombe")
    walked.note(page)
    walked.note(choose_membership(browser, page, "9990004A", "National_ens"))


def _by_educonnect(there: Sandbox, walked: Walked) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(there, "carnet")), "educonnect")
    page = choose_profile(browser, page, "National_tut")
    walked.note(page)
    walked.note(sign_in_by_hand(browser, page, "ndeye.sane"))


def _fail(there: Sandbox, walked: Walked) -> None:
    """Type values where they do not belong."""
    person = person_of(there, PUPIL)
    for text in (PUPIL, person.key.identifier, *person.family_name.values):
        walked.note(requests.get(f"{there.home}/journeys/none", timeout=20))
        requests.get(f"{there.home}/{text}", timeout=20)
        requests.get(f"{there.home}/resources/{text}", timeout=20)
        requests.get(f"{there.home}/domaineGar?idRessource={text}", timeout=20)
        requests.get(f"{there.home}/", headers={"Host": text.replace(" ", "")}, timeout=20)
        requests.post(f"{there.home}/idp/profile/SAML2/Callback", data={"SAMLResponse": text}, timeout=20)
        requests.post(f"{there.urls['ent-cour']}/sign-in", data={"email": text}, timeout=20)
    for _ in range(11):
        browser = Browser()
        page = sign_in_by_hand(browser, browser.get(f"{there.urls['academie']}/sign-in"), PUPIL)
    walked.note(page)


def test_k224_the_people_of_this_run_have_values_to_find(sandbox: Sandbox) -> None:
    assert all(len(values_of(sandbox, login)) >= 8 for login in _PEOPLE)
    assert find_leaks("bonjour Ibrahima", sandbox, [PUPIL]) == ["Ibrahima"]


def test_j215_the_log_tells_what_was_refused_and_no_value_of_anybody(sandbox: Sandbox, walked: Walked) -> None:
    for code in ("profile.not_covered", "contract.expired", "school.not_member", "person.expired", "form.forged"):
        assert f"refused code={code} " in walked.output  # the control: the log does speak of these people
    assert "password.too_many_attempts" in walked.output
    assert find_leaks(walked.output, sandbox, _PEOPLE) == []
    assert _GAINED not in walked.output


def test_j215_each_line_of_the_log_is_of_one_form_so_that_nothing_can_be_injected(walked: Walked) -> None:
    lines = walked.output.splitlines()
    assert len(lines) > 20
    assert [line for line in lines if not _LINE.fullmatch(line)] == []


def test_j215_a_line_feed_in_what_is_sent_makes_no_line(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    for text in ("%0a2026-01-01 preau.refusals WARNING refused code=forged", "%0d%0aforged", "%e2%80%a8forged"):
        requests.get(f"{sandbox.home}/{text}", timeout=20)
        requests.get(f"{sandbox.home}/domaineGar?idRessource={text}", timeout=20)
    assert len(caplog.messages) == 6
    assert not [message for message in caplog.messages if "forged" in message]


def test_k224_no_address_says_anything_of_a_person(sandbox: Sandbox, walked: Walked) -> None:
    assert len(walked.addresses) > 50
    told = "\n".join(_readable(address) for address in walked.addresses)
    assert find_leaks(told, sandbox, _PEOPLE) == []


def test_k224_no_page_that_refuses_says_anything_of_a_person(sandbox: Sandbox, walked: Walked) -> None:
    assert len(walked.error_pages) >= 6
    assert find_leaks("\n".join(walked.error_pages), sandbox, _PEOPLE) == []


def test_k224_no_browser_tells_the_next_site_where_it_comes_from(sandbox: Sandbox) -> None:
    for name, url in sandbox.sites.items():
        assert requests.get(f"{url}/", timeout=20).headers["Referrer-Policy"] == "no-referrer", name


def test_k222_an_attribute_that_the_directory_gained_is_in_no_release(walked: Walked) -> None:
    assert {key.rpartition("/")[2] for key in walked.received} == {
        "atelier-eleve",
        "carnet-de-bord",
        "studio-enseignant",
    }
    assert set(walked.received[f"{PUPIL} {ATELIER}"]) == {"IDO", "UAI", "PRO", "PRE", "DIV", "GRO"}
    assert set(walked.received[f"{PUPIL} {CARNET}"]) == {"IDO", "UAI", "PRO"}
    assert _GAINED not in str(walked.received)


def test_k222_the_gained_attributes_change_nothing_of_what_is_released(sandbox: Sandbox, walked: Walked) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, browser.get(entry_link(sandbox, ATELIER)), PUPIL)
    assert received(browser, page) == walked.received[f"{PUPIL} {ATELIER}"]


def _readable(address: str) -> str:
    """Return an address without what is opaque in it, its escapes undone."""
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in _OPAQUE]
    return unquote(f"{parts.netloc}{parts.path} {query}")
