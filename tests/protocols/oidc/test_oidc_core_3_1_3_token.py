"""Holds the token endpoint to OpenID Connect Core 1.0, 3.1.3, and RFC 6749, 4.1.3 and 5."""

import base64
import hashlib
import json

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.steps import later
from tests.oidc_party import TIMEOUT, Party


def test_a_code_becomes_an_access_token_and_an_id_token(party: Party, browser: Browser) -> None:
    answer = party.code(browser).exchange(idRessource=party.resource, foo="bar")
    document = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert set(document) == {"access_token", "token_type", "expires_in", "id_token", "scope"}
    assert (document["token_type"], document["expires_in"]) == ("Bearer", 600)
    assert document["scope"] == "openid scope.gar"


def test_an_id_token_names_the_sign_on_and_no_attribute(party: Party, browser: Browser) -> None:
    answered = party.code(browser)
    document = answered.exchange().json()
    claims = party.claims_of(document["id_token"])
    assert set(claims) == {
        *("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash", "session_expiry")
    }
    assert claims["iss"] == party.issuer
    assert claims["aud"] == party.client_id
    assert claims["nonce"] == answered.question.parameters["nonce"]
    assert claims["amr"] == ["pwd"]
    assert claims["iat"] < claims["exp"] <= claims["session_expiry"]
    assert claims["session_expiry"] == claims["auth_time"] + 6 * 3600
    half = hashlib.sha256(document["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def test_the_header_names_algorithm_key_and_type(party: Party, browser: Browser) -> None:
    header = party.tokens(browser)["id_token"].split(".")[0]
    decoded = json.loads(base64.urlsafe_b64decode(header + "=="))
    keys = requests.get(party.url("jwks"), timeout=TIMEOUT).json()["keys"]
    assert decoded["alg"] == "ES256"
    assert decoded["typ"] == "JWT"
    assert decoded["kid"] in {key["kid"] for key in keys if key["alg"] == "ES256"}


def test_a_client_registered_for_rs256_gets_rs256(party: Party, browser: Browser) -> None:
    other = party.register(name="rsa", client_id="rsa", terms={"id_token_signed_response_alg": "RS256"})
    token = other.tokens(browser)["id_token"]
    assert json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))["alg"] == "RS256"
    assert other.claims_of(token)["aud"] == "rsa"
    other.withdraw()


def test_a_request_without_nonce_gets_a_token_without_one(party: Party, browser: Browser) -> None:
    assert "nonce" not in party.claims_of(party.tokens(browser, nonce=None)["id_token"])


def test_one_session_has_one_sid_per_client_and_one_pseudonym_per_provider(party: Party, browser: Browser) -> None:
    other = party.register(name="voisin", client_id="voisin")
    first, again, foreign = (one.claims_of(one.tokens(browser)["id_token"]) for one in (party, party, other))
    assert first["sid"] == again["sid"] != foreign["sid"]
    assert first["sub"] == again["sub"] == foreign["sub"]
    other.withdraw()


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": None}, 400, "invalid_request"),
        ({"redirect_uri": None}, 400, "invalid_request"),
        ({"redirect_uri": "https://palet.example/other"}, 400, "invalid_grant"),
        ({"code": "x" * 54}, 400, "invalid_grant"),
        ({"code": "x"}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"code_verifier": "v" * 43}, 400, "invalid_grant"),
    ],
)
def test_a_wrong_call_is_refused_in_json(
    party: Party, browser: Browser, changes: dict[str, str | None], status: int, error: str
) -> None:
    answer = party.code(browser).exchange(**changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["error_description"].startswith("oidc.")
    assert requests.get(answer.json()["error_uri"], timeout=TIMEOUT).status_code == 200


def test_a_code_serves_once_and_its_second_use_ends_its_tokens(party: Party, browser: Browser) -> None:
    answered = party.code(browser)
    token = answered.exchange().json()["access_token"]
    assert party.userinfo(token).status_code == 200
    assert answered.exchange().json()["error"] == "invalid_grant"
    assert party.userinfo(token).status_code == 401


def test_a_code_waits_a_minute_and_no_longer(party: Party, browser: Browser) -> None:
    early, late = party.code(browser), party.code(browser)
    with later(party.sandbox, 55):
        assert early.exchange().status_code == 200
    with later(party.sandbox, 61):
        assert late.exchange().json()["error"] == "invalid_grant"


def test_a_code_tells_nothing_not_even_the_subject_once_its_contract_has_ended(party: Party, browser: Browser) -> None:
    ending = party.register(name="bref", client_id="bref")
    answered = ending.code(browser)
    ending.register(until="2025-08-31")
    answer = answered.exchange()
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert "id_token" not in answer.json()
    ending.withdraw()


def test_the_token_endpoint_takes_a_form_by_post_only(party: Party) -> None:
    assert requests.get(party.url("oidcAccessToken"), timeout=TIMEOUT).status_code == 405
    answer = requests.post(party.url("oidcAccessToken"), json={"grant_type": "authorization_code"}, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
