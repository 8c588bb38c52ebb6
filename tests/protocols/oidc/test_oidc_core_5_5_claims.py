"""Holds the claims parameter to OpenID Connect Core 1.0, 5.5: it narrows and moves, and never widens."""

import json

import pytest

from broker.core.assurance import PASSWORD
from broker.lab.browser import Browser
from broker.protocols.oidc.claims_request import ClaimsRequest, read_claims
from tests.journeys.steps import read_refusal
from tests.oidc_party import Party


def _claims(**places: object) -> str:
    return json.dumps(places)


def test_a_name_moves_an_attribute_into_the_id_token(party: Party, browser: Browser) -> None:
    wanted = _claims(id_token={"UAI": None, "DIV": {"essential": True}})
    tokens = party.tokens(browser, claims=wanted)
    claims, userinfo = party.claims_of(tokens["id_token"]), party.userinfo(tokens["access_token"]).json()
    assert (claims["UAI"], claims["DIV"]) == (userinfo["UAI"], userinfo["DIV"])
    assert "PRE" not in claims


def test_names_alone_give_those_and_no_more(party: Party, browser: Browser) -> None:
    wanted = _claims(userinfo={"UAI": None})
    document = party.userinfo(party.tokens(browser, scope="openid", claims=wanted)["access_token"]).json()
    assert set(document) == {"sub", "id", "auth_time", "client_id", "service", "UAI"}


def test_what_the_contract_does_not_name_is_not_there_however_it_is_asked_for(party: Party, browser: Browser) -> None:
    names = ("NOM", "P_MEL", "IDC", "GARPersonIdentifiant", "email", "given_name")
    beyond = {name: {"essential": True} for name in names}
    tokens = party.tokens(browser, claims=_claims(userinfo=beyond, id_token=beyond))
    assert not set(beyond) & set(party.claims_of(tokens["id_token"]))
    assert not set(beyond) & set(party.userinfo(tokens["access_token"]).json())


def test_a_name_cannot_replace_what_the_id_token_says_of_the_sign_on(party: Party, browser: Browser) -> None:
    wanted = _claims(id_token={"aud": {"value": "other"}, "exp": {"value": 1}, "nonce": {"value": "x"}})
    answered = party.code(browser, claims=wanted)
    claims = party.claims_of(answered.exchange().json()["id_token"])
    assert claims["aud"] == party.client_id
    assert claims["nonce"] == answered.question.parameters["nonce"]


def test_an_essential_way_of_signing_in_is_respected(party: Party, browser: Browser) -> None:
    right = _claims(id_token={"acr": {"essential": True, "values": ["urn:x", PASSWORD]}})
    assert "code" in party.question(claims=right).ask(browser).said
    wrong = party.question(claims=_claims(id_token={"acr": {"essential": True, "value": "urn:x"}})).ask(browser)
    assert read_refusal(wrong.answer).code == "request.context_unavailable"
    silent = _claims(id_token={"acr": {"essential": True, "value": "urn:x"}})
    said = party.question(claims=silent, prompt="none").ask(browser).said
    assert said["error"] == "unmet_authentication_requirements"
    voluntary = _claims(id_token={"acr": {"values": ["urn:x"]}})
    assert "code" in party.question(claims=voluntary).ask(browser).said


def test_the_one_person_wanted_is_the_one_who_is_there(party: Party, browser: Browser) -> None:
    own = party.claims_of(party.tokens(browser)["id_token"])["sub"]
    right = _claims(id_token={"sub": {"value": own}})
    assert "code" in party.question(claims=right, prompt="none").ask(browser).said
    wrong = _claims(id_token={"sub": {"value": "0" * 128}})
    assert party.question(claims=wrong, prompt="none").ask(browser).said["error"] == "login_required"
    page = party.question(claims=wrong).ask(browser)
    assert read_refusal(page.answer).code == "oidc.other_person"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "null",
        '{"userinfo":{}',
        '{"userinfo":{}}x',
        '{"userinfo":[]}',
        '{"userinfo":{"UAI":1}}',
        '{"userinfo":{"UAI":{"essential":1}}}',
        '{"userinfo":{"UAI":{"values":"x"}}}',
        '{"userinfo":{"UAI":{"value":"x","values":["x"]}}}',
        '{"userinfo":{"UAI":null,"UAI":null}}',
        '{"id_token":{"acr":{"essential":true,"value":5}}}',
        '{"id_token":{"sub":{"value":"a"}},"userinfo":{"sub":{"value":"b"}}}',
        '{"x":NaN}',
        '{"x":1e999}',
        '{"x":' + "[" * 2000 + "]" * 2000 + "}",
        '{"x":' + "[" * 900 + "]" * 900 + "}",
        r'{"userinfo":{"\ud800":null}}',
        r'{"id_token":{"acr":{"essential":true,"value":"\udfff"}}}',
        json.dumps({"userinfo": {f"c{number}": None for number in range(61)}}),
        json.dumps({"x": "x" * 5000}),
    ],
)
def test_what_is_no_request_for_claims_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_claims(text)


def test_what_cannot_be_stored_is_told_to_the_client_like_the_rest(party: Party, browser: Browser) -> None:
    for text in (r'{"userinfo":{"\ud800":null}}', '{"x":' + "[" * 900 + "]" * 900 + "}"):
        said = party.question(claims=text).ask(browser).said
        assert said["error"] == "invalid_request"
        assert said["error_description"].startswith("oidc.claims")


def test_other_members_are_ignored() -> None:
    text = '{"verified_claims": {}, "userinfo": {"UAI": {"purpose": "x"}}, "id_token": null}'
    assert read_claims(text) == ClaimsRequest(userinfo=("UAI",))
