"""Owns the sign-ons at ÉduConnect's example services: SAML with encryption, a téléservice, OpenID Connect."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from lxml import html

from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.lab.browser import Browser
from tests.journeys.educonnect_service import choose_profile
from tests.sandbox import Sandbox, password_form, sign_in_by_hand

PUPIL, GUARDIAN = "National_elv", "National_tut"


def _open(sandbox: Sandbox, slug: str, profile: str, login: str) -> str:
    """Open an example service as a person; return the text of what it shows in the end."""
    browser = Browser()
    page = choose_profile(browser, browser.get(f"{sandbox.urls['resources']}/{slug}/"), profile)
    page = sign_in_by_hand(browser, page, login)
    assert page.url.startswith(sandbox.urls["resources"]), page.url
    return " ".join(html.fromstring(page.content).text_content().split())


def test_a_pupil_opens_the_saml_service_and_its_answer_came_encrypted(sandbox: Sandbox) -> None:
    shown = _open(sandbox, "boussole", PUPIL, "anouk.sane")
    assert "eleve2d" in shown
    assert "urn:oid:1.3.6.1.4.1.20326.10.999.1.73" in shown
    assert re.search(r"EncryptedAssertion\W*true", shown)


def test_a_guardian_opens_the_saml_service_without_anything_of_a_pupil(sandbox: Sandbox) -> None:
    shown = _open(sandbox, "boussole", GUARDIAN, "ndeye.sane")
    assert "resp2d" in shown
    assert "999.1.72" not in shown
    assert "999.1.73" not in shown


def test_a_guardian_of_two_academies_opens_the_teleservice_for_both_children(sandbox: Sandbox) -> None:
    shown = _open(sandbox, "familles", GUARDIAN, "samia.berrada")
    assert shown.count("|Berrada|Samia|") >= 2


@pytest.mark.parametrize(
    ("profile", "login", "said"), [(PUPIL, "anouk.sane", "eleve2d"), (GUARDIAN, "ndeye.sane", "resp2d")]
)
def test_the_oidc_service_reads_userinfo_by_its_own_scope(
    sandbox: Sandbox, profile: str, login: str, said: str
) -> None:
    shown = _open(sandbox, "stages", profile, login)
    assert said in shown
    assert "ECT" in shown
    assert "family_name" in shown
    assert ("FrEduCtEleveUAI" in shown) is (profile == PUPIL)


def _address(sandbox: Sandbox, **more: str) -> str:
    values = {
        "response_type": "code",
        "client_id": "stages",
        "redirect_uri": f"{sandbox.urls['resources']}/stages/oidc/callback",
        "scope": "openid profile ect.scope.cnx ect.scope.stages",
        "state": "state",
        "nonce": "nonce",
        **more,
    }
    return f"{sandbox.urls['educonnect']}/idp/profile/oidc/authorize?{urlencode(values)}"


def test_acr_values_preselects_the_pupil(sandbox: Sandbox) -> None:
    assert password_form(Browser().get(_address(sandbox, acr_values="eleve")))


def test_discovery_is_where_the_observed_clients_look_for_it(sandbox: Sandbox) -> None:
    base = sandbox.urls["educonnect"]
    said = requests.get(f"{base}/.well-known/openid-configuration", timeout=15).json()
    assert said["issuer"] == base
    ends = ("authorization", "token", "userinfo", "end_session")
    assert [said[f"{name}_endpoint"].removeprefix(base) for name in ends] == [
        "/idp/profile/oidc/authorize",
        "/idp/profile/oidc/token",
        "/idp/profile/oidc/userinfo",
        "/idp/profile/Logout",
    ]


def _sign_on(sandbox: Sandbox, browser: Browser) -> dict[str, Any]:
    """Sign a pupil on, and exchange the code as the observed client does: secret, state and nonce in the body."""
    sign_in_by_hand(browser, browser.get(_address(sandbox, acr_values="eleve")), "anouk.sane")
    answered = browser.http.get(_address(sandbox, acr_values="eleve"), allow_redirects=False, timeout=15)
    [code] = parse_qs(urlsplit(answered.headers["Location"]).query)["code"]
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{sandbox.urls['resources']}/stages/oidc/callback",
        "client_id": "stages",
        "client_secret": ClientSecrets(sandbox.workspace.keys / FOLDER).read("stages"),
        "state": "state",
        "nonce": "nonce",
    }
    answer = requests.post(f"{sandbox.urls['educonnect']}/idp/profile/oidc/token", data=body, timeout=15)
    found: dict[str, Any] = answer.json()
    return found


def test_a_client_as_observed_gets_its_claims_without_pkce_by_a_secret_in_the_body(sandbox: Sandbox) -> None:
    token = _sign_on(sandbox, Browser())
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    address = f"{sandbox.urls['educonnect']}/idp/profile/oidc/userinfo"
    claims = requests.get(address, headers=headers, timeout=15).json()
    assert claims["FrEduCtPersonAffiliation"] == ["eleve2d"]
    assert claims["FrEduOrigAuth"] == "ECT"
    assert {"sub", "given_name", "family_name", "FrEduCtDateConnexion", "FrEduCtEleveUAI"} <= claims.keys()


def _leave(sandbox: Sandbox, bearer: str) -> int:
    address = f"{sandbox.urls['educonnect']}/idp/profile/oidc/logout"
    return requests.get(address, headers={"Authorization": f"Bearer {bearer}"}, timeout=15).status_code


def test_a_client_ends_the_session_by_its_own_call_with_its_id_token(sandbox: Sandbox) -> None:
    browser, account = Browser(), f"{sandbox.urls['educonnect']}/account"
    token = _sign_on(sandbox, browser)
    assert browser.get(account).url == account
    assert _leave(sandbox, token["id_token"]) == requests.codes.no_content
    assert browser.get(account).url != account
    assert _leave(sandbox, token["id_token"]) == requests.codes.no_content, "it is over already"


def test_what_is_no_id_token_of_ours_ends_nothing(sandbox: Sandbox) -> None:
    browser, account = Browser(), f"{sandbox.urls['educonnect']}/account"
    token = _sign_on(sandbox, browser)
    head, body, _ = token["id_token"].split(".")
    for bearer in ("", "x", token["access_token"], f"{head}.{body}.", f"{head}.{body}.AAAA"):
        assert _leave(sandbox, bearer) == requests.codes.unauthorized
    assert browser.get(account).url == account
