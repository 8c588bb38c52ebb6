"""Owns what a person chooses on the way, and what a session already open spares them."""

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import (
    CARNET,
    PUPIL,
    choose_guichet,
    choose_membership,
    entry_link,
    later,
    open_by_ent,
    read_refusal,
    received,
    resource_url,
)
from tests.sandbox import Sandbox, sign_in_by_hand

TWO_SCHOOLS, HEAD_WHO_TEACHES = "viktor.lacombe", "agathe.soumare"


def offered(page: requests.Response) -> set[str]:
    """Return the schools and profiles that a page offers."""
    return {value for form in forms_of(page) for value in form.choices.get("membership", ())}


def asks_for_a_password(page: requests.Response) -> bool:
    return any({"password", "j_password"} & set(form.fields) for form in forms_of(page))


@pytest.mark.parametrize("uai", ["9990004A", "9990007D"])
def test_a_person_in_two_schools_chooses_one_and_the_resource_receives_that_one(sandbox: Sandbox, uai: str) -> None:
    browser, page = open_by_ent(sandbox, CARNET, TWO_SCHOOLS)
    assert offered(page) == {"9990004A|National_ens", "9990007D|National_ens"}
    found = received(browser, choose_membership(browser, page, uai, "National_ens"))
    assert found["UAI"] == [uai]


def test_the_same_person_keeps_one_identifier_whatever_the_school(sandbox: Sandbox) -> None:
    known = set()
    for uai in ("9990004A", "9990007D"):
        browser, page = open_by_ent(sandbox, CARNET, TWO_SCHOOLS, uai)
        known.add(tuple(received(browser, page)["IDO"]))
    assert len(known) == 1


@pytest.mark.parametrize("uai", ["9990004A", "9990007D"])
def test_the_school_named_by_the_link_spares_the_choice(sandbox: Sandbox, uai: str) -> None:
    browser, page = open_by_ent(sandbox, CARNET, TWO_SCHOOLS, uai)
    assert received(browser, page)["UAI"] == [uai]


def test_a_school_that_is_not_offered_is_refused_even_when_a_form_names_it(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, TWO_SCHOOLS)
    shown = read_refusal(choose_membership(browser, page, "9990008E", "National_ens"))
    assert shown.code == "school.not_member"


def test_a_profile_that_is_not_the_persons_is_refused_even_when_a_form_names_it(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, TWO_SCHOOLS)
    shown = read_refusal(choose_membership(browser, page, "9990004A", "National_dir"))
    assert shown.code == "school.not_member"


@pytest.mark.parametrize("profile", ["National_dir", "National_ens"])
def test_a_head_who_teaches_in_one_school_chooses_as_whom_even_when_the_link_names_the_school(
    sandbox: Sandbox, profile: str
) -> None:
    browser, page = open_by_ent(sandbox, CARNET, HEAD_WHO_TEACHES, "9990003Z")
    assert offered(page) == {"9990003Z|National_dir", "9990003Z|National_ens"}
    assert received(browser, choose_membership(browser, page, "9990003Z", profile))["PRO"] == [profile]


def test_only_the_memberships_that_the_contract_covers_are_offered(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, "ark:/77777/studio-enseignant", "mariama.bakayoko")
    assert received(browser, page)["UAI"] == ["9990004A"]


def test_a_second_resource_asks_for_no_password(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    assert received(browser, page)
    second = browser.get(entry_link(sandbox, "ark:/77777/atelier-eleve"))
    assert not asks_for_a_password(second)
    assert set(received(browser, second)) == {"IDO", "UAI", "PRO", "PRE", "DIV", "GRO"}


def test_another_browser_has_no_part_in_that_session(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, CARNET, PUPIL)
    assert asks_for_a_password(Browser().get(entry_link(sandbox, CARNET)))


def test_after_signing_out_the_guichet_asks_again(sandbox: Sandbox) -> None:
    browser, _ = open_by_ent(sandbox, CARNET, PUPIL)
    account = browser.get(f"{sandbox.urls['ent-cour']}/account")
    form = next(form for form in forms_of(account) if form.action.endswith("/sign-out"))
    browser.submit(form, {})
    assert asks_for_a_password(browser.get(entry_link(sandbox, "ark:/77777/atelier-eleve")))


def test_a_card_of_the_home_page_opens_a_session_in_one_click_and_shows_the_mediacentre(sandbox: Sandbox) -> None:
    browser = Browser()
    home = browser.get(f"{sandbox.home}/")
    card = next(form for form in forms_of(home) if "csrf_token" in form.fields)
    [action] = html.fromstring(home.content).xpath("//button[contains(., 'Ibrahima')]/@formaction")
    page = browser.http.post(f"{sandbox.home}{action}", data=card.fields, timeout=15)
    assert page.url == f"{sandbox.urls['ent-cour']}/mediacentre"
    [link] = html.fromstring(page.content).xpath("//a[contains(., 'Atelier')]/@href")
    assert "ibrahima" not in f"{action}{link}".lower()
    opened = browser.get(str(link))
    assert received(browser, opened)["PRE"] == ["Ibrahima"]


def test_the_ticket_of_a_click_opens_one_session_once(sandbox: Sandbox) -> None:
    browser = Browser()
    home = browser.get(f"{sandbox.home}/")
    token = next(form.fields["csrf_token"] for form in forms_of(home) if "csrf_token" in form.fields)
    answer = browser.http.post(
        f"{sandbox.home}/people/sign-in?card=pupil-college",
        data={"csrf_token": token},
        allow_redirects=False,
        timeout=15,
    )
    arrival = answer.headers["Location"]
    assert requests.get(arrival, timeout=15).url.endswith("/mediacentre")
    again = requests.get(arrival, timeout=15)
    assert read_refusal(again).code == "journey.unknown"


def test_the_ticket_of_a_click_is_over_after_a_minute(sandbox: Sandbox) -> None:
    browser = Browser()
    home = browser.get(f"{sandbox.home}/")
    token = next(form.fields["csrf_token"] for form in forms_of(home) if "csrf_token" in form.fields)
    answer = browser.http.post(
        f"{sandbox.home}/people/sign-in?card=pupil-college",
        data={"csrf_token": token},
        allow_redirects=False,
        timeout=15,
    )
    with later(sandbox, 61):
        late = requests.get(answer.headers["Location"], timeout=15)
    assert read_refusal(late).code == "journey.unknown"


def test_every_card_of_the_home_page_signs_in_somebody(sandbox: Sandbox) -> None:
    browser = Browser()
    home = browser.get(f"{sandbox.home}/")
    token = next(form.fields["csrf_token"] for form in forms_of(home) if "csrf_token" in form.fields)
    actions = [str(action) for action in html.fromstring(home.content).xpath("//button/@formaction")]
    assert len(actions) == len(set(actions))
    assert len(actions) > 40
    for action in actions:
        answer = browser.http.post(
            f"{sandbox.home}{action}", data={"csrf_token": token}, allow_redirects=False, timeout=15
        )
        assert "/arrival?ticket=" in answer.headers["Location"], action


def test_giving_up_at_the_guichet_says_so_and_offers_to_tell_the_resource(sandbox: Sandbox) -> None:
    browser = Browser()
    page = browser.get(entry_link(sandbox, CARNET))
    [cancel] = html.fromstring(page.content).xpath("//a[contains(@href, '/journey/cancel')]/@href")
    shown = browser.get(f"{sandbox.urls['ent-cour']}{cancel}")
    assert read_refusal(shown).code == "journey.cancelled"
    assert any("SAMLResponse" in form.fields for form in forms_of(shown))


def test_a_journey_goes_on_in_its_own_browser_only(sandbox: Sandbox) -> None:
    page = Browser().get(resource_url(sandbox, "carnet"))
    thief = Browser()
    thief.get(f"{sandbox.home}/")
    assert read_refusal(choose_guichet(thief, page, "ent-cour")).code == "journey.other_browser"


def test_a_journey_is_over_after_fifteen_minutes(sandbox: Sandbox) -> None:
    browser = Browser()
    page = browser.get(resource_url(sandbox, "carnet"))
    with later(sandbox, 901):
        late = choose_guichet(browser, page, "ent-cour")
    assert read_refusal(late).code == "journey.unknown"


def test_two_tabs_on_two_resources_do_not_mix(sandbox: Sandbox) -> None:
    browser = Browser()
    first = browser.get(entry_link(sandbox, CARNET, uai="9990004A"))
    second = browser.get(entry_link(sandbox, "ark:/77777/atelier-eleve", uai="9990004A"))
    opened = sign_in_by_hand(browser, first, PUPIL)
    assert set(received(browser, opened)) == {"IDO", "UAI", "PRO"}
    opened = sign_in_by_hand(browser, second, PUPIL)
    assert "PRE" in received(browser, opened)
