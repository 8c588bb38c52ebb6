"""Owns J196: no form is taken without the token that its own page gave to its own browser."""

import pytest
import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import CARNET, PUPIL, open_by_ent, read_refusal, received
from tests.sandbox import Sandbox
from tests.security.doors import is_signed_in, routes_of, sign_in_page, try_password

_FORMS = {
    "/people/sign-in",
    "/journey/account",
    "/journey/guichet/forget",
    "/journey/membership",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/profile",
    "/sign-out",
    "/resources/new",
    "/activation",
    "/register",
    "/account/settings/password",
}
# What is read there is a question, in whose form the change is; an invented member's page takes nothing at all.
_PAGES = {
    "/roles",
    "/sign-in",
    "/sign-in/profile",
    "/sign-out",
    "/Shibboleth.sso/Logout",
    "/resources/new",
    "/activation",
    "/register",
    "/forgotten-login",
    "/forgotten-password",
    "/helpdesk",
    "/discovery/invented",
    "/first-visit",
}


def test_j196_every_form_of_every_issuer_is_refused_without_its_token(sandbox: Sandbox) -> None:
    routes = [
        route
        for route in routes_of(sandbox, "POST")
        if not (route.is_saml or route.is_soap or route.is_oidc or route.shows_a_ticket)
    ]
    assert {route.path for route in routes} >= _FORMS
    for route in routes:
        for fields in ({}, {"csrf_token": ""}, {"csrf_token": "guessed"}):
            shown = read_refusal(requests.post(route.url, data=fields, timeout=20))
            refused = ("form.forged", 400) if route.is_for_anybody else ("role.missing", 403)
            assert (shown.code, shown.status) == refused, route


def test_j196_the_addresses_of_saml_take_messages_of_other_sites_on_purpose_and_nothing_unsigned(
    sandbox: Sandbox,
) -> None:
    routes = [route for route in routes_of(sandbox, "POST") if route.is_saml]
    paths = [issuer.paths for issuer in sandbox.shared.issuers]
    asking, ending = ([p for p in paths if p.consumer], [p for p in paths if p.sign_out])
    assert len(routes) == len(paths) + len(asking) + len(ending)
    for route in routes:
        shown = read_refusal(requests.post(route.url, data={"SAMLResponse": "x", "SAMLRequest": "x"}, timeout=20))
        assert shown.code not in {"", "form.forged"}, route


def test_j196_no_form_reaches_the_addresses_of_soap(sandbox: Sandbox) -> None:
    routes = [route for route in routes_of(sandbox, "POST") if route.is_soap]
    assert len(routes) == len([issuer for issuer in sandbox.shared.issuers if issuer.paths.sign_out])
    for route in routes:
        answer = requests.post(route.url, data={"SAMLRequest": "x"}, timeout=20)
        assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/xml; charset=utf-8")
        assert "message.soap" in answer.text


def test_j196_no_cookie_opens_the_addresses_where_clients_come_without_a_browser(sandbox: Sandbox) -> None:
    browser, _ = open_by_ent(sandbox, CARNET, PUPIL)
    routes = [route for route in routes_of(sandbox, "POST") if route.is_oidc and not route.asks_by_oidc]
    assert {route.issuer.name for route in routes} == {i.name for i in sandbox.shared.issuers if i.oidc}
    for route in routes:
        answer = browser.http.post(route.url, data={"token": "x", "grant_type": "authorization_code"}, timeout=20)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), route
        assert "Set-Cookie" not in answer.headers


def test_j196_the_token_of_another_browser_is_worth_nothing(sandbox: Sandbox) -> None:
    attacker, victim = Browser(), Browser()
    stolen = sign_in_page(sandbox, "ent-cour", attacker)
    sign_in_page(sandbox, "ent-cour", victim)
    values = {**stolen.fields, "email": PUPIL, "password": "bac-a-sable"}
    answer = victim.http.post(stolen.action, data=values, allow_redirects=False, timeout=20)
    assert read_refusal(answer).code == "form.forged"
    assert is_signed_in(try_password(sandbox, "ent-cour", PUPIL, browser=victim))  # the control


def test_j196_the_token_of_another_issuer_is_worth_nothing(sandbox: Sandbox) -> None:
    browser = Browser()
    foreign = sign_in_page(sandbox, "ent-ecume", browser).fields["csrf_token"]
    form = sign_in_page(sandbox, "ent-cour", browser)
    values = {"csrf_token": foreign, "email": PUPIL, "password": "bac-a-sable"}
    answer = browser.http.post(form.action, data=values, allow_redirects=False, timeout=20)
    assert read_refusal(answer).code == "form.forged"


def test_j196_nobody_is_signed_out_by_another_site(sandbox: Sandbox) -> None:
    browser, _ = open_by_ent(sandbox, CARNET, PUPIL)
    address = f"{sandbox.urls['ent-cour']}/sign-out"
    assert read_refusal(browser.http.post(address, timeout=20)).code == "form.forged"
    asked = browser.http.get(address, timeout=20)  # a link alone: it asks, and ends nothing (C096)
    assert [form.action for form in forms_of(asked)] == [address]
    again = browser.get(f"{sandbox.home}/domaineGar?idENT=UDA=&idRessource={CARNET}")
    assert received(browser, again)


def test_j196_no_choice_of_school_is_made_by_another_site(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, "viktor.lacombe")
    form = next(form for form in forms_of(page) if "membership" in form.choices)
    choice = {"membership": "9990004A|National_ens"}
    assert read_refusal(browser.http.post(form.action, data=choice, timeout=20)).code == "form.forged"
    assert received(browser, browser.submit(form, choice))["UAI"] == ["9990004A"]  # the control


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_j196_a_form_that_its_browser_says_comes_from_elsewhere_is_refused_even_with_its_token(
    sandbox: Sandbox, headers: dict[str, str]
) -> None:
    browser = Browser()
    form = sign_in_page(sandbox, "ent-cour", browser)
    values = {**form.fields, "email": PUPIL, "password": "bac-a-sable"}
    shown = read_refusal(browser.http.post(form.action, data=values, headers=headers, timeout=20))
    assert (shown.code, shown.status) == ("form.forged", 400)
    own = {"Origin": sandbox.urls["ent-cour"], "Sec-Fetch-Site": "same-origin"}
    answer = browser.http.post(form.action, data=values, headers=own, allow_redirects=False, timeout=20)
    assert is_signed_in(answer)  # the control


def test_j196_messages_of_saml_come_from_other_sites_and_are_judged_by_their_signature(sandbox: Sandbox) -> None:
    browser = Browser()
    browser.http.headers.update({"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    page = browser.get(f"{sandbox.home}/domaineGar?idENT=UDA=&idRessource={CARNET}")
    browser.http.headers.update({"Origin": sandbox.urls["ent-cour"], "Sec-Fetch-Site": "same-origin"})
    form = next(form for form in forms_of(page) if "email" in form.fields)
    values = {**form.fields, "email": PUPIL, "password": "bac-a-sable"}
    page = browser.http.post(form.action, data=values, timeout=20)
    browser.http.headers.update({"Origin": "null", "Sec-Fetch-Site": "same-site"})
    assert received(browser, browser.submit(next(form for form in forms_of(page) if form.automatic), {}))


def test_j196_a_read_changes_nothing_so_that_every_change_is_a_form(sandbox: Sandbox) -> None:
    for route in filter(lambda one: one.is_for_anybody, routes_of(sandbox, "POST")):
        if route.path not in {*_PAGES, route.issuer.paths.redirect} and not route.asks_by_oidc:
            answer = requests.get(route.url, allow_redirects=False, timeout=20)
            assert answer.status_code == 405, route
