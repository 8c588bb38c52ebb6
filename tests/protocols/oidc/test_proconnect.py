"""Holds the simulated ProConnect to what is known of it (facts/identity-providers.md 4.1)."""

import json
from collections.abc import Iterator

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.steps import read_refusal
from tests.oidc_party import TIMEOUT
from tests.relying_party import RelyingParty
from tests.sandbox import Sandbox
from tests.security.canary import Canary, Reply, singing

PROFESSIONAL, OF_TWO_NAMES = "nathalie.rossi", "carla.ferrari"
_CODES = (
    *("given_name", "usual_name", "email", "uid", "siret", "siren", "organization_label", "organizational_unit"),
    *("belonging_population", "idp_id", "roles"),
)
_SCOPE = (
    "openid given_name usual_name email uid siren siret organizational_unit organization_label belonging_population "
    "phone chorusdt idp_id roles groups"
)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Give the party an address of its own."""
    with singing() as found:
        found.replies["/cb"] = Reply(200)
        yield found


@pytest.fixture(scope="module")
def party(sandbox: Sandbox, canary: Canary) -> Iterator[RelyingParty]:
    """Give a service that ProConnect knows."""
    found = RelyingParty(
        sandbox,
        issuer="proconnect",
        vocabulary="proconnect",
        profile="Professional",
        codes=_CODES,
        name="registre",
        canary=canary,
    ).register()
    yield found
    found.withdraw()


def test_a_professional_arrives_with_their_organisation_in_a_signed_userinfo(party: RelyingParty) -> None:
    arrival = party.sign_on(PROFESSIONAL, scope=_SCOPE)
    token = arrival.exchange()
    claims, userinfo = arrival.claims(token), arrival.userinfo(token)
    assert claims["acr"] == "eidas1"
    assert "amr" not in claims, "it comes by the parameter claims only"
    assert userinfo["given_name"] == "Nathalie"
    assert userinfo["usual_name"] == "Rossi"
    assert len(userinfo["siret"]) == 14
    assert userinfo["siren"] == userinfo["siret"][:9]
    assert userinfo["belonging_population"] == "agent"
    assert userinfo["roles"] == ["agent_public", "agent_public_etat"]
    assert "phone_number" not in userinfo, "the contract does not name it"
    assert set(userinfo) == {"sub", "iss", "aud", *_CODES}


def test_a_name_in_use_comes_before_the_family_name(party: RelyingParty) -> None:
    arrival = party.sign_on(OF_TWO_NAMES, scope="openid usual_name")
    assert arrival.userinfo(arrival.exchange())["usual_name"] == "Dupré"


def test_the_way_of_signing_in_is_told_to_who_asks_by_claims(party: RelyingParty) -> None:
    wanted = json.dumps({"id_token": {"amr": {"essential": True}}})
    arrival = party.sign_on(PROFESSIONAL, claims=wanted)
    assert arrival.claims(arrival.exchange())["amr"] == ["pwd"]


def test_a_level_asked_for_in_vain_is_told_as_it_is_and_an_essential_one_of_nobody_is_refused(
    party: RelyingParty,
) -> None:
    arrival = party.sign_on(PROFESSIONAL, acr_values="eidas3")
    assert arrival.claims(arrival.exchange())["acr"] == "eidas1"
    essential = json.dumps({"id_token": {"acr": {"essential": True, "value": "eidas3"}}})
    answer = party.ask(party.question(claims=essential)).answer
    assert read_refusal(answer).code == "oidc.acr"


def test_two_factors_are_asked_of_whom_the_service_needs_to_have_them(party: RelyingParty) -> None:
    essential = {"acr": {"essential": True, "value": "eidas1-mfa"}, "amr": {"essential": True}}
    arrival = party.sign_on(PROFESSIONAL, claims=json.dumps({"id_token": essential}))
    claims = arrival.claims(arrival.exchange())
    assert claims["acr"] == "eidas1-mfa"
    assert "mfa" in claims["amr"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": None}, "oidc.parameter_missing"),
        ({"favourite_colour": "blue"}, "oidc.parameter_unknown"),
        ({"idRessource": "ark:/77777/x"}, "oidc.parameter_unknown"),
        ({"siret_hint": "1300260320001"}, "oidc.hint"),
        ({"login_hint": "nathalie"}, "oidc.hint"),
        ({"prompt": "select_account"}, "oidc.prompt"),
    ],
)
def test_a_request_that_is_wrong_is_explained_by_proconnect_itself(
    party: RelyingParty, changes: dict[str, str | None], code: str
) -> None:
    answer = party.ask(party.question(**changes)).answer
    assert answer.status_code == 400
    assert read_refusal(answer).code == code
    assert "Y000400" in answer.text


@pytest.mark.parametrize("nonce", [None, "n"])
def test_the_nonce_is_free(party: RelyingParty, nonce: str | None) -> None:
    assert party.ask(party.question(nonce=nonce)).status != 400


def test_hints_of_the_right_form_are_taken_and_the_login_is_filled_in(party: RelyingParty) -> None:
    hints = {"login_hint": "nathalie.rossi@ac-preau.example", "siret_hint": "13002603200016", "idp_hint": "whoever"}
    page = party.page(party.question(**hints), Browser())
    assert 'value="nathalie.rossi@ac-preau.example"' in page.text


def test_an_address_that_nobody_registered_has_its_own_code(party: RelyingParty) -> None:
    answer = party.ask(party.question(redirect_uri="https://elsewhere.example/")).answer
    assert read_refusal(answer).code == "oidc.redirect_uri"
    assert "Y030031" in answer.text


def test_a_page_that_is_not_there_has_its_own_code(party: RelyingParty) -> None:
    assert "Y000404" in requests.get(f"{party.url}/nowhere", timeout=TIMEOUT).text


def test_a_token_may_be_asked_about_and_taken_back(party: RelyingParty) -> None:
    token = party.sign_on(PROFESSIONAL, scope=_SCOPE).exchange()
    form = {"token": token["access_token"], "client_id": party.name, "client_secret": party.secret}
    described = party.described
    asked = requests.post(described["introspection_endpoint"], data=form, timeout=TIMEOUT)
    assert asked.json()["active"] is True
    assert requests.post(described["revocation_endpoint"], data=form, timeout=TIMEOUT).status_code == 200
    assert requests.post(described["introspection_endpoint"], data=form, timeout=TIMEOUT).json() == {"active": False}
    assert "pushed_authorization_request_endpoint" not in described


def test_silence_spares_the_password_of_who_is_there_and_is_told_of_who_is_not(party: RelyingParty) -> None:
    browser = Browser()
    assert party.ask(party.question(prompt="none"), browser).said["error"] == "login_required"
    party.sign_on(PROFESSIONAL, browser)
    assert party.sign_on("", browser, prompt="none").code
