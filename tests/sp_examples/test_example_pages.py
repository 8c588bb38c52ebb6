"""Owns the tests of the example resources' pages: sessions, languages, headers, hostile values."""

import re

import pytest
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from tests.sp_examples.yard import Yard, is_signed_on, sign_out

SLUGS = ("carnet", "atelier", "studio", "grimoire", "voisin", "herbier", "orchestre")


@pytest.fixture
def yard(shared_yard: Yard) -> Yard:
    return shared_yard


def _sign_on(yard: Yard, browser: FlaskClient, **changes: object) -> TestResponse:
    return yard.post(browser, yard.answer(yard.ask(browser)).changed(**changes).encoded())


def test_the_list_names_every_resource(yard: Yard) -> None:
    page = yard.browser().get("/").text
    for slug in SLUGS:
        assert f'href="/{slug}/"' in page
    assert "ark:/77777/carnet-de-bord" in page


@pytest.mark.parametrize("path", ["/", "/carnet/", "/nothing-here/", "/carnet/saml/metadata", "/static/example.css"])
def test_every_answer_is_closed_to_frames_scripts_and_strangers(yard: Yard, path: str) -> None:
    with yard.browser().get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_pages_with_values_are_not_kept_by_caches(yard: Yard) -> None:
    browser = yard.browser()
    _sign_on(yard, browser)
    assert browser.get("/carnet/").headers["Cache-Control"] == "no-store"
    assert browser.get("/carnet/received.json").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "headers", "language", "words"),
    [
        ("/", {}, "fr", "ressource d’exemple — bac à sable"),
        ("/?lang=en", {}, "en", "example resource — sandbox"),
        ("/", {"Accept-Language": "en-GB,en;q=0.8"}, "en", "example resource — sandbox"),
        ("/?lang=fr", {"Accept-Language": "en"}, "fr", "ressource d’exemple — bac à sable"),
        ("/?lang=zz", {"Accept-Language": "de"}, "fr", "ressource d’exemple — bac à sable"),
        ("/nothing-here/", {}, "fr", "ressource d’exemple — bac à sable"),
    ],
)
def test_pages_are_french_first_and_english_on_demand(
    yard: Yard, path: str, headers: dict[str, str], language: str, words: str
) -> None:
    page = yard.browser().get(path, headers=headers).text
    assert f'<html lang="{language}">' in page
    assert words in page


def test_hostile_values_are_inert(yard: Yard) -> None:
    browser = yard.browser()
    hostile = "<script>alert(1)</script>\" onload='x' {{ 7 * 7 }}"
    _sign_on(yard, browser, attributes={"IDO": [hostile], "NOM": ["</code></pre><img src=x>"]})
    page = browser.get("/carnet/").text
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page
    assert browser.get("/carnet/received.json").get_json()["attributes"]["IDO"] == [hostile]


def test_a_hostile_address_is_inert(yard: Yard) -> None:
    page = yard.browser().get("/carnet/?arrived=1&x=%22%3E%3Cscript%3E&lang=%3Cscript%3E").text
    assert "<script" not in page


def test_cookies_are_of_one_resource_and_out_of_reach_of_scripts(yard: Yard) -> None:
    browser = yard.browser()
    first = browser.get("/carnet/").headers["Set-Cookie"]
    second = _sign_on(yard, browser).headers["Set-Cookie"]
    for cookie, name in ((first, "carnet-browser="), (second, "carnet-session=")):
        assert cookie.startswith(name)
        assert re.search(r"; HttpOnly; Path=/carnet/; SameSite=Lax$", cookie)


def test_an_answer_slipped_to_somebody_else_signs_nobody_on(yard: Yard) -> None:
    attacker, victim = yard.browser(), yard.browser()
    yard.ask(victim)
    message = yard.answer(yard.ask(attacker)).encoded()
    arrival = yard.post(victim, message)
    assert victim.get(arrival.location).status_code == 400
    assert victim.get("/carnet/received.json").status_code == 401


def test_a_question_slipped_to_somebody_else_tells_the_asker_nothing(yard: Yard) -> None:
    attacker, victim = yard.browser(), yard.browser()
    message = yard.answer(yard.ask(attacker)).encoded()
    yard.post(victim, message)
    assert attacker.get("/carnet/received.json").status_code == 401


def test_a_browser_without_cookies_is_told_so_and_does_not_go_in_circles(yard: Yard) -> None:
    browser = yard.application.test_client(use_cookies=False)
    arrival = yard.post(browser, yard.answer(yard.ask(browser)).encoded())
    page = browser.get(arrival.location)
    assert (page.status_code, "cookies" in page.text) == (400, True)


def test_signing_out_ends_the_session_here_before_anything_else(yard: Yard) -> None:
    browser = yard.browser()
    _sign_on(yard, browser)
    assert browser.post("/carnet/sign-out").status_code == 403
    assert browser.post("/carnet/sign-out", data={"form_token": "guessed"}).status_code == 403
    assert is_signed_on(browser, "carnet")
    assert sign_out(browser, "carnet").status_code == 200
    assert not is_signed_on(browser, "carnet")


def test_who_has_just_signed_out_is_told_so_once_and_not_signed_on_again_at_once(yard: Yard) -> None:
    browser = yard.browser()
    _sign_on(yard, browser)
    sign_out(browser, "carnet")
    page = browser.get("/carnet/")
    assert (page.status_code, "Vous êtes déconnecté" in page.text) == (200, True)
    assert browser.get("/carnet/").status_code == 302


def test_a_place_that_no_language_knows_is_not_found(yard: Yard) -> None:
    for path in ("/carnet/oidc/callback", "/herbier/saml/acs", "/orchestre/backchannel", "/carnet/else"):
        assert yard.browser().get(path).status_code == 404
        assert yard.browser().post(path).status_code == 404


def test_a_session_cannot_be_ended_by_a_mere_link(yard: Yard) -> None:
    assert yard.browser().get("/carnet/sign-out").status_code == 404


@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/carnet/?arrived=1"])
def test_a_page_has_one_title_one_main_heading_and_named_tables(yard: Yard, path: str) -> None:
    page = etree.HTML(yard.browser().get(path).text)
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.findtext(".//title")
    assert all(table.find("caption") is not None for table in page.iter("table"))
    assert not list(page.iter("script", "style"))
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")


def test_the_page_of_what_was_received_is_as_well_made(yard: Yard) -> None:
    browser = yard.browser()
    _sign_on(yard, browser)
    page = etree.HTML(browser.get("/carnet/").text)
    assert [heading.tag for heading in page.iter("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2", "h2", "h3"]
    assert all(row.find("th") is not None for row in page.iter("tr"))
    assert all(table.find("caption") is not None for table in page.iter("table"))
