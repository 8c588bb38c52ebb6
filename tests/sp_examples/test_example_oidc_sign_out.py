"""Owns the tests of the OpenID Connect resource's sign-out: asked for at the resource, or told by the hub."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, RSAKey

from sp_examples.refusals import Why
from tests.sp_examples.oidc_side import CLIENT, DISCOVERY, EVENT, IDO, Provider, new_key, now, sign
from tests.sp_examples.yard import Yard, is_signed_on, onward, sign_out

Key = RSAKey | ECKey


@pytest.fixture(scope="session")
def key() -> Key:
    return new_key("key-1")


@pytest.fixture
def provider(yard: Yard, key: Key) -> Provider:
    return Provider(yard, key)


@pytest.fixture
def browser(provider: Provider) -> FlaskClient:
    """Give a browser that is signed on."""
    browser = provider.yard.browser()
    provider.sign_on(browser)
    return browser


def _leave(browser: FlaskClient) -> dict[str, list[str]]:
    return parse_qs(urlsplit(onward(sign_out(browser, "herbier"))).query)


def test_signing_out_goes_to_the_end_session_endpoint_with_the_id_token(browser: FlaskClient) -> None:
    id_token = browser.get("/herbier/received.json").get_json()["id_token"]
    location = urlsplit(onward(sign_out(browser, "herbier")))
    assert location.path == "/oidc/oidcLogout"
    query = parse_qs(location.query)
    assert len(query.pop("state")[0]) >= 32
    assert query == {"id_token_hint": [id_token], "post_logout_redirect_uri": ["http://localhost/herbier/"]}
    assert not is_signed_on(browser, "herbier")


def test_who_comes_back_with_the_state_is_told_and_not_signed_on_again(browser: FlaskClient) -> None:
    state = _leave(browser)["state"][0]
    page = browser.get("/herbier/", query_string={"state": state})
    assert (page.status_code, "Vous êtes déconnecté" in page.text) == (200, True)
    assert browser.get("/herbier/", query_string={"state": state}).status_code == 403


def test_who_comes_back_with_another_state_is_refused(provider: Provider, browser: FlaskClient) -> None:
    _leave(browser)
    for visitor in (browser, provider.yard.browser()):
        page = visitor.get("/herbier/", query_string={"state": "guessed"})
        assert (page.status_code, Why.UNSOLICITED.french in page.text) == (403, True)


def test_a_hub_without_end_session_endpoint_is_said_not_to_have_ended_everything(yard: Yard, key: Key) -> None:
    provider = Provider(yard, key)
    described = provider.discovery()
    del described["end_session_endpoint"]
    yard.server.show(DISCOVERY, str(described).replace("'", '"'))
    browser = yard.browser()
    provider.sign_on(browser)
    page = sign_out(browser, "herbier")
    assert (page.status_code, "pas partout" in page.text) == (200, True)
    assert not is_signed_on(browser, "herbier")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sub": IDO},
        {"sid": None, "sub": IDO},
        {"aud": [CLIENT, "else"]},
    ],
)
@pytest.mark.parametrize("typ", ["logout+jwt", "JWT"])
def test_a_logout_token_ends_the_visits_that_it_names(
    provider: Provider, browser: FlaskClient, changes: dict[str, Any], typ: str
) -> None:
    told = provider.tell(sign(provider.logout_claims(**changes), provider.key, typ=typ))
    assert (told.status_code, told.headers["Cache-Control"], told.data) == (200, "no-store", b"")
    assert not is_signed_on(browser, "herbier")


@pytest.mark.parametrize("changes", [{"sid": "sid-2"}, {"sid": "sid-2", "sub": IDO}, {"sub": "else"}])
def test_a_logout_token_of_another_session_ends_nothing_here(
    provider: Provider, browser: FlaskClient, changes: dict[str, Any]
) -> None:
    assert provider.tell(sign(provider.logout_claims(**changes), provider.key)).status_code == 200
    assert is_signed_on(browser, "herbier")


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://else.example.test/oidc"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "carnet"},
    "no audience": {"aud": None},
    "no time of issue": {"iat": None},
    "a time of issue yet to come": {"iat": 600},
    "no lifetime": {"exp": None},
    "a lifetime that is over": {"exp": -120},
    "no identifier": {"jti": None},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.example.test/event/else": {}}},
    "an event in words": {"events": EVENT},
    "an event that is no object": {"events": {EVENT: "yes"}},
    "a nonce": {"nonce": "nonce-1"},
    "nobody": {"sid": None},
    "somebody in numbers": {"sid": 1},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_logout_token_that_back_channel_logout_2_6_refuses_is_a_400_and_ends_nothing(
    provider: Provider, browser: FlaskClient, name: str
) -> None:
    changes = {
        claim: now(value) if claim in {"iat", "exp"} and value is not None else value
        for claim, value in WRONG[name].items()
    }
    told = provider.tell(sign(provider.logout_claims(**changes), provider.key))
    assert (told.status_code, told.headers["Cache-Control"]) == (400, "no-store")
    assert told.get_json()["error"] == "invalid_request"
    assert is_signed_on(browser, "herbier")
    assert provider.tell(sign(provider.logout_claims(), provider.key)).status_code == 200
    assert not is_signed_on(browser, "herbier")


UNSIGNED: dict[str, Callable[[Provider], str]] = {
    "nothing": lambda _: "",
    "no token": lambda _: "a.b.c",
    "another key": lambda provider: sign(provider.logout_claims(), new_key("key-1")),
    "an unknown key": lambda provider: sign(provider.logout_claims(), new_key("key-9")),
    "an ID token": lambda provider: sign(provider.id_token_claims(), provider.key),
    "an access token": lambda provider: sign(provider.logout_claims(), provider.key, typ="at+jwt"),
}


@pytest.mark.parametrize("name", UNSIGNED)
def test_what_is_no_well_signed_logout_token_is_a_400_and_ends_nothing(
    provider: Provider, browser: FlaskClient, name: str
) -> None:
    assert provider.tell(UNSIGNED[name](provider)).status_code == 400
    assert is_signed_on(browser, "herbier")


def test_a_logout_token_is_used_once(provider: Provider, browser: FlaskClient) -> None:
    token = sign(provider.logout_claims(), provider.key)
    assert provider.tell(token).status_code == 200
    provider.sign_on(browser)
    assert provider.tell(token).status_code == 400
    assert is_signed_on(browser, "herbier")


def test_the_front_channel_ends_the_visit_of_that_sid_and_may_stand_in_the_hubs_frame(
    provider: Provider, browser: FlaskClient
) -> None:
    for query in ({"sid": "sid-1"}, {"iss": "https://else.example.test", "sid": "sid-1"}, {"iss": provider.issuer}):
        provider.yard.browser().get("/herbier/frontchannel", query_string=query)
        assert is_signed_on(browser, "herbier")
    query = {"iss": provider.issuer, "sid": "sid-1"}
    page = provider.yard.browser().get("/herbier/frontchannel", query_string=query)
    assert f"frame-ancestors {provider.yard.server.url}" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert not is_signed_on(browser, "herbier")
