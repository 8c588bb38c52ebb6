"""Holds refresh tokens to RFC 6749, 6, RFC 9700, 4.14.2, and OpenID Connect Core 1.0, 12."""

from contextlib import suppress

import pytest
import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.sign_out_pages import press_sign_out
from tests.journeys.steps import choose_guichet, later
from tests.oidc_party import PUPIL, Party, signed_in
from tests.sandbox import sign_in_by_hand


@pytest.fixture(scope="module")
def lasting(party: Party) -> Party:
    """Give a client whose contract gives it refresh tokens."""
    return party.register(name="dure", client_id="dure", terms={"refresh_tokens": True})


def _refresh(client: Party, token: str, **more: str) -> requests.Response:
    return client.call("oidcAccessToken", {"grant_type": "refresh_token", "refresh_token": token, **more})


def test_only_a_contract_that_says_so_gives_refresh_tokens(party: Party, lasting: Party, browser: Browser) -> None:
    assert "refresh_token" not in party.tokens(browser, scope="openid scope.gar offline_access")
    assert len(lasting.tokens(browser)["refresh_token"]) == 54
    assert _refresh(party, "x" * 54).json()["error"] == "unauthorized_client"


def test_a_refresh_gives_new_tokens_of_the_same_sign_on(lasting: Party, browser: Browser) -> None:
    first = lasting.tokens(browser)
    answer = _refresh(lasting, first["refresh_token"])
    second = answer.json()
    assert answer.status_code == 200
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    before, after = lasting.claims_of(first["id_token"]), lasting.claims_of(second["id_token"])
    for same in ("iss", "sub", "aud", "auth_time", "sid", "session_expiry"):
        assert before[same] == after[same]
    assert "nonce" not in after
    assert lasting.userinfo(second["access_token"]).status_code == 200
    assert lasting.userinfo(first["access_token"]).status_code == 200, "it holds until its own end"


def test_a_refresh_token_serves_once_and_its_second_use_ends_the_whole_family(lasting: Party, browser: Browser) -> None:
    first = lasting.tokens(browser)
    second = _refresh(lasting, first["refresh_token"]).json()
    assert _refresh(lasting, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert _refresh(lasting, second["refresh_token"]).json()["error"] == "invalid_grant"
    for tokens in (first, second):
        assert lasting.userinfo(tokens["access_token"]).status_code == 401


def test_a_look_alike_ends_nothing(lasting: Party, browser: Browser) -> None:
    tokens = lasting.tokens(browser)
    forged = tokens["refresh_token"][:22] + "x" * 32
    assert _refresh(lasting, forged).json()["error"] == "invalid_grant"
    assert _refresh(lasting, tokens["access_token"]).json()["error"] == "invalid_grant"
    assert _refresh(lasting, tokens["refresh_token"]).status_code == 200


def test_another_client_cannot_use_it(party: Party, lasting: Party, browser: Browser) -> None:
    other = party.register(name="dure2", client_id="dure2", terms={"refresh_tokens": True})
    tokens = lasting.tokens(browser)
    assert _refresh(other, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert _refresh(lasting, tokens["refresh_token"]).status_code == 200
    other.withdraw()


def test_the_scope_narrows_and_never_widens(lasting: Party, browser: Browser) -> None:
    tokens = lasting.tokens(browser)
    narrow = _refresh(lasting, tokens["refresh_token"], scope="openid").json()
    assert narrow["scope"] == "openid"
    assert "UAI" not in lasting.userinfo(narrow["access_token"]).json()
    assert "UAI" in lasting.userinfo(tokens["access_token"]).json()
    little = lasting.tokens(browser, scope="openid")
    assert _refresh(lasting, little["refresh_token"], scope="openid scope.gar").json()["error"] == "invalid_scope"
    assert _refresh(lasting, little["refresh_token"]).status_code == 200, "the refused call used nothing up"


def test_a_contract_that_has_ended_gives_no_more_tokens(party: Party, browser: Browser) -> None:
    """security-catalogue.md E113: another contract of the same client goes on, and changes nothing."""
    terms = {"refresh_tokens": True}
    other = party.register(name="dure4", client_id="dure3", terms=terms)
    ending = party.register(name="dure3", client_id="dure3", terms=terms)
    first = ending.tokens(browser)
    ending.register(until="2025-08-31")
    assert _refresh(ending, first["refresh_token"]).json()["error"] == "invalid_grant"
    ending.withdraw()
    assert _refresh(ending, first["refresh_token"]).json()["error"] == "invalid_grant"
    ending.register()
    assert _refresh(ending, first["refresh_token"]).status_code == 200, "the refused calls used nothing up"
    for one in (other, ending):
        one.withdraw()


def test_nothing_outlives_the_session(lasting: Party) -> None:
    browser = signed_in(lasting)
    token = lasting.tokens(browser)["refresh_token"]
    with later(lasting.sandbox, 6 * 3600 - 100):
        answer = _refresh(lasting, token)
        assert answer.status_code == 200
        assert answer.json()["expires_in"] <= 100
    with later(lasting.sandbox, 6 * 3600 + 1):
        assert _refresh(lasting, answer.json()["refresh_token"]).json()["error"] == "invalid_grant"
        assert lasting.userinfo(answer.json()["access_token"]).status_code == 401


def test_it_goes_on_where_the_person_signs_in_again_in_the_same_browser(lasting: Party) -> None:
    browser = signed_in(lasting)
    tokens = lasting.tokens(browser)
    page = browser.get(lasting.question(prompt="login").url)
    if not any("password" in form.fields for form in forms_of(page)):
        page = choose_guichet(browser, page, "ent-cour")
    with suppress(requests.ConnectionError):  # the client's address is nobody's: the browser ends there
        sign_in_by_hand(browser, page, PUPIL)
    assert lasting.userinfo(tokens["access_token"]).status_code == 200
    answer = lasting.call("oidcAccessToken", {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})
    assert answer.status_code == 200
    press_sign_out(browser, f"{lasting.sandbox.home}/sign-out")
    assert lasting.userinfo(answer.json()["access_token"]).status_code == 401
