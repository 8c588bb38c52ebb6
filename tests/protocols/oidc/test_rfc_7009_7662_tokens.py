"""Holds revocation to RFC 7009, 2, and introspection to RFC 7662, 2: to each client its own tokens."""

import pytest
import requests

from broker.lab.browser import Browser
from tests.journeys.steps import later
from tests.oidc_party import Party, signed_in


@pytest.fixture(scope="module")
def lasting(party: Party) -> Party:
    """Give a client whose contract gives it refresh tokens."""
    return party.register(name="examen", client_id="examen", terms={"refresh_tokens": True})


def _introspect(client: Party, token: str) -> requests.Response:
    return client.call("introspect", {"token": token, "token_type_hint": "access_token"})


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_one_token_ends_all_that_came_of_the_sign_on(lasting: Party, browser: Browser, kind: str) -> None:
    tokens = lasting.tokens(browser)
    answer = lasting.call("revoke", {"token": tokens[kind]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert lasting.userinfo(tokens["access_token"]).status_code == 401
    refreshed = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert lasting.call("oidcAccessToken", refreshed).json()["error"] == "invalid_grant"


def test_revoking_what_is_unknown_or_anothers_is_answered_just_so(
    party: Party, lasting: Party, browser: Browser
) -> None:
    token = lasting.tokens(browser)["access_token"]
    for client, asked in ((party, token), (lasting, "x" * 54), (lasting, token[:22] + "x" * 32), (lasting, "é")):
        answer = client.call("revoke", {"token": asked})
        assert (answer.status_code, answer.content) == (200, b"")
    assert lasting.userinfo(token).status_code == 200


def test_revocation_wants_a_client_and_a_token(party: Party) -> None:
    assert party.call("revoke", {"token": "x"}, auth=("nobody", "x")).status_code == 401
    assert party.call("revoke", {}).json()["error"] == "invalid_request"


def test_introspection_says_what_a_token_stands_for(lasting: Party, browser: Browser) -> None:
    tokens = lasting.tokens(browser)
    access, refresh = (_introspect(lasting, tokens[kind]).json() for kind in ("access_token", "refresh_token"))
    claims = lasting.claims_of(tokens["id_token"])
    assert access == {
        "active": True,
        "iss": lasting.issuer,
        "client_id": lasting.client_id,
        "sub": claims["sub"],
        "aud": lasting.client_id,
        "scope": "openid scope.gar",
        "exp": access["exp"],
        "token_type": "Bearer",
    }
    assert refresh["exp"] == claims["session_expiry"]
    assert refresh["token_type"] == "refresh_token"


def test_what_is_not_the_clients_own_or_over_is_inactive_and_nothing_else(
    party: Party, lasting: Party, browser: Browser
) -> None:
    token = lasting.tokens(browser)["access_token"]
    assert _introspect(party, token).json() == {"active": False}
    for other in ("x", "x" * 54, token[:22] + "x" * 32):
        assert _introspect(lasting, other).json() == {"active": False}
    with later(lasting.sandbox, 601):
        assert _introspect(lasting, token).json() == {"active": False}
    ended = signed_in(lasting)
    over = lasting.tokens(ended)["refresh_token"]
    with later(lasting.sandbox, 6 * 3600 + 1):
        assert _introspect(lasting, over).json() == {"active": False}


def test_introspection_is_for_clients_that_prove_who_they_are(party: Party) -> None:
    public = party.register(name="public", client_id="public", terms={"token_endpoint_auth_methods": ["none"]})
    assert public.call("introspect", {"token": "x", "client_id": "public"}, auth=None).status_code == 401
    public.withdraw()
