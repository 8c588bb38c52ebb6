"""Owns the sign-ons at ÉduConnect's example services: SAML with encryption, a téléservice, OpenID Connect."""

import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from lxml import html

from broker.commands.browser import Browser
from broker.definitions.client_secrets import FOLDER, ClientSecrets
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


def test_a_client_as_observed_gets_its_claims_without_pkce_by_a_secret_in_the_body(sandbox: Sandbox) -> None:
    """facts/identity-providers.md 2: client_secret_post, state and nonce sent to the token endpoint too."""
    browser, base = Browser(), sandbox.urls["educonnect"]
    sign_in_by_hand(browser, browser.get(_address(sandbox, acr_values="eleve")), "anouk.sane")
    answered = browser.http.get(_address(sandbox, acr_values="eleve"), allow_redirects=False, timeout=15)
    [code] = parse_qs(urlsplit(answered.headers["Location"]).query)["code"]
    answer = requests.post(
        f"{base}/idp/profile/oidc/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{sandbox.urls['resources']}/stages/oidc/callback",
            "client_id": "stages",
            "client_secret": ClientSecrets(sandbox.workspace.keys / FOLDER).read("stages"),
            "state": "state",
            "nonce": "nonce",
        },
        timeout=15,
    )
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    userinfo = requests.get(f"{base}/idp/profile/oidc/userinfo", headers=headers, timeout=15)
    claims = json.loads(userinfo.text)
    assert claims["FrEduCtPersonAffiliation"] == ["eleve2d"]
    assert claims["FrEduOrigAuth"] == "ECT"
    assert {"sub", "given_name", "family_name", "FrEduCtDateConnexion", "FrEduCtEleveUAI"} <= claims.keys()
