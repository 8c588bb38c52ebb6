"""Holds userinfo to OpenID Connect Core 1.0, 5.3, to RFC 6750, and to the fields that the GAR sends."""

import json
import re

import requests

from broker.lab.browser import Browser
from tests.journeys.steps import later
from tests.oidc_party import TIMEOUT, Party


def test_userinfo_says_what_the_gar_says_and_what_the_contract_lets_leave(party: Party, browser: Browser) -> None:
    tokens = party.tokens(browser)
    answer = party.userinfo(tokens["access_token"], idRessource=party.resource, access_mode="web")
    document = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(document) == {
        *("sub", "id", "auth_time", "client_id", "service"),
        *("IDO", "UAI", "PRO", "PRE", "DIV", "GRO"),
    }
    assert document["sub"] == document["id"] == document["IDO"]
    assert document["sub"] == party.claims_of(tokens["id_token"])["sub"]
    assert re.fullmatch("[0-9a-f]{128}", document["IDO"])
    assert (document["client_id"], document["service"]) == (party.client_id, party.callback)
    assert isinstance(document["auth_time"], int)


def test_what_may_be_several_is_a_list_and_what_is_single_is_text(party: Party, browser: Browser) -> None:
    document = party.userinfo(party.tokens(browser)["access_token"]).json()
    assert isinstance(document["DIV"], list)
    assert isinstance(document["GRO"], list)
    assert isinstance(document["UAI"], str)
    assert isinstance(document["PRE"], str)


def test_without_the_scope_of_the_gar_there_is_the_subject_only(party: Party, browser: Browser) -> None:
    document = party.userinfo(party.tokens(browser, scope="openid")["access_token"]).json()
    assert set(document) == {"sub", "id", "auth_time", "client_id", "service"}


def test_the_token_may_come_in_the_body_of_a_post(party: Party, browser: Browser) -> None:
    token = party.tokens(browser)["access_token"]
    by_body = requests.post(party.url("oidcProfile"), data={"access_token": token}, timeout=TIMEOUT)
    headers = {"Authorization": f"bearer {token}"}
    by_header = requests.post(party.url("oidcProfile"), headers=headers, timeout=TIMEOUT)
    assert by_body.json() == by_header.json() == party.userinfo(token).json()


def test_who_sends_no_token_is_asked_for_one_and_told_no_error(party: Party) -> None:
    answer = requests.get(party.url("oidcProfile"), timeout=TIMEOUT)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == f'Bearer realm="{party.issuer}"'


def test_a_wrong_token_is_refused_with_its_error(party: Party) -> None:
    for token in ("x", "x" * 54, ""):
        answer = party.userinfo(token)
        assert answer.status_code == 401
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_in_the_address_or_in_two_places_is_refused(party: Party, browser: Browser) -> None:
    token = party.tokens(browser)["access_token"]
    address = requests.get(party.url("oidcProfile"), params={"access_token": token}, timeout=TIMEOUT)
    headers = {"Authorization": f"Bearer {token}"}
    twice = requests.post(party.url("oidcProfile"), data={"access_token": token}, headers=headers, timeout=TIMEOUT)
    for answer in (address, twice):
        assert answer.status_code == 400
        assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


def test_another_resource_than_the_one_signed_on_to_is_refused(party: Party, browser: Browser) -> None:
    answer = party.userinfo(party.tokens(browser)["access_token"], idRessource="ark:/77777/carnet-de-bord")
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_token_holds_for_ten_minutes(party: Party, browser: Browser) -> None:
    token = party.tokens(browser)["access_token"]
    with later(party.sandbox, 590):
        assert party.userinfo(token).status_code == 200
    with later(party.sandbox, 601):
        assert party.userinfo(token).status_code == 401


def test_what_leaves_is_decided_when_it_is_fetched(party: Party, browser: Browser) -> None:
    """K231: a contract that says less lets less leave, though the token is older."""
    changing = party.register(name="change", client_id="change", codes=("IDO", "UAI", "PRE"))
    token = changing.tokens(browser)["access_token"]
    assert "PRE" in changing.userinfo(token).json()
    changing.register(codes=("IDO", "UAI"))
    assert "PRE" not in changing.userinfo(token).json()
    changing.register(until="2025-01-01")
    ended = changing.userinfo(token)
    assert (ended.status_code, ended.json()["error"]) == (403, "insufficient_scope")
    assert ended.json()["error_description"].startswith("contract.expired: ")
    changing.withdraw()
    assert changing.userinfo(token).status_code == 403


def test_userinfo_is_signed_where_the_client_registered_so(party: Party, browser: Browser) -> None:
    signing = party.register(name="signe", client_id="signe", terms={"userinfo_signed_response_alg": "ES256"})
    answer = signing.userinfo(signing.tokens(browser)["access_token"])
    claims = signing.claims_of(answer.text)
    assert answer.headers["Content-Type"] == "application/jwt"
    assert (claims["iss"], claims["aud"]) == (signing.issuer, "signe")
    assert claims["UAI"]
    signing.withdraw()


def test_userinfo_is_terse_json_in_utf_8(party: Party, browser: Browser) -> None:
    answer = party.userinfo(party.tokens(browser)["access_token"])
    assert answer.content == json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":")).encode()
