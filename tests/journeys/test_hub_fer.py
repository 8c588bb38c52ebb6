"""Owns sign-ons through Hub FER: the search for an institution, what it may say, what an application receives."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.member_service import HubApplication, hub_application
from tests.journeys.steps import read_refusal, text_of
from tests.sandbox import Sandbox, sign_in_by_hand


@pytest.fixture
def application(sandbox: Sandbox) -> Iterator[HubApplication]:
    with hub_application(
        sandbox, "hub-fer", "federation", "mail", "sn", "eduPersonPrincipalName", "supannEtablissement"
    ) as found:
        yield found


def search(browser: Browser, page: requests.Response, words: str) -> requests.Response:
    form = next(form for form in forms_of(page) if "q" in form.fields)
    return browser.submit(form, {"q": words})


def members(page: requests.Response) -> dict[str, str]:
    links = html.fromstring(page.content).xpath("//ul[@class='doors']//a")
    return {str(link.findtext("strong")): urljoin(page.url, str(link.get("href"))) for link in links}


def choose(browser: Browser, page: requests.Response, title: str) -> requests.Response:
    return browser.get(next(url for name, url in members(page).items() if title in name))


def come(application: HubApplication, login: str) -> tuple[Browser, requests.Response]:
    browser = Browser()
    page = choose(browser, search(browser, application.ask(browser), "brume"), "Université de la Brume")
    return browser, sign_in_by_hand(browser, page, login)


def test_a_teacher_of_a_member_signs_on_with_what_the_contract_names(application: HubApplication) -> None:
    browser, _page = come(application, "nolwenn.tanguy")
    assert application.received(browser) == {
        "urn:oid:0.9.2342.19200300.100.1.3": ["nolwenn.tanguy@univ-brume.example"],
        "urn:oid:2.5.4.4": ["Tanguy"],
        "urn:oid:1.3.6.1.4.1.5923.1.1.1.6": ["nolwenn.tanguy@univ-brume.example"],
        "urn:oid:1.3.6.1.4.1.7135.1.2.1.14": ["{UAI}0779901U", "{SIRET}77777777700019"],
    }


def test_the_trace_says_which_member_and_attribute_a_value_comes_from(application: HubApplication) -> None:
    come(application, "ewen.guillou")
    assert "urn:oid:0.9.2342.19200300.100.1.3" in text_of(application.trace())


@pytest.mark.parametrize(
    ("login", "code", "told"),
    [
        ("malo.riou", "guichet.not_an_agent", "teacher"),
        ("hedwige.colin", "guichet.domain_foreign", "univ-brume.example"),
        ("sterenn.abgrall", "guichet.domain_foreign", "univ-brume.example"),
        ("tudal.le-borgne", "guichet.fact_missing", "mail"),
    ],
)
def test_what_a_member_may_not_say_is_refused_and_explained(
    application: HubApplication, login: str, code: str, told: str
) -> None:
    _browser, page = come(application, login)
    refusal = read_refusal(page)
    assert refusal.code == code
    assert told in " ".join(refusal.rows.values())
    assert login not in page.text


def test_the_search_minds_neither_accents_nor_case_and_knows_domains(application: HubApplication) -> None:
    browser = Browser()
    page = application.ask(browser)
    assert len(members(page)) == 4
    assert "4 sur 4" in text_of(page)
    assert list(members(search(browser, page, "ecole SUPERIEURE"))) == ["École supérieure de la Falaise"]
    assert list(members(search(browser, page, "inspe-embruns.example"))) == ["INSPÉ des Embruns"]
    assert members(search(browser, page, "nulle part")) == {}


def test_a_member_that_hides_is_not_shown(application: HubApplication) -> None:
    browser = Browser()
    assert not any("essai" in title for title in members(search(browser, application.ask(browser), "brume")))


def test_a_member_without_the_category_wanted_is_shown_as_such_and_refused(application: HubApplication) -> None:
    browser = Browser()
    page = search(browser, application.ask(browser), "phare")
    assert "ne transmet pas" in text_of(page)
    refusal = read_refusal(choose(browser, page, "Observatoire"))
    assert refusal.code == "federation.category_missing"
    assert "research-and-scholarship" in " ".join(refusal.rows.values())


def test_no_journey_shows_no_member(sandbox: Sandbox) -> None:
    page = Browser().get(f"{sandbox.urls['hub-fer']}/discovery?journey=none")
    assert read_refusal(page).code == "journey.unknown"


def test_an_invented_member_says_that_nobody_answers_there(sandbox: Sandbox) -> None:
    page = requests.get(f"{sandbox.urls['hub-fer']}/discovery/invented", timeout=15)
    assert page.status_code == 404
    assert "personne n’y répond" in text_of(page)
