"""Owns J200 (open redirects), J201 (what pages must not fetch) and J208 (whose address answers)."""

from urllib.parse import quote

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.own_service import own_service
from tests.journeys.steps import (
    CARNET,
    PUPIL,
    choose_guichet,
    in_base64,
    open_by_ent,
    read_refusal,
    received,
    resource_url,
)
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import Canary
from tests.security.doors import find_active, routes_of, try_password
from tests.security.raw_http import ask_each, get_raw, send_raw

_ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "https:elsewhere.example",
    "http://localhost@elsewhere.example/",
    "\thttps://elsewhere.example/",
)
_NAMES = (
    *("next", "url", "return", "returnTo", "redirect", "redirect_uri", "service", "RelayState", "target", "lang"),
    *("TARGET", "FrEduUrlRetour", "post_logout_redirect_uri", "goto", "continue", "shire", "entityID", "returnIDParam"),
)


@pytest.mark.parametrize("address", _ELSEWHERE)
def test_j200_the_mediacentres_link_leads_to_a_declared_resource_or_nowhere(sandbox: Sandbox, address: str) -> None:
    for query in (f"idRessource={quote(address, safe='')}", f"idSrc={in_base64(address)}"):
        answer = requests.get(f"{sandbox.home}/domaineGar?{query}", allow_redirects=False, timeout=20)
        assert (answer.status_code, read_refusal(answer).code) == (404, "resource.unknown")
    extra = "&".join(f"{name}={quote(address, safe='')}" for name in _NAMES)
    answer = requests.get(f"{sandbox.home}/domaineGar?idRessource={CARNET}&{extra}", allow_redirects=False, timeout=20)
    assert answer.headers["Location"] == resource_url(sandbox, "carnet")  # the control, untouched by the rest


@pytest.mark.parametrize("address", _ELSEWHERE)
def test_j200_no_parameter_of_any_route_sends_the_browser_elsewhere(
    sandbox: Sandbox, visitor: requests.Session, address: str
) -> None:
    query = "&".join(f"{name}={quote(address, safe='')}" for name in _NAMES)
    for route in routes_of(sandbox, "GET"):
        answer = visitor.get(f"{route.url}?{query}", allow_redirects=False, timeout=20)
        location = answer.headers.get("Location", "/")
        assert location.startswith("/"), route
        assert not location.startswith(("//", "/\\")), route
        if "html" in answer.headers["Content-Type"] and answer.content.strip():
            assert find_active(answer) == [], route
            links = html.fromstring(answer.content).xpath("//@href | //@action | //@src")
            assert not [link for link in links if "elsewhere.example" in link.partition("?")[0]], route


@pytest.mark.parametrize("path", ["/\\elsewhere.example/", "/%5celsewhere.example/", "//elsewhere.example/x"])
def test_j200_no_page_links_to_the_site_that_its_own_path_spells(sandbox: Sandbox, path: str) -> None:
    content = get_raw(f"{sandbox.home}{path}").content
    links = html.fromstring(content).xpath("//@href") if content.startswith(b"<!doctype") else []
    assert not [link for link in links if link.startswith(("//", "/\\"))]


@pytest.mark.parametrize("address", _ELSEWHERE)
def test_j200_after_signing_in_one_stays_at_the_guichet(sandbox: Sandbox, address: str) -> None:
    browser = Browser()
    page = browser.get(f"{sandbox.urls['ent-cour']}/sign-in?next={quote(address, safe='')}")
    form = next(form for form in forms_of(page) if "email" in form.fields)
    values = {**form.fields, "email": "lea.martin", "password": "bac-a-sable", "next": address}
    action = f"{form.action}?next={quote(address, safe='')}"
    answer = browser.http.post(action, data=values, allow_redirects=False, timeout=20)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")


@pytest.mark.parametrize("address", _ELSEWHERE)
def test_j200_a_relay_state_that_is_an_address_is_handed_back_and_never_followed(
    sandbox: Sandbox, address: str
) -> None:
    with own_service(sandbox) as service:
        browser = Browser()
        page = choose_guichet(browser, service.ask(browser, relay_state=address), "ent-cour")
        last = sign_in_by_hand(browser, page, PUPIL)
    assert last.url == service.consumer
    assert browser.responses[-1][0] == service.consumer


def test_j200_a_response_goes_to_the_address_of_the_metadata_whatever_the_request_says(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        page = service.ask(Browser(), AssertionConsumerServiceURL="https://elsewhere.example/acs")
        assert read_refusal(page).code == "request.consumer"
        assert not [form for form in forms_of(page) if "elsewhere" in form.action]
        assert set(service.receive(PUPIL)) == {"IDO", "UAI", "PRO"}  # the control


def test_j201_no_page_fetches_an_address_that_it_is_given(sandbox: Sandbox, canary: Canary) -> None:
    requests.get(f"{canary.url}/control", timeout=20)
    assert canary.calls == ["/control"]
    address = quote(f"{canary.url}/called", safe="")
    names = (*_NAMES, "metadata", "logo", "jwks_uri", "idRessource")
    for route in routes_of(sandbox, "GET"):
        ask_each(route.issuer.url, [f"{route.path}?{name}={address}" for name in names])
    requests.get(f"{sandbox.home}/domaineGar?idSrc={in_base64(canary.url)}", timeout=20)
    assert canary.calls == ["/control"]


def test_j201_no_message_and_no_metadata_makes_the_hub_call_anybody(sandbox: Sandbox, canary: Canary) -> None:
    with own_service(sandbox) as service:
        logo = f'<mdui:Logo height="1" width="1">{canary.url}/logo</mdui:Logo>'
        logo = f'<mdui:UIInfo xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui">{logo}</mdui:UIInfo>'
        start = service.metadata_text().partition('protocol">')
        with_logo = f"{start[0]}{start[1]}<md:Extensions>{logo}</md:Extensions>{start[2]}"
        service.metadata_file.write_text(with_logo)
        assert requests.get(f"{sandbox.home}/resources", timeout=20).ok
        page = service.ask(Browser(), relay_state=f"{canary.url}/relay", ProviderName=f"{canary.url}/name")
        assert page.ok
        service.receive(PUPIL)
    assert canary.calls == []


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost", "localhost:1", "127.0.0.1", "", "localhost.evil"])
def test_j208_an_issuer_answers_under_its_own_address_alone(sandbox: Sandbox, host: str) -> None:
    for issuer in sandbox.shared.issuers:
        assert requests.get(f"{issuer.url}{issuer.paths.metadata}", timeout=20).ok  # the control
        netloc = issuer.url.removeprefix("http://")
        answer = send_raw(netloc, f"GET {issuer.paths.metadata} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert answer.status_code == 400
        assert b"EntityDescriptor" not in answer.content


_FORWARDED = {
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Server": "elsewhere.example",
    "X-Forwarded-Prefix": "/elsewhere.example",
    "X-Original-URL": "/elsewhere.example",
    "X-Rewrite-URL": "/elsewhere.example",
    "Forwarded": "for=192.0.2.1;host=elsewhere.example;proto=https",
}


def test_j208_forwarded_headers_change_no_address(sandbox: Sandbox, visitor: requests.Session) -> None:
    for route in routes_of(sandbox, "GET"):
        plain = visitor.get(route.url, allow_redirects=False, timeout=20)
        forwarded = visitor.get(route.url, allow_redirects=False, headers=_FORWARDED, timeout=20)
        assert forwarded.status_code == plain.status_code, route
        assert forwarded.headers.get("Location") == plain.headers.get("Location"), route
        assert "elsewhere.example" not in forwarded.text, route


def test_j208_a_whole_sign_on_with_forwarded_headers_is_the_same_sign_on(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    expected = received(browser, page)
    browser = Browser()
    browser.http.headers.update(_FORWARDED)
    page = sign_in_by_hand(browser, browser.get(f"{sandbox.home}/domaineGar?idENT=UDA=&idRessource={CARNET}"), PUPIL)
    assert received(browser, page) == expected


def test_j208_a_request_that_names_another_site_in_its_first_line_is_refused(sandbox: Sandbox) -> None:
    netloc = sandbox.home.removeprefix("http://")
    answer = send_raw(netloc, f"GET http://elsewhere.example/ HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode())
    assert answer.status_code == 400
    assert b"elsewhere.example" not in answer.content


def test_j208_throttling_counts_the_connections_address_not_a_header(sandbox: Sandbox) -> None:
    for number in range(10):
        browser = Browser()
        browser.http.headers["X-Forwarded-For"] = f"192.0.2.{number}"
        assert try_password(sandbox, "ent-ecume", "gaspard.doumbia", "wrong", browser).status_code == 200
    browser = Browser()
    browser.http.headers["X-Forwarded-For"] = "192.0.2.99"
    assert try_password(sandbox, "ent-ecume", "gaspard.doumbia", "wrong", browser).status_code == 429
