"""Owns the attacks on discovery and on signing out, H165 to H170, each between two honest sign-ons."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of, link_of
from tests.journeys.steps import read_refusal, text_of
from tests.oidc_party import TIMEOUT, Party, signed_in
from tests.security.canary import Canary, Reply
from tests.security.oidc_attack import AFTER, Target, decoded, refused_at_once

_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def test_h165_the_issuer_is_its_own_address_and_no_other_host_is_answered(target: Target) -> None:
    home = target.party.sandbox.home
    with target.controlled():
        for path in ("/oidc/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/oidc"):
            answer = requests.get(f"{home}{path}", timeout=TIMEOUT, allow_redirects=False)
            assert answer.json()["issuer"] == target.party.issuer
            spoofed = requests.get(f"{home}{path}", headers={"Host": "voleur.example"}, timeout=TIMEOUT)
            assert read_refusal(spoofed).code == "host.forbidden"
        forwarded = {"X-Forwarded-Host": "voleur.example", "Forwarded": "host=voleur.example"}
        answer = requests.get(f"{home}/oidc/.well-known/openid-configuration", headers=forwarded, timeout=TIMEOUT)
        assert "voleur" not in answer.text


@pytest.mark.parametrize(
    "path", ["/.well-known/webfinger", "/oidc/.well-known/webfinger", "/.well-known/openid-configuration"]
)
def test_h166_nobody_is_found_by_an_address_of_theirs(target: Target, path: str) -> None:
    query = {"resource": "acct:ibrahima.le-goff@localhost", "rel": "http://openid.net/specs/connect/1.0/issuer"}
    with target.controlled():
        answer = requests.get(f"{target.party.sandbox.home}{path}", params=query, timeout=TIMEOUT)
        assert answer.status_code == 404


def test_h167_a_link_alone_signs_nobody_out(target: Target) -> None:
    party = target.party
    with target.controlled():
        foreign = party.tokens(signed_in(party, "aminata.le-goff"))["id_token"]
        evils = target.evil.tokens(target.browser)["id_token"]
        for parameters in (
            {},
            {"client_id": "palet", "post_logout_redirect_uri": AFTER, "state": "x"},
            {"id_token_hint": foreign},
            {"id_token_hint": evils, "client_id": "palet"},
            {"id_token_hint": "x", "logout_hint": "ibrahima.le-goff"},
        ):
            answer = target.leave(**parameters)
            assert answer.status_code == 200
            assert any(form.action.endswith("/sign-out") for form in forms_of(answer)), "the person is asked"
            assert "code" in party.question(prompt="none").ask(target.browser).said


def test_h167_the_page_that_asks_takes_no_form_of_another_site(target: Target) -> None:
    with target.controlled():
        url = f"{target.party.sandbox.home}/sign-out"
        answer = target.browser.http.post(url, data={}, timeout=TIMEOUT, allow_redirects=False)
        assert read_refusal(answer).code == "form.forged"


@pytest.mark.parametrize(
    "address", [f"{AFTER}/", f"{AFTER}?x=1", f"{AFTER}#", "https://voleur.example/", "javascript:x"]
)
def test_h167_nobody_is_led_away_after_a_sign_out(target: Target, address: str) -> None:
    with target.controlled():
        token = target.party.tokens(target.browser)["id_token"]
        answer = target.leave(id_token_hint=token, post_logout_redirect_uri=address)
        assert read_refusal(answer).code == "oidc.post_logout_redirect_uri"


def test_h167_the_state_comes_back_as_it_was_and_nothing_else(target: Target) -> None:
    browser = signed_in(target.party)
    token = target.party.tokens(browser)["id_token"]
    hostile = "x&post_logout_redirect_uri=https://voleur.example/\"'<>"
    url = target.party.url("logout")
    query = {"id_token_hint": token, "post_logout_redirect_uri": AFTER, "state": hostile}
    answer = browser.http.get(url, params=query, timeout=TIMEOUT, allow_redirects=False)
    assert parse_qsl(answer.headers["Location"].partition("?")[2]) == [("state", hostile)]
    target.control()


@pytest.fixture
def told(target: Target, canary: Canary) -> Iterator[Party]:
    """Give a client that is told by a logout token."""
    canary.replies["/back"] = Reply(200)
    found = target.party.register(
        name="apprend", client_id="apprend", terms={"backchannel_logout_uri": f"{canary.url}/back"}
    )
    yield found
    found.withdraw()


def _told_tokens(target: Target, told: Party, canary: Canary) -> tuple[str, str]:
    """Sign on at the client that is told, sign out at the other; return the ID token and the logout token."""
    browser = signed_in(target.party)
    given = told.tokens(browser)["id_token"]
    hint = target.party.tokens(browser)["id_token"]
    browser.http.get(target.party.url("logout"), params={"id_token_hint": hint}, timeout=TIMEOUT)
    return given, dict(parse_qsl(canary.bodies[-1]))["logout_token"]


def test_h168_a_logout_token_is_nothing_else_and_nothing_else_is_one(
    target: Target, told: Party, canary: Canary
) -> None:
    given, token = _told_tokens(target, told, canary)
    claims, own = told.claims_of(token), told.claims_of(given)
    assert decoded(token.split(".")[0])["typ"] == "logout+jwt"
    assert decoded(given.split(".")[0])["typ"] == "JWT"
    assert claims["events"] == {_EVENT: {}}
    assert "events" not in own
    assert not {"nonce", "at_hash", "acr", "UAI", "IDO"} & set(claims)
    assert (claims["aud"], claims["sid"], claims["sub"]) == ("apprend", own["sid"], own["sub"])
    assert claims["exp"] - claims["iat"] <= 120
    browser = signed_in(target.party)
    reply = told.question(id_token_hint=token, prompt="none").ask(browser)
    refused_at_once(reply, "oidc.id_token_hint", told)
    _given, again = _told_tokens(target, told, canary)
    assert told.claims_of(again)["jti"] != claims["jti"]
    target.control()


def test_h168_a_client_hears_of_its_own_sessions_only(target: Target, told: Party, canary: Canary) -> None:
    elsewhere = signed_in(target.party)
    hint = target.party.tokens(elsewhere)["id_token"]
    elsewhere.http.get(target.party.url("logout"), params={"id_token_hint": hint}, timeout=TIMEOUT)
    assert canary.calls == [], "no session was opened there"
    _told_tokens(target, told, canary)
    assert canary.calls == ["/back"]


def test_h169_a_frame_that_shows_nothing_holds_nobody_up_and_is_called_asked(target: Target) -> None:
    """A browser may keep a framed site's cookies from it: no answer is expected, and none is claimed."""
    framed = target.party.register(
        name="cadre", client_id="cadre", terms={"frontchannel_logout_uri": "https://nobody.invalid/front"}
    )
    browser = signed_in(target.party)
    framed.tokens(browser)
    hint = target.party.tokens(browser)["id_token"]
    page = browser.http.get(target.party.url("logout"), params={"id_token_hint": hint}, timeout=TIMEOUT)
    (frame,) = html.fromstring(page.content).xpath("//iframe")
    assert frame.get("src").startswith("https://nobody.invalid/front?iss=")
    onward = link_of(page, "next")
    assert onward is not None
    last = browser.get(onward)
    assert "told, no answer expected" in text_of(browser.get(f"{last.url}&lang=en"))
    framed.withdraw()
    target.control()


def test_h170_every_sign_in_is_a_session_of_its_own(target: Target) -> None:
    party = target.party
    browser = signed_in(party)
    first = party.claims_of(party.tokens(browser)["id_token"])["sid"]
    cookies = _session_cookies(browser)
    hint = party.tokens(browser)["id_token"]
    browser.http.get(party.url("logout"), params={"id_token_hint": hint}, timeout=TIMEOUT)
    assert not _session_cookies(browser) & cookies
    fixed = Browser()
    for name, value in cookies:
        fixed.http.cookies.set(name, value, domain="localhost.local")
    assert party.question(prompt="none").ask(fixed).said["error"] == "login_required", "the old cookie opens nothing"
    again = signed_in(party)
    assert party.claims_of(party.tokens(again)["id_token"])["sid"] != first
    assert not _session_cookies(again) & cookies
    target.control()


def _session_cookies(browser: Browser) -> set[tuple[str, str]]:
    found = browser.http.cookies
    return {(one.name, str(one.value)) for one in found if one.name.startswith("preau_gar_") and "session" in one.name}
