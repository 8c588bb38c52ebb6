"""Holds the authentication of clients to RFC 6749, 2.3, and RFC 7523, 3: by registration, uniform where it fails."""

import json
import secrets
import stat
from collections.abc import Mapping

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.lab.browser import Browser
from tests.oidc_party import TIMEOUT, Answered, Party

_KEY = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
_RSA = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_TERMS = {"token_endpoint_auth_methods": ["private_key_jwt"]}


def _public(*keys: ECKey | RSAKey) -> str:
    rows = (
        ", ".join(
            f"{name} = {json.dumps(value)}" for name, value in key.as_dict(private=False).items() if name != "key_ops"
        )
        for key in keys
    )
    return ", ".join(f"{{ {row} }}" for row in rows)


@pytest.fixture(scope="module")
def keyed(party: Party) -> Party:
    """Give a client that authenticates by keys of its own."""
    found = party.register(name="cle", client_id="cle", terms=_TERMS)
    file = party.sandbox.workspace.contracts / "cle.toml"
    file.write_text(f"{file.read_text()}\njwks = [{_public(_KEY, _RSA)}]\n")
    return found


def _assertion(keyed: Party, key: ECKey | RSAKey = _KEY, alg: str = "ES256", **changes: object) -> str:
    now = int(keyed.sandbox.clock.now().timestamp())
    claims = {"iss": keyed.client_id, "sub": keyed.client_id, "aud": keyed.issuer, "jti": secrets.token_urlsafe(16)}
    said = {**claims, "iat": now, "exp": now + 60, **changes}
    given = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, given, key, algorithms=[alg])


def _exchange(answered: Answered, fields: Mapping[str, str], auth: tuple[str, str] | None = None) -> requests.Response:
    data = {"grant_type": "authorization_code", "code": answered.code, "code_verifier": answered.question.verifier}
    data |= {"redirect_uri": answered.question.party.callback, **fields}
    return answered.question.party.call("oidcAccessToken", data, auth=auth)


def test_the_secret_is_printable_private_and_made_on_first_need(party: Party) -> None:
    folder = party.sandbox.workspace.keys / FOLDER
    made = ClientSecrets(folder).read("nouveau")
    assert made == ClientSecrets(folder).read("nouveau")
    assert len(made) == 43
    assert made.isascii()
    assert made.isprintable()
    assert stat.S_IMODE((folder / "nouveau.secret").stat().st_mode) == 0o600


def test_the_secret_is_there_before_the_client_must_show_it(party: Party) -> None:
    fresh = party.register(name="premier", client_id="premier")
    file = party.sandbox.workspace.keys / FOLDER / "premier.secret"
    assert not file.exists()
    fresh.question().ask()
    assert file.exists()
    fresh.withdraw()


def test_a_secret_that_is_replaced_counts_at_once(party: Party, browser: Browser) -> None:
    turning = party.register(name="tourne", client_id="tourne")
    former = turning.secret
    (party.sandbox.workspace.keys / FOLDER / "tourne.secret").write_text("another-secret\n")
    assert turning.code(browser).exchange(auth=("tourne", former)).status_code == 401
    assert turning.code(browser).exchange(auth=("tourne", "another-secret")).status_code == 200
    turning.withdraw()


def test_basic_and_post_are_both_taken_by_default(party: Party, browser: Browser) -> None:
    assert _exchange(party.code(browser), {}, (party.client_id, party.secret)).status_code == 200
    posted = {"client_id": party.client_id, "client_secret": party.secret}
    assert _exchange(party.code(browser), posted).status_code == 200


def test_a_method_that_is_not_registered_is_refused_though_the_secret_is_right(party: Party, browser: Browser) -> None:
    basic = party.register(
        name="basic", client_id="basic", terms={"token_endpoint_auth_methods": ["client_secret_basic"]}
    )
    posted = {"client_id": "basic", "client_secret": basic.secret}
    assert _exchange(basic.code(browser), posted).status_code == 401
    assert _exchange(basic.code(browser), {}, ("basic", basic.secret)).status_code == 200
    basic.withdraw()


def test_whatever_is_wrong_the_answer_is_the_same(party: Party, browser: Browser) -> None:
    """No error tells one client about another: unknown, wrong secret, no secret, wrong method."""
    wrong = [
        _exchange(party.code(browser), {}, ("nobody", "x")),
        _exchange(party.code(browser), {}, (party.client_id, "x")),
        _exchange(party.code(browser), {}, (party.client_id, "")),
        _exchange(party.code(browser), {"client_id": party.client_id, "client_secret": "x"}),
        _exchange(party.code(browser), {"client_id": party.client_id}),
        _exchange(party.code(browser), {}),
        _exchange(party.code(browser), {"client_id": "other"}, (party.client_id, party.secret)),
        _exchange(party.code(browser), {"client_secret": party.secret}, (party.client_id, party.secret)),
        _exchange(party.code(browser), {"client_assertion": "x.y.z", "client_assertion_type": _ASSERTION}),
    ]
    assert {answer.status_code for answer in wrong} == {401}
    assert len({answer.text for answer in wrong}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in wrong} == {f'Basic realm="{party.issuer}"'}
    assert wrong[0].json()["error"] == "invalid_client"


@pytest.mark.parametrize(("key", "alg"), [(_KEY, "ES256"), (_RSA, "RS256"), (_RSA, "PS256")])
def test_a_key_proves_the_client(keyed: Party, browser: Browser, key: ECKey | RSAKey, alg: str) -> None:
    for audience in (keyed.issuer, keyed.url("oidcAccessToken")):
        fields = {"client_assertion": _assertion(keyed, key, alg, aud=audience), "client_assertion_type": _ASSERTION}
        assert _exchange(keyed.code(browser), fields).status_code == 200


def test_a_client_that_must_use_its_key_has_no_secret_that_counts(keyed: Party, browser: Browser) -> None:
    assert _exchange(keyed.code(browser), {}, (keyed.client_id, keyed.secret)).status_code == 401


def test_the_secret_of_a_client_never_counts_in_the_address(party: Party, browser: Browser) -> None:
    answered = party.code(browser)
    query = {"client_id": party.client_id, "client_secret": party.secret}
    data = {"grant_type": "authorization_code", "code": answered.code, "redirect_uri": party.callback}
    answer = requests.post(party.url("oidcAccessToken"), params=query, data=data, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_guesses_are_slowed_down_and_the_client_itself_is_not(party: Party, browser: Browser) -> None:
    guessed = party.register(name="devine", client_id="devine")
    statuses = [guessed.code(browser).exchange(auth=("devine", "x")).status_code for _ in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    assert guessed.code(browser).exchange().status_code == 200
    guessed.withdraw()
