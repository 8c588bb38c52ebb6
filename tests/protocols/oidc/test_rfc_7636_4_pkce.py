"""Holds PKCE to RFC 7636, 4, in its one form S256, and to its one leniency."""

import secrets

import pytest

from broker.lab.browser import Browser
from broker.protocols.oidc.authlib_bridge import proves
from tests.oidc_party import Party

# RFC 7636, appendix B
_VERIFIER, _CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_specifications_own_example_holds() -> None:
    assert proves(_VERIFIER, _CHALLENGE)
    assert not proves(_VERIFIER, _CHALLENGE[:-1] + "N")
    assert not proves(_CHALLENGE, _CHALLENGE), "plain proves nothing"


@pytest.mark.parametrize("verifier", ["", "v" * 42, "v" * 129, "é" * 43, "v" * 42 + " "])
def test_a_verifier_of_another_form_proves_nothing(verifier: str) -> None:
    assert not proves(verifier, _CHALLENGE)


@pytest.mark.parametrize(
    ("challenge", "method", "code"),
    [
        (None, None, "oidc.pkce_missing"),
        (None, "S256", "oidc.pkce_missing"),
        ("short", "S256", "oidc.pkce_missing"),
        ("c" * 129, "S256", "oidc.pkce_missing"),
        (_CHALLENGE, None, "oidc.pkce_method"),
        (_CHALLENGE, "plain", "oidc.pkce_method"),
        (_CHALLENGE, "s256", "oidc.pkce_method"),
    ],
)
def test_a_request_has_a_challenge_by_s256_or_is_refused(
    party: Party, challenge: str | None, method: str | None, code: str
) -> None:
    said = party.question(code_challenge=challenge, code_challenge_method=method).ask().said
    assert said["error"] == "invalid_request"
    assert said["error_description"].startswith(f"{code}: ")


def test_a_confidential_client_may_be_exempted_by_its_contract(party: Party, browser: Browser) -> None:
    lenient = party.register(name="sanspkce", client_id="sanspkce", terms={"pkce_optional": True})
    without = lenient.code(browser, code_challenge=None, code_challenge_method=None)
    assert without.exchange(code_verifier=None).status_code == 200
    tampered = lenient.code(browser, code_challenge=None, code_challenge_method=None)
    assert tampered.exchange(code_verifier=secrets.token_urlsafe(40)).json()["error"] == "invalid_grant"
    downgraded = lenient.code(browser)
    assert downgraded.exchange(code_verifier=None).json()["error"] == "invalid_grant"
    lenient.withdraw()
