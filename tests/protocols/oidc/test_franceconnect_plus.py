"""Holds the simulated FranceConnect+ to what is known of it: two factors, and answers that one key alone opens."""

from collections.abc import Iterator

import pytest
from joserfc import jwk

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import read_refusal
from tests.relying_party import RelyingParty, fetch_userinfo
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import Canary, Reply, singing

CITIZEN, ANOTHER, AND_ANOTHER = "joana.teixeira", "samia.berrada", "ndeye.sane"  # a code serves once
_RIGHT = {"acr_values": "eidas2", "scope": "openid identite_pivot amr"}


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Give the party an address of its own."""
    with singing() as found:
        found.replies["/cb"] = Reply(200)
        yield found


@pytest.fixture(scope="module")
def party(sandbox: Sandbox, canary: Canary) -> Iterator[RelyingParty]:
    """Give a service with a key that answers are encrypted to."""
    key = jwk.RSAKey.generate_key(2048)
    public = {name: str(value) for name, value in key.as_dict(private=False).items() if name in {"kty", "n", "e"}}
    found = RelyingParty(
        sandbox,
        issuer="franceconnect-plus",
        vocabulary="franceconnect",
        profile="Citizen",
        codes=("given_name", "family_name", "birthdate"),
        name="coffre",
        canary=canary,
        more='subject = "pivot"',
        key=key,
        terms={
            "jwks": [{**public, "use": "enc"}],
            "id_token_encrypted_response_alg": "RSA-OAEP",
            "userinfo_encrypted_response_alg": "RSA-OAEP",
        },
    ).register()
    yield found
    found.withdraw()


@pytest.mark.parametrize(("level", "login"), [("eidas2", CITIZEN), ("eidas3", ANOTHER)])
def test_a_citizen_signs_on_by_two_factors_and_arrives_encrypted(party: RelyingParty, level: str, login: str) -> None:
    arrival = party.sign_on(login, **{**_RIGHT, "acr_values": level})
    token = arrival.exchange()
    assert token["id_token"].count(".") == 4
    assert fetch_userinfo(party, token["access_token"]).text.count(".") == 4
    claims, userinfo = arrival.claims(token), arrival.userinfo(token)
    assert claims["acr"] == level
    assert "mfa" in claims["amr"]
    assert userinfo["sub"] == claims["sub"]
    assert set(userinfo) == {"sub", "iss", "aud", "given_name", "family_name", "birthdate"}


def test_the_second_factor_is_not_asked_again_in_the_same_session(party: RelyingParty) -> None:
    browser = Browser()
    party.sign_on(AND_ANOTHER, browser, **_RIGHT)
    assert party.sign_on("", browser, **_RIGHT, prompt="none").code


def test_a_password_alone_leads_to_no_code(party: RelyingParty) -> None:
    browser, calls = Browser(), len(party.canary.calls if party.canary else [])
    page = sign_in_by_hand(browser, party.page(party.question(**_RIGHT), browser), CITIZEN)
    assert any("code" in form.fields for form in forms_of(page))
    assert party.canary is not None
    assert len(party.canary.calls) == calls


def test_the_low_level_is_not_given_here(party: RelyingParty) -> None:
    answer = party.ask(party.question(**{**_RIGHT, "acr_values": "eidas1"})).answer
    assert read_refusal(answer).code == "oidc.acr"


@pytest.mark.parametrize(
    "terms",
    [
        {"id_token_signed_response_alg": "HS256"},
        {"id_token_signed_response_alg": "RS256"},
        {"jwks": [], "id_token_encrypted_response_alg": ""},
    ],
)
def test_a_service_that_cannot_be_answered_safely_is_refused(party: RelyingParty, terms: dict[str, object]) -> None:
    kept = {**party.terms, **terms}
    kept = {name: value for name, value in kept.items() if value not in ("", [])}
    if "jwks" not in kept:
        kept.pop("userinfo_encrypted_response_alg")
    other = party.register(name="coffre-ouvert", terms=kept)
    answer = other.ask(other.question(**_RIGHT)).answer
    other.withdraw()
    assert read_refusal(answer).code == "oidc.client_unsuited"
