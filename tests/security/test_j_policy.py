"""Owns J198 (what the self-posting page may reach) and J199 (the headers that every answer carries)."""

import re
from http import HTTPMethod

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.own_service import own_service
from tests.journeys.steps import ATELIER, CARNET, GUARDIAN, PUPIL, entry_link, open_by_ent
from tests.sandbox import Sandbox
from tests.security.doors import cookie_name, find_active, routes_of, try_password

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy_of(answer: requests.Response) -> dict[str, list[str]]:
    """Return the Content-Security-Policy, by directive."""
    directives = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {words[0]: words[1:] for words in directives}


def check_headers(answer: requests.Response, label: object) -> None:
    """Fail where an answer lacks a header, or lets anything come from elsewhere."""
    assert {name: answer.headers.get(name) for name in _HEADERS} == _HEADERS, label
    policy = policy_of(answer)
    assert policy["default-src"] == ["'none'"], label
    assert policy["frame-ancestors"] == ["'none'"], label
    assert policy["base-uri"] == ["'none'"], label
    sources = {word for name in ("script-src", "style-src", "img-src") for word in policy[name]}
    assert sources == {"'self'"}, label
    assert policy["form-action"][0] == "'self'", label


@pytest.fixture
def self_posting(sandbox: Sandbox) -> tuple[requests.Response, str]:
    """Give the page of the hub that carries an assertion, and the origin of the service that it is for."""
    browser, _ = open_by_ent(sandbox, CARNET, PUPIL)
    return browser.http.get(entry_link(sandbox, ATELIER), timeout=20), sandbox.urls["resources"]


def test_j198_the_page_that_posts_itself_reaches_one_origin_and_runs_one_script_of_its_own(
    self_posting: tuple[requests.Response, str],
) -> None:
    page, origin = self_posting
    form = next(form for form in forms_of(page) if form.automatic)
    assert form.action.startswith(f"{origin}/")
    assert policy_of(page)["form-action"] == ["'self'", origin]
    assert find_active(page) == []
    scripts = html.fromstring(page.content).xpath("//script")
    assert [script.get("src", "").partition("?")[0] for script in scripts] == ["/static/submit.js"]
    assert html.fromstring(page.content).xpath("//form[@id='self-post']//button[@type='submit']")


def test_j198_a_refusal_that_may_be_handed_back_reaches_that_one_origin(sandbox: Sandbox) -> None:
    _, page = open_by_ent(sandbox, ATELIER, GUARDIAN)
    assert policy_of(page)["form-action"] == ["'self'", sandbox.urls["resources"]]
    assert not html.fromstring(page.content).xpath("//script")


def test_j198_a_refusal_that_may_not_be_handed_back_reaches_nowhere_else(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        service.metadata_file.unlink()
        page = service.ask(Browser())
    assert policy_of(page)["form-action"] == ["'self'"]


def test_j198_the_home_page_reaches_the_guichets_alone(sandbox: Sandbox) -> None:
    reached = policy_of(requests.get(f"{sandbox.home}/", timeout=20))["form-action"]
    guichets = {issuer.url for issuer in sandbox.shared.issuers if issuer.password is not None}
    assert set(reached) == {"'self'", *guichets}


def test_j198_one_answers_permission_does_not_stay_for_the_next(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, ATELIER, GUARDIAN)
    for path in ("/journeys", "/resources"):
        assert policy_of(requests.get(f"{sandbox.home}{path}", timeout=20))["form-action"] == ["'self'"]


def test_j199_every_route_of_every_issuer_carries_the_headers(sandbox: Sandbox) -> None:
    seen = 0
    for route in routes_of(sandbox, "GET"):
        answer = requests.get(route.url, allow_redirects=False, timeout=20)
        check_headers(answer, route)
        seen += 1
    assert seen > 40


def test_j199_every_refused_method_and_form_carries_them_too(sandbox: Sandbox) -> None:
    for route in routes_of(sandbox, "POST"):
        for method in (HTTPMethod.POST, HTTPMethod.PUT, HTTPMethod.DELETE, HTTPMethod.OPTIONS):
            check_headers(requests.request(method, route.url, timeout=20), (method, route))


def test_j199_errors_static_files_metadata_and_wrong_hosts_carry_them_too(sandbox: Sandbox) -> None:
    style = re.findall(r'href="(/static/preau\.css[^"]*)"', requests.get(f"{sandbox.home}/", timeout=20).text)[0]
    for path in ("/nowhere", "/static/nothing.css", style, "/idp/metadata", "/journeys/x", "/resources/x"):
        check_headers(requests.get(f"{sandbox.home}{path}", timeout=20), path)
    wrong = requests.get(f"{sandbox.home}/", headers={"Host": "elsewhere.example"}, timeout=20)
    assert wrong.status_code == 400
    check_headers(wrong, "host")
    check_headers(try_password(sandbox, "academie", "nobody"), "password")


_KEPT = {(False, False): "no-store", (True, False): "max-age=300", (False, True): "max-age=86400"}


def test_j199_no_page_is_kept_by_a_cache_but_static_files_are(sandbox: Sandbox) -> None:
    for route in routes_of(sandbox, "GET"):
        kept = requests.get(route.url, allow_redirects=False, timeout=20).headers["Cache-Control"]
        assert kept.removeprefix("public, ") == _KEPT[route.is_public, route.is_drawn], route
    style = re.findall(r'href="(/static/preau\.css[^"]*)"', requests.get(f"{sandbox.home}/", timeout=20).text)[0]
    assert "immutable" in requests.get(f"{sandbox.home}{style}", timeout=20).headers["Cache-Control"]


def test_j199_cookies_are_closed_to_scripts_and_to_other_sites(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.urls['ent-cour']}/sign-in", timeout=20)
    cookies = answer.raw.headers.getlist("Set-Cookie")
    ours = [found for found in cookies if not found.startswith("remember_token=;")]
    name = cookie_name(sandbox, "ent-cour")
    assert {found.partition("=")[0] for found in ours} == {name, f"{name}_browser"}
    for cookie in ours:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Domain" not in cookie
