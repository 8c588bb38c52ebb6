"""Owns the tests of a sign-on at the OpenID Connect resource: one that goes right, and what it must refuse."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from sp_examples.refusals import Why
from tests.sp_examples.oidc_side import (
    ARK,
    CALLBACK,
    CLIENT,
    DISCOVERY,
    IDO,
    KEYS,
    TOKEN,
    USERINFO,
    Provider,
    new_key,
    now,
    sign,
)
from tests.sp_examples.yard import Yard, is_signed_on

Key = RSAKey | ECKey
Write = Callable[[Provider, dict[str, Any]], str]


@pytest.fixture(scope="session")
def key() -> Key:
    return new_key("key-1")


@pytest.fixture(scope="session")
def other_key() -> Key:
    return new_key("key-2")


@pytest.fixture
def provider(yard: Yard, key: Key) -> Provider:
    return Provider(yard, key)


def test_the_question_says_what_facts_gar_4_3_asks(provider: Provider) -> None:
    asked = provider.ask(provider.yard.browser())
    assert asked.pop("state") != asked.pop("nonce")
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": CALLBACK,
        "scope": "openid scope.gar",
        "code_challenge_method": "S256",
        "idRessource": ARK,
    }


def test_two_questions_share_no_secret(provider: Provider) -> None:
    first, second = (provider.ask(provider.yard.browser()) for _ in range(2))
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_a_right_answer_is_accepted_and_shown_exactly(provider: Provider) -> None:
    browser = provider.yard.browser()
    provider.userinfo = {"DIV": ["3A##3ème A", "3B##3ème B"], "PRE": " Zoé ", "CIV": []}
    provider.ask(browser, "?chapter=2")
    arrival = provider.bring(browser)
    assert (arrival.status_code, arrival.location) == (303, "/herbier/?chapter=2&arrived=1")
    page = browser.get(arrival.location).text
    assert "3A##3ème A" in page
    assert "&#34;nonce&#34;" in page
    received = browser.get("/herbier/received.json").get_json()
    assert received["attributes"] == {
        "IDO": [IDO],
        "UAI": ["0561641E"],
        "DIV": ["3A##3ème A", "3B##3ème B"],
        "PRE": [" Zoé "],
        "CIV": [],
    }
    assert received["userinfo"]["service"] == CALLBACK
    assert received["id_token_claims"]["sid"] == "sid-1"
    assert received["id_token"].count(".") == 2


def test_an_id_token_by_es256_is_accepted(yard: Yard) -> None:
    browser = yard.browser()
    assert Provider(yard, new_key("key-e", "EC")).sign_on(browser).status_code == 303


def _unsigned(_: Provider, claims: dict[str, Any]) -> str:
    header, body = ({"alg": "none"}, claims)
    return ".".join(_segment(json.dumps(part).encode()) for part in (header, body)) + "."


def _by_the_public_key_as_a_secret(provider: Provider, claims: dict[str, Any]) -> str:
    header = {"alg": "HS256", "kid": str(provider.key.kid)}
    signed = ".".join(_segment(json.dumps(part).encode()) for part in (header, claims))
    secret = provider.key.as_pem(private=False)
    return f"{signed}.{_segment(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _changed_after_signing(provider: Provider, claims: dict[str, Any]) -> str:
    header, _, signature = sign(claims, provider.key).split(".")
    return f"{header}.{_segment(json.dumps(claims | {'sid': 'sid-2'}).encode())}.{signature}"


def _by_another_key_of_that_name(provider: Provider, claims: dict[str, Any]) -> str:
    return sign(claims, new_key(str(provider.key.kid)))


def _with_its_own_key(_: Provider, claims: dict[str, Any]) -> str:
    own = new_key("own")
    header = {"alg": "RS256", "kid": "own", "jwk": own.as_dict(private=False)}
    return jws.serialize_compact(header, json.dumps(claims), own, algorithms=["RS256"])


def _segment(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


WRITTEN: dict[str, tuple[Write, Why]] = {
    "no signature": (_unsigned, Why.SIGNATURE),
    "the public key taken for a secret": (_by_the_public_key_as_a_secret, Why.SIGNATURE),
    "a claim changed after signing": (_changed_after_signing, Why.SIGNATURE),
    "another key of that name": (_by_another_key_of_that_name, Why.SIGNATURE),
    "a key that only the token knows": (_with_its_own_key, Why.SIGNATURE),
    "a key that nobody knows": (lambda _, claims: sign(claims, new_key("unknown")), Why.SIGNATURE),
    "no claims": (lambda provider, _: sign(["sub"], provider.key), Why.SIGNATURE),
    "no token": (lambda _, __: "", Why.SIGNATURE),
    "an access token": (lambda provider, claims: sign(claims, provider.key, typ="at+jwt"), Why.NOT_FOR_US),
    "a logout token": (lambda provider, claims: sign(claims, provider.key, typ="logout+jwt"), Why.NOT_FOR_US),
}
CLAIMED: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "guessed"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://else.example.test/oidc"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "carnet"},
    "no audience": {"aud": None},
    "an audience of others": {"aud": ["carnet", "studio"], "azp": CLIENT},
    "several audiences and no authorized party": {"aud": [CLIENT, "carnet"]},
    "another authorized party": {"aud": [CLIENT, "carnet"], "azp": "carnet"},
    "a lifetime that is over": {"exp": -120},
    "a lifetime in words": {"exp": "tomorrow"},
    "no lifetime": {"exp": None},
    "no time of issue": {"iat": None},
    "a time of issue yet to come": {"iat": 600},
    "a start yet to come": {"nbf": 600},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject beyond measure": {"sub": "x" * 256},
    "the hash of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


def _refuses(provider: Provider, why: Why) -> None:
    """Bring an answer that is refused for this reason; then the right one, which is accepted."""
    browser = provider.yard.browser()
    provider.ask(browser)
    refused = provider.bring(browser)
    assert (refused.status_code, why.french in refused.text) == (why.status, True), refused.text
    assert not is_signed_on(browser, "herbier")
    right = Provider(provider.yard, provider.key, asked=provider.asked)
    assert right.bring(browser).status_code == 303


@pytest.mark.parametrize("name", WRITTEN)
def test_an_id_token_that_is_not_well_signed_is_refused(provider: Provider, name: str) -> None:
    provider.write, why = WRITTEN[name]
    _refuses(provider, why)


@pytest.mark.parametrize("name", CLAIMED)
def test_an_id_token_that_is_not_for_this_sign_on_is_refused(provider: Provider, name: str) -> None:
    provider.claims = {claim: now(value) if isinstance(value, int) else value for claim, value in CLAIMED[name].items()}
    _refuses(provider, Why.NOT_FOR_US)


def test_the_page_of_a_refusal_shows_what_the_token_said_and_what_was_expected_but_nothing_personal(
    provider: Provider,
) -> None:
    browser = provider.yard.browser()
    provider.claims = {"aud": "studio"}
    provider.ask(browser)
    page = provider.bring(browser).text
    assert '<th scope="row">aud</th><td>studio</td>' in page
    assert f'<th scope="row">aud</th><td>{CLIENT}</td>' in page
    assert IDO not in page


@pytest.mark.parametrize("userinfo", [{"sub": "somebody-else"}, {"sub": None}])
def test_userinfo_of_somebody_else_is_refused(provider: Provider, userinfo: dict[str, Any]) -> None:
    provider.userinfo = userinfo
    _refuses(provider, Why.NOT_FOR_US)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "guessed"}, Why.UNSOLICITED),
        ({"state": None}, Why.UNSOLICITED),
        ({"iss": "https://else.example.test/oidc"}, Why.NOT_FOR_US),
        ({"iss": None}, Why.NOT_FOR_US),
        ({"code": "code-2"}, Why.STATUS),
        ({"code": None}, Why.STATUS),
        ({"code": None, "error": "access_denied", "error_description": "<b>no</b>"}, Why.STATUS),
    ],
)
def test_an_answer_with_something_wrong_is_refused_and_the_right_one_then_accepted(
    provider: Provider, changes: dict[str, str | None], why: Why
) -> None:
    browser = provider.yard.browser()
    provider.ask(browser)
    refused = provider.bring(browser, **changes)
    assert (refused.status_code, why.french in refused.text) == (why.status, True), refused.text
    assert "<b>no</b>" not in refused.text
    assert provider.bring(browser).status_code == 303


def test_an_answer_is_used_once(provider: Provider) -> None:
    browser = provider.yard.browser()
    provider.sign_on(browser)
    refused = provider.bring(browser)
    assert (refused.status_code, Why.REPLAYED.french in refused.text) == (403, True)


def test_an_answer_slipped_to_somebody_else_is_refused_unexchanged(provider: Provider) -> None:
    provider.ask(provider.yard.browser())
    victim = provider.yard.browser()
    refused = provider.bring(victim)
    assert (refused.status_code, Why.UNSOLICITED.french in refused.text) == (403, True)
    assert provider.yard.server.asked[TOKEN] == 0


def test_a_code_of_somebody_else_put_into_ones_own_answer_is_refused_by_pkce(provider: Provider) -> None:
    mine, theirs = provider.yard.browser(), provider.yard.browser()
    own = provider.ask(mine)
    provider.ask(theirs)  # from now on, the code is the one of this question
    refused = provider.bring(mine, state=own["state"])
    assert (refused.status_code, "invalid_grant" in refused.text) == (403, True)


def test_the_keys_are_read_again_once_when_the_hub_has_changed_its_key(provider: Provider, other_key: Key) -> None:
    browser = provider.yard.browser()
    provider.sign_on(browser)
    provider.key = other_key
    provider.published = [other_key]
    provider.yard.watch.seconds += 10
    assert provider.sign_on(provider.yard.browser()).status_code == 303
    assert provider.yard.server.asked[KEYS] == 2


def test_the_keys_are_read_once_in_ten_seconds_however_many_tokens_name_an_unknown_one(
    provider: Provider, other_key: Key
) -> None:
    provider.write = lambda _, claims: sign(claims, other_key)
    statuses = [provider.sign_on(provider.yard.browser()).status_code for _ in range(3)]
    assert (statuses, provider.yard.server.asked[KEYS]) == ([403, 403, 403], 1)


@pytest.mark.parametrize("text", ["<p>", "{}", "[]", '{"issuer": "https://else.example.test/oidc"}'])
def test_a_discovery_document_that_is_not_the_hubs_is_said_clearly_and_read_again(
    provider: Provider, text: str
) -> None:
    right = provider.yard.server.places[DISCOVERY]
    provider.yard.server.show(DISCOVERY, text)
    page = provider.yard.browser().get("/herbier/")
    assert (page.status_code, DISCOVERY in page.text) == (502, True)
    provider.yard.server.places[DISCOVERY] = right
    assert provider.ask(provider.yard.browser())["state"]


@pytest.mark.parametrize("text", ["", "<p>", "{}", "[]", '{"keys": 1}'])
def test_keys_that_are_not_usable_are_said_clearly_and_read_again(provider: Provider, text: str) -> None:
    right = provider.yard.server.places[KEYS]
    provider.yard.server.show(KEYS, text)
    browser = provider.yard.browser()
    provider.ask(browser)
    assert provider.bring(browser).status_code == 502
    provider.yard.server.places[KEYS] = right
    assert provider.bring(browser).status_code == 303


@pytest.mark.parametrize("path", [TOKEN, USERINFO])
@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [(200, "<p>", 502), (503, "", {TOKEN: 502, USERINFO: 403}), (200, "[]", {TOKEN: 502, USERINFO: 403})],
)
def test_an_endpoint_that_does_not_answer_well_is_a_clean_page(
    provider: Provider, path: str, status: int, text: str, expected: int | dict[str, int]
) -> None:
    browser = provider.yard.browser()
    right = provider.yard.server.places[path]
    provider.yard.server.places[path] = lambda _asked: (status, text)
    provider.ask(browser)
    assert provider.bring(browser).status_code == (expected if isinstance(expected, int) else expected[path])
    provider.yard.server.places[path] = right
    assert provider.bring(browser).status_code == 303


def test_the_secret_is_read_when_first_needed_and_its_absence_is_said_clearly(provider: Provider) -> None:
    browser = provider.yard.browser()
    file = provider.yard.secrets / f"{CLIENT}.secret"
    secret = file.read_text()
    file.unlink()
    provider.ask(browser)
    page = provider.bring(browser)
    assert (page.status_code, str(file) in page.text, "--secrets" in page.text) == (502, True, True)
    file.write_text(secret)
    assert provider.bring(browser).status_code == 303


def test_a_secret_that_is_wrong_is_the_hubs_refusal(provider: Provider) -> None:
    (provider.yard.secrets / f"{CLIENT}.secret").write_text("old")
    page = provider.sign_on(provider.yard.browser())
    assert (page.status_code, "invalid_client" in page.text) == (403, True)
