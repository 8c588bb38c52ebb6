"""Owns the attacks on codes and on clients, F123 to F127 and F136 to F140, each between two honest sign-ons."""

import json
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from joserfc.jwk import ECKey

from tests.oidc_party import TIMEOUT, Party, challenge_of, signed_in
from tests.security.canary import Canary
from tests.security.oidc_attack import (
    Target,
    encoded,
    refused_at_once,
    refused_directly,
    signed_by,
    signed_with_hmac,
    token_of,
)

_KEY, _STRANGER = (ECKey.generate_key("P-256", {"kid": "one", "use": "sig"}) for _ in range(2))
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def test_f123_an_attackers_code_is_worth_nothing_in_the_victims_browser(target: Target) -> None:
    """The client exchanges whatever code its redirect address gets, with the verifier of this browser."""
    with target.controlled():
        attackers = target.party.code(signed_in(target.party, "aminata.le-goff"))
        victims = target.party.question()
        refused_directly(attackers.exchange(code_verifier=victims.verifier), "invalid_grant")


def test_f123_the_nonce_of_a_request_is_that_of_its_token(target: Target) -> None:
    with target.controlled():
        first, second = target.party.code(target.browser), target.party.code(target.browser)
        for answered in (second, first):
            claims = target.party.claims_of(answered.exchange().json()["id_token"])
            assert claims["nonce"] == answered.question.parameters["nonce"]


def test_f124_a_stolen_code_cannot_be_injected_into_another_request(target: Target) -> None:
    with target.controlled():
        stolen, own = target.party.code(target.browser), target.party.question()
        refused_directly(stolen.exchange(code_verifier=own.verifier), "invalid_grant")
        refused_directly(stolen.exchange(), "invalid_grant")


def test_f125_a_code_serves_once_and_its_replay_ends_what_came_of_it(target: Target) -> None:
    with target.controlled():
        answered = target.party.code(target.browser)
        tokens = answered.exchange().json()
        refused_directly(answered.exchange(), "invalid_grant")
        assert target.party.userinfo(tokens["access_token"]).status_code == 401
        refreshing = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        refused_directly(target.party.call("oidcAccessToken", refreshing), "invalid_grant")


def test_f125_of_many_exchanges_at_once_one_at_most_gets_tokens(target: Target) -> None:
    with target.controlled():
        answered = target.party.code(target.browser)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: answered.exchange(), range(8)))
        assert [answer.status_code for answer in answers].count(200) <= 1
        for answer in answers:
            if answer.ok:
                assert target.party.userinfo(answer.json()["access_token"]).status_code == 401, "replayed: revoked"


def test_f125_a_stranger_who_replays_a_code_ends_nothing_of_its_owners(target: Target) -> None:
    with target.controlled():
        answered = target.party.code(target.browser)
        token = answered.exchange().json()["access_token"]
        evil = target.evil
        data = {"grant_type": "authorization_code", "code": answered.code, "redirect_uri": evil.callback}
        refused_directly(evil.call("oidcAccessToken", {**data, "code_verifier": "v" * 43}), "invalid_grant")
        forged = answered.code[:22] + "x" * 32
        refused_directly(target.party.call("oidcAccessToken", {**data, "code": forged}), "invalid_grant")
        assert target.party.userinfo(token).status_code == 200


def test_f126_a_code_is_its_clients_and_its_addresss(target: Target) -> None:
    party, evil = target.party, target.evil
    with target.controlled():
        stolen = party.code(target.browser)
        refused_directly(stolen.exchange(auth=(evil.client_id, evil.secret)), "invalid_grant")
        refused_directly(stolen.exchange(), "invalid_grant")
        for address in (evil.callback, f"{party.callback}/", party.callback.upper()):
            refused_directly(party.code(target.browser).exchange(redirect_uri=address), "invalid_grant")


@pytest.mark.parametrize("challenge", ["plain", "missing", "no method", "of nothing"])
def test_f127_no_request_goes_without_a_challenge_by_s256(target: Target, challenge: str) -> None:
    changes: dict[str, dict[str, str | None]] = {
        "plain": {"code_challenge_method": "plain"},
        "missing": {"code_challenge": None, "code_challenge_method": None},
        "no method": {"code_challenge_method": None},
        "of nothing": {"code_challenge": "x"},
    }
    code = "oidc.pkce_method" if "method" in challenge or challenge == "plain" else "oidc.pkce_missing"
    with target.controlled():
        refused_at_once(target.party.question(**changes[challenge]).ask(target.browser), code, target.party)


@pytest.mark.parametrize("verifier", [None, "v" * 43, "short", "v" * 129, "challenge"])
def test_f127_a_code_wants_its_own_verifier(target: Target, verifier: str | None) -> None:
    with target.controlled():
        answered = target.party.code(target.browser)
        sent = challenge_of(answered.question.verifier) if verifier == "challenge" else verifier
        refused_directly(answered.exchange(code_verifier=sent), "invalid_grant")


def test_f127_a_challenge_cannot_be_taken_out_on_the_way(target: Target) -> None:
    """Where PKCE is optional, a verifier without its challenge betrays the downgrade (RFC 9700 4.8.2)."""
    lenient = target.party.register(name="souple", client_id="souple", terms={"pkce_optional": True})
    with target.controlled():
        stripped = lenient.code(target.browser, code_challenge=None, code_challenge_method=None)
        refused_directly(stripped.exchange(), "invalid_grant")
    lenient.withdraw()


@pytest.fixture(scope="module")
def keyed(target: Target) -> Party:
    """Give a client that authenticates by a key of its own."""
    found = target.party.register(
        name="cle", client_id="cle", terms={"token_endpoint_auth_methods": ["private_key_jwt"]}
    )
    file = found.sandbox.workspace.contracts / "cle.toml"
    public = {name: value for name, value in _KEY.as_dict(private=False).items() if isinstance(value, str)}
    row = ", ".join(f"{name} = {json.dumps(value)}" for name, value in public.items())
    file.write_text(f"{file.read_text()}\njwks = [{{ {row} }}]\n")
    return found


def _claims(keyed: Party, **changes: object) -> dict[str, object]:
    now = int(keyed.sandbox.clock.now().timestamp())
    right = {"iss": "cle", "sub": "cle", "aud": keyed.issuer, "jti": secrets.token_urlsafe(16), "iat": now}
    said: dict[str, object] = {**right, "exp": now + 60, **changes}
    return {name: value for name, value in said.items() if value is not None}


def _prove(keyed: Party, token: str, **more: str) -> requests.Response:
    fields = {"client_assertion": token, "client_assertion_type": _ASSERTION, "token": "x", **more}
    return keyed.call("revoke", fields, auth=None)


def _right(keyed: Party, **changes: object) -> str:
    return signed_by(_KEY, {"kid": "one"}, _claims(keyed, **changes))


def test_f136_an_assertion_serves_once(target: Target, keyed: Party) -> None:
    with target.controlled():
        token = _right(keyed)
        assert _prove(keyed, token).status_code == 200
        assert _prove(keyed, token).status_code == 401
        same = _right(keyed, jti="chosen")
        assert _prove(keyed, same).status_code == 200
        assert _prove(keyed, _right(keyed, jti="chosen", exp=_claims(keyed)["exp"])).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"aud": "https://other.example/oidc"},
        {"aud": []},
        {"aud": ["https://other.example/oidc"]},
        {"aud": 5},
        {"iss": "palet"},
        {"sub": "palet"},
        {"iss": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "j" * 300},
        {"jti": 5},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1},
        {"exp": 9_999_999_999},
        {"iat": 9_999_999_999},
        {"nbf": 9_999_999_999},
    ],
    ids=str,
)
def test_f136_an_assertion_says_exactly_what_it_must(target: Target, keyed: Party, changes: dict[str, object]) -> None:
    with target.controlled():
        assert _prove(keyed, _right(keyed)).status_code == 200
        answer = _prove(keyed, _right(keyed, **changes))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert _prove(keyed, _right(keyed)).status_code == 200


def test_f136_an_assertion_is_signed_by_the_clients_own_key(target: Target, keyed: Party, canary: Canary) -> None:
    claims = _claims(keyed)
    public = json.dumps(_KEY.as_dict(private=False))
    forged = {
        "a stranger's key": signed_by(_STRANGER, {"kid": "one"}, claims),
        "the key that it brings": signed_by(_STRANGER, {"jwk": _STRANGER.as_dict(private=False)}, claims),
        "the key that it names": signed_by(_STRANGER, {"jku": f"{canary.url}/k", "kid": "two"}, claims),
        "none": token_of({"alg": "none"}, claims),
        "an HMAC with the public key": signed_with_hmac(public.encode(), {"kid": "one"}, claims),
        "an HMAC with the secret": signed_with_hmac(keyed.secret.encode(), {}, claims),
        "what must be understood": signed_by(_KEY, {"crit": ["x"], "x": 1}, claims),
        "a name twice": signed_by(_KEY, {}, json.dumps(claims)[:-1] + ',"sub":"cle"}'),
        "no signature": token_of({"alg": "ES256", "kid": "one"}, claims),
        "r = s = 0": token_of({"alg": "ES256", "kid": "one"}, claims, bytes(64)),
        "a name of a key that is none": token_of({"alg": "ES256", "kid": ["one"]}, claims, bytes(64)),
    }
    with target.controlled():
        for what, token in forged.items():
            assert _prove(keyed, token).status_code in {401, 429}, what
        assert canary.calls == []


def test_f136_what_nests_without_end_proves_nothing(target: Target, keyed: Party) -> None:
    deep = '{"sub":' + "[" * 900 + "]" * 900 + "}"
    with target.controlled():
        for token in (token_of({"alg": "ES256"}, deep), f"{encoded(deep.encode())}.e30.eA"):
            assert {_prove(keyed, token).status_code, _prove(keyed, token, client_id="cle").status_code} <= {401, 429}


def test_f136_neither_the_wrong_type_nor_two_methods_count(target: Target, keyed: Party) -> None:
    with target.controlled():
        assert _prove(keyed, _right(keyed), client_assertion_type="urn:x").status_code == 401
        assert _prove(keyed, _right(keyed), client_secret=keyed.secret).status_code == 401
        assert _prove(keyed, _right(keyed), client_id="palet").status_code == 401
        basic = {"client_assertion": _right(keyed), "client_assertion_type": _ASSERTION, "token": "x"}
        assert keyed.call("revoke", basic, auth=("cle", keyed.secret)).status_code == 401


def test_f136_a_secret_in_the_address_counts_for_nothing(target: Target) -> None:
    party = target.party
    with target.controlled():
        for path in ("oidcAccessToken", "par", "revoke", "introspect"):
            query = {"client_id": party.client_id, "client_secret": party.secret}
            answer = requests.post(party.url(path), params=query, data={"token": "x"}, timeout=TIMEOUT)
            assert answer.status_code in {400, 401}
            assert party.secret not in answer.text


def test_f137_each_client_uses_the_flow_of_its_registration(target: Target) -> None:
    public = target.party.register(name="ouvert", client_id="ouvert", terms={"token_endpoint_auth_methods": ["none"]})
    with target.controlled():
        known = {"client_id": "ouvert"}
        assert public.code(target.browser).exchange(auth=("ouvert", "x")).status_code == 401
        assert public.code(target.browser).exchange(auth=("ouvert", public.secret)).status_code == 401
        answered = public.code(target.browser)
        data = {"grant_type": "authorization_code", "code": answered.code, "redirect_uri": public.callback, **known}
        refused_directly(public.call("oidcAccessToken", data, auth=None), "invalid_grant")
        confidential = target.party.code(target.browser)
        data |= {"code": confidential.code, "client_id": "palet", "code_verifier": confidential.question.verifier}
        assert target.party.call("oidcAccessToken", data, auth=None).status_code == 401
    public.withdraw()


@pytest.mark.parametrize(
    "kind", ["token", "id_token", "id_token token", "code token", "code id_token", "none", "CODE", "code code"]
)
def test_f138_no_token_comes_by_the_browser(target: Target, kind: str) -> None:
    with target.controlled():
        reply = target.party.question(response_type=kind).ask(target.browser)
        refused_at_once(reply, "oidc.response_type", target.party)
        assert "token" not in reply.said


@pytest.mark.parametrize(
    "grant",
    [
        "password",
        "client_credentials",
        "implicit",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
        "Authorization_Code",
    ],
)
def test_f138_no_other_grant_is_there(target: Target, grant: str) -> None:
    fields = {"grant_type": grant, "username": "ibrahima.le-goff", "password": "bac-a-sable", "scope": "openid"}
    with target.controlled():
        refused_directly(target.party.call("oidcAccessToken", fields), "unsupported_grant_type")


@pytest.mark.parametrize("path", ["device", "device_authorization", "bc-authorize", "ciba", "backchannel"])
def test_f139_there_is_no_device_and_no_back_channel_sign_in(target: Target, path: str) -> None:
    with target.controlled():
        for method in ("GET", "POST"):
            assert requests.request(method, target.party.url(path), timeout=TIMEOUT).status_code == 404


@pytest.mark.parametrize("path", ["register", "registration", "clients", "connect/register"])
def test_f140_nobody_registers_a_client_but_by_a_contract(target: Target, path: str) -> None:
    with target.controlled():
        body = {"redirect_uris": ["https://voleur.example/cb"]}
        assert requests.post(target.party.url(path), json=body, timeout=TIMEOUT).status_code == 404
        said = target.party.question(registration=json.dumps(body)).ask(target.browser).said
        assert said["error"] == "registration_not_supported"
