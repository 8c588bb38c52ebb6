"""Owns the médiacentres, the ENT's and ÉduGAR's: what is listed opens, and the rest is refused as the page says."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urljoin

import pytest
import requests
from lxml import html

from broker.core.rights.seeds import OPENS
from broker.definitions.shipped_seeds import shipped_cases
from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import PUPIL, choose_guichet, choose_profile, person_of, read_refusal, received, text_of
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.webservices.callers import P0, clients_of

GUARDIAN, TWO_SCHOOLS = "aminata.le-goff", "viktor.lacombe"
COLLEGE = "9990004A"


def at_the_ent(sandbox: Sandbox, login: str, query: str = "") -> tuple[Browser, requests.Response]:
    browser, ent = Browser(), sandbox.urls["ent-cour"]
    sign_in_by_hand(browser, browser.get(f"{ent}/sign-in"), login)
    return browser, browser.get(f"{ent}/mediacentre{query}")


def at_edugar(
    sandbox: Sandbox, login: str, guichet: str, profile: str | None = None
) -> tuple[Browser, requests.Response]:
    browser = Browser()
    page = choose_guichet(browser, browser.get(f"{sandbox.home}/edugar"), guichet)
    page = choose_profile(browser, page, profile) if profile else page
    return browser, sign_in_by_hand(browser, page, login)


def titles(page: requests.Response) -> list[str]:
    return [str(title) for title in html.fromstring(page.content).xpath("//li[@class='card']//h3//a/text()")]


def link_to(page: requests.Response, slug: str) -> str:
    """Return a card's link, or a left-out row's, by the end of the resource's ARK."""
    found = html.fromstring(page.content).xpath("//main//a[contains(@href, 'domaineGar')]/@href")
    return next(str(link) for link in found if link.endswith(f"/{slug}"))


def left_out(page: requests.Response) -> dict[str, tuple[str, str]]:
    """Return the rows of what is not listed, by the end of the ARK, as (link, code)."""
    rows = html.fromstring(page.content).xpath("//details[@id='left-out']//tbody/tr")
    found = ((str(row.xpath("string(.//a/@href)")), str(row.xpath("string(.//code)"))) for row in rows)
    return {link.rpartition("/")[2]: (link, code) for link, code in found}


@contextmanager
def without_certificate(sandbox: Sandbox) -> Iterator[None]:
    """Let the ENT's project have no certificate for the length of a block."""
    clients = clients_of(sandbox)
    clients.revoke(P0)
    try:
        yield
    finally:
        clients.provide((P0,), sandbox.machine_clock.now())


def test_a_pupil_opens_a_listed_resource_without_being_asked_again(sandbox: Sandbox) -> None:
    browser, page = at_the_ent(sandbox, PUPIL)
    assert received(browser, browser.get(link_to(page, "atelier-eleve")))["UAI"] == [COLLEGE]


def test_every_seeded_way_of_opening_is_listed_and_opens_at_its_resource(sandbox: Sandbox) -> None:
    browser, page = at_the_ent(sandbox, PUPIL)
    cases = [case for case in shipped_cases() if case.outcome == OPENS and case.login == PUPIL]
    assert len(cases) >= 6
    for case in cases:
        found = received(browser, browser.get(link_to(page, case.resource.rpartition("/")[2])))
        assert found["UAI"] == [COLLEGE], case.resource


def test_every_seeded_refusal_is_one_click_away_and_says_why(sandbox: Sandbox) -> None:
    browser, page = at_the_ent(sandbox, PUPIL)
    rows = left_out(page)
    cases = [case for case in shipped_cases() if case.outcome != OPENS and case.login in {"", PUPIL}]
    assert len({case.outcome for case in cases}) >= 12
    for case in cases:
        link, code = rows[case.resource.rpartition("/")[2]]
        assert code == case.outcome, case.resource
        assert " ".join(case.explanation.fr.split()) in text_of(page)
        assert read_refusal(browser.get(link)).code == case.outcome, case.resource


def test_the_page_names_no_person_by_their_identifier(sandbox: Sandbox) -> None:
    _, page = at_the_ent(sandbox, PUPIL)
    assert person_of(sandbox, PUPIL).key.identifier not in page.text


def test_a_family_stands_under_the_title_of_its_mother(sandbox: Sandbox) -> None:
    _, page = at_the_ent(sandbox, PUPIL)
    (family,) = html.fromstring(page.content).xpath("//section[starts-with(h2/span, 'Marées')]")
    assert sorted(family.xpath(".//h3//a/text()")) == ["Marées, calcul", "Marées, lecture"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=MAREES", ["Marées, calcul", "Marées, lecture"]),
        ("?q=marées+LECTURE", ["Marées, lecture"]),
        ("?q=herbier&level=6e", ["L’herbier numérique"]),
        ("?q=herbier&publisher=nobody", []),
        ("?q=zzz", []),
    ],
)
def test_a_search_folds_accents_and_case_and_every_word_counts(sandbox: Sandbox, query: str, found: list[str]) -> None:
    _, page = at_the_ent(sandbox, PUPIL, query)
    assert page.ok
    assert titles(page) == found


def test_each_filter_offers_the_words_that_the_list_has_and_keeps_what_they_find(sandbox: Sandbox) -> None:
    browser, page = at_the_ent(sandbox, PUPIL)
    everything, (school,) = titles(page), html.fromstring(page.content).xpath("//input[@name='school']/@value")
    tree = html.fromstring(page.content)
    for name in ("level", "subject", "type", "publisher"):
        words = tree.xpath(f"//select[@name='{name}']/option[text()!='Tous']/text()")
        assert words, name
        for word in words:
            shown = titles(browser.get(f"{page.url}?{urlencode({'school': school, name: word})}"))
            assert 0 < len(shown) <= len(everything)
            assert set(shown) <= set(everything)


def test_each_school_of_a_person_has_a_list_of_its_own(sandbox: Sandbox) -> None:
    browser, page = at_the_ent(sandbox, TWO_SCHOOLS)
    links = html.fromstring(page.content).xpath("//ul[@class='chips']//a/@href")
    assert len(links) == 2
    lists = [browser.get(urljoin(page.url, str(link))) for link in links]
    first, second = (link_to(one, "carnet-de-bord") for one in lists)
    assert first != second
    assert titles(lists[0]) != titles(lists[1])


def test_a_school_that_is_not_the_persons_shows_their_own(sandbox: Sandbox) -> None:
    _, page = at_the_ent(sandbox, PUPIL, "?school=9990008E")
    assert titles(page) == titles(at_the_ent(sandbox, PUPIL)[1])


def test_a_guardian_is_told_that_the_gar_has_nothing_for_them(sandbox: Sandbox) -> None:
    _, page = at_the_ent(sandbox, GUARDIAN)
    assert "Le GAR n’a rien pour les responsables légaux" in text_of(page)


def test_without_a_certificate_the_page_says_so_by_its_code_and_the_portal_goes_on(sandbox: Sandbox) -> None:
    with without_certificate(sandbox):
        browser, page = at_the_ent(sandbox, PUPIL)
        assert page.status_code == 200
        assert titles(page) == []
        refusal = read_refusal(page)
        assert refusal.code == "list.unavailable"
        assert "preau certificates make --ent P0" in refusal.page
        assert browser.get(f"{sandbox.urls['ent-cour']}/portal").ok
    assert titles(browser.get(page.url))  # the new certificate serves at once


def test_a_pupil_of_a_school_without_an_ent_opens_a_resource_by_educonnect_and_is_asked_once(sandbox: Sandbox) -> None:
    browser, page = at_edugar(sandbox, "anouk.sane", "educonnect", "National_elv")
    assert page.url == f"{sandbox.home}/edugar"
    assert "Anouk" in text_of(page)
    found = received(browser, browser.get(link_to(page, "carnet-de-bord")))
    assert found["UAI"] == ["9990010G"]


def test_a_teacher_of_a_school_without_an_ent_opens_a_resource_by_the_academy_and_is_asked_once(
    sandbox: Sandbox,
) -> None:
    browser, page = at_edugar(sandbox, "souleymane.perrot", "academie")
    assert page.url == f"{sandbox.home}/edugar"
    assert "idENT=RUc=" in link_to(page, "carnet-de-bord")
    found = received(browser, browser.get(link_to(page, "studio-enseignant")))
    assert found["PRO"] == ["National_ens"]


def test_edugar_shows_of_a_person_what_the_pages_contract_releases_only(sandbox: Sandbox) -> None:
    _, page = at_edugar(sandbox, "anouk.sane", "educonnect", "National_elv")
    person = person_of(sandbox, "anouk.sane")
    for value in (person.key.identifier, person.login, *person.family_name.values):
        assert value.lower() not in page.text.lower()


def test_edugar_lets_one_choose_a_school_again_without_signing_in_again(sandbox: Sandbox) -> None:
    browser, page = at_edugar(sandbox, "souleymane.perrot", "academie")
    token = next(form for form in forms_of(page) if "csrf_token" in form.fields).fields["csrf_token"]
    answer = browser.http.post(f"{sandbox.home}/edugar/school", {"csrf_token": token}, timeout=15)
    assert answer.url == f"{sandbox.home}/edugar"
    assert len(answer.history) == 2  # the choice, then the page, whose journey led back to it and asked nothing
    assert titles(answer) == titles(page)


def test_edugar_lets_no_guardian_in_and_the_home_page_says_that_there_is_nothing_for_them(sandbox: Sandbox) -> None:
    _, page = at_edugar(sandbox, "ndeye.sane", "educonnect", "National_tut")
    assert read_refusal(page).code == "profile.not_covered"
    home = Browser().get(sandbox.home)
    (card,) = html.fromstring(home.content).xpath("//li[@class='card'][.//a[contains(@href, '/edugar')]]")
    assert "Le GAR n’a rien pour les responsables légaux" in card.text_content()


@pytest.mark.parametrize("page_of", ["ent", "edugar"])
def test_a_page_is_light(sandbox: Sandbox, page_of: str) -> None:
    if page_of == "ent":
        _, page = at_the_ent(sandbox, PUPIL)
    else:
        _, page = at_edugar(sandbox, "anouk.sane", "educonnect", "National_elv")
    tree = html.fromstring(page.content)
    pictures = tree.xpath("//img[@class='thumbnail']")
    assert pictures
    assert all(picture.get("loading") == "lazy" for picture in pictures)
    requested = {
        *tree.xpath("//link[@rel!='alternate']/@href"),
        *tree.xpath("//img[not(@class)]/@src"),
        *tree.xpath("//script/@src"),
    }
    weight = len(page.content) + sum(
        len(requests.get(urljoin(page.url, link), timeout=15).content) for link in requested
    )
    assert len(requested) <= 5
    assert weight < 60_000
