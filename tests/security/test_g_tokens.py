"""Owns the attacks on tokens, G141 to G164: what the hub gives is exact, what it takes back it verifies."""

import base64
import hashlib
import json

import pytest
import requests
from joserfc.jwk import ECKey

from broker.core.assurance import PASSWORD
from broker.keys.rotation import announce, remove_current, retire, use
from broker.protocols.oidc.token_keys import token_key_rings
from tests.journeys.steps import later
from tests.oidc_party import TIMEOUT, signed_in
from tests.security.canary import Canary
from tests.security.oidc_attack import (
    AFTER,
    Claims,
    Target,
    decoded,
    encoded,
    refused_at_once,
    refused_directly,
    signed_by,
    signed_with_hmac,
    token_of,
)

_STRANGER = ECKey.generate_key("P-256", {"kid": "stranger", "use": "sig"})


def _own(target: Target) -> tuple[Claims, Claims, str]:
    """Return the header, the claims and the whole of an honest ID token."""
    token = target.party.tokens(target.browser)["id_token"]
    header, claims, _signature = token.split(".")
    return decoded(header), decoded(claims), token


def _disbelieved(target: Target, token: str) -> None:
    """Fail unless a token given back is no hint and ends no session."""
    refused_at_once(target.hint(token), "oidc.id_token_hint", target.party)
    answer = target.leave(id_token_hint=token, client_id="palet", post_logout_redirect_uri=AFTER)
    assert "Location" not in answer.headers, "the person is asked"


def test_g141_to_g146_what_the_hub_signs_is_exact(target: Target) -> None:
    party = target.party
    with target.controlled():
        answered = party.code(target.browser)
        tokens = answered.exchange().json()
        claims, now = party.claims_of(tokens["id_token"]), int(party.sandbox.clock.now().timestamp())
        assert claims["iss"] == party.issuer, "G141"
        assert claims["aud"] == "palet", "G142: one audience, as text, and no azp to weigh"
        assert "azp" not in claims
        assert claims["nonce"] == answered.question.parameters["nonce"], "G143"
        assert claims["sub"] == party.userinfo(tokens["access_token"]).json()["sub"], "G144"
        assert 0 < len(claims["sub"]) <= 255
        for name in ("exp", "iat", "auth_time"):
            assert type(claims[name]) is int, "G145"
        assert claims["auth_time"] <= claims["iat"] <= now + 1 < claims["exp"]
        half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
        assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode(), "G146"
        assert claims["acr"] == PASSWORD


def test_g147_and_g148_the_key_says_its_algorithm_never_the_token(target: Target) -> None:
    with target.controlled():
        header, claims, _ = _own(target)
        public = next(
            key for key in requests.get(target.party.url("jwks"), timeout=TIMEOUT).json()["keys"] if key["kty"] == "EC"
        )
        secrets = (json.dumps(public).encode(), target.party.secret.encode(), public["x"].encode())
        forged = [token_of({**header, "alg": name}, claims) for name in ("none", "None", "NONE", "", "ES384", "RS256")]
        forged += [signed_with_hmac(secret, {"kid": header["kid"]}, claims) for secret in secrets]
        forged.append(token_of({"kid": header["kid"]}, claims))
        for token in forged:
            _disbelieved(target, token)


def test_g149_and_g157_a_signature_that_is_not_right_proves_nothing(target: Target) -> None:
    with target.controlled():
        header, claims, token = _own(target)
        first, second, third = token.split(".")
        other = _own(target)[2].split(".")
        forged = {
            "changed claims": f"{first}.{encoded(json.dumps({**claims, 'sub': '0' * 128}).encode())}.{third}",
            "another's signature": f"{first}.{second}.{other[2]}",
            "another's claims": f"{first}.{other[1]}.{third}",
            "swapped": f"{second}.{first}.{third}",
            "no signature": f"{first}.{second}.",
            "a truncated one": f"{first}.{second}.{third[:-4]}",
            "r = s = 0": f"{first}.{second}.{encoded(bytes(64))}",
            "all ones": f"{first}.{second}.{encoded(bytes([255]) * 64)}",
            "in DER": f"{first}.{second}.{encoded(bytes([48, 6, 2, 1, 0, 2, 1, 0]))}",
            "a stranger's": signed_by(_STRANGER, {"kid": header["kid"]}, claims),
            "two parts": f"{first}.{second}",
            "four parts": f"{token}.x",
            "padding": f"{first}=.{second}.{third}",
            "a line break": f"{first}.{second}\n.{third}",
        }
        for what, text in forged.items():
            reply = target.hint(text)
            assert "code" not in reply.said, what


@pytest.mark.parametrize(
    "kid", [None, "", "x", "../../keys/gar-es256", "' OR 1=1 --", "%00", 5, ["x"], {"a": 1}], ids=str
)
def test_g150_a_key_is_found_by_its_name_among_our_own_or_not_at_all(target: Target, kid: object) -> None:
    with target.controlled():
        _, claims, _ = _own(target)
        header = {} if kid is None else {"kid": kid}
        _disbelieved(target, signed_by(_STRANGER, header, claims))


def test_g151_a_key_that_a_token_brings_or_names_is_ignored(target: Target, canary: Canary) -> None:
    with target.controlled():
        header, claims, _ = _own(target)
        for brought in (
            {"jwk": _STRANGER.as_dict(private=False)},
            {"jku": f"{canary.url}/jwks"},
            {"x5u": f"{canary.url}/x5u"},
            {"x5c": ["MIIB"]},
        ):
            for kid in ({}, {"kid": header["kid"]}, {"kid": "stranger"}):
                _disbelieved(target, signed_by(_STRANGER, {**brought, **kid}, claims))
        assert canary.calls == []


@pytest.mark.parametrize(
    "more", [{"crit": ["x"], "x": 1}, {"crit": []}, {"crit": ["b64"], "b64": False}, {"b64": False}], ids=str
)
def test_g152_what_must_be_understood_and_is_not_refuses_the_token(target: Target, more: dict[str, object]) -> None:
    """Even signed by our own key."""
    with target.controlled():
        header, claims, _ = _own(target)
        ring = token_key_rings(target.party.sandbox.shared.hub, target.party.sandbox.workspace.keys)["ES256"]
        key = ring.keys.current.private
        assert isinstance(key, ECKey)
        right = signed_by(key, {"kid": header["kid"]}, claims)
        assert "code" in target.hint(right).said, "the forger's pen writes well"
        _disbelieved(target, signed_by(key, {"kid": header["kid"], **more}, claims))


@pytest.mark.parametrize(
    "text",
    [
        '{{"sub":"x",{rest}',
        "{whole} x",
        "[{whole}]",
        '{{"a":NaN,{rest}',
        '{{"a":' + "[" * 50 + "]" * 50 + ",{rest}",
        "\ufeff{whole}",
    ],
)
def test_g153_only_strict_json_is_read(target: Target, text: str) -> None:
    with target.controlled():
        header, claims, _ = _own(target)
        ring = token_key_rings(target.party.sandbox.shared.hub, target.party.sandbox.workspace.keys)["ES256"]
        key = ring.keys.current.private
        assert isinstance(key, ECKey)
        whole = json.dumps(claims)
        odd = text.format(whole=whole, rest=whole[1:])
        _disbelieved(target, signed_by(key, {"kid": header["kid"]}, odd))


def test_g154_and_g155_what_is_too_long_or_encrypted_is_not_even_read(target: Target) -> None:
    with target.controlled():
        _, claims, token = _own(target)
        oversized = signed_by(_STRANGER, {}, {**claims, "x": "x" * 60_000})
        encrypted = ".".join([encoded(b'{"alg":"dir","enc":"A256GCM","zip":"DEF"}'), "", *["eA"] * 3])
        for text in (encrypted, f"{token}{'A' * 4000}"):
            assert "code" not in target.hint(text).said
        url = target.party.url("logout")
        answer = requests.post(url, data={"id_token_hint": oversized}, timeout=TIMEOUT, allow_redirects=False)
        assert answer.status_code == 400


def test_g156_keys_turn_with_an_overlap_and_a_stolen_one_counts_at_once_for_nothing(target: Target) -> None:
    party = target.party
    ring = token_key_rings(party.sandbox.shared.hub, party.sandbox.workspace.keys)["ES256"]
    with target.controlled():
        before = party.tokens(target.browser)["id_token"]
        announce(ring)
        use(ring)
        assert "code" in target.hint(before).said, "the former key still verifies"
        assert (
            decoded(party.tokens(target.browser)["id_token"].split(".")[0])["kid"]
            != decoded(before.split(".")[0])["kid"]
        )
        retire(ring)
        _disbelieved(target, before)
        stolen = party.tokens(target.browser)["id_token"]
        remove_current(ring)
        _disbelieved(target, stolen)


def test_g159_each_value_has_the_kind_that_the_catalogue_gives_it(target: Target) -> None:
    with target.controlled():
        document = target.party.userinfo(target.party.tokens(target.browser)["access_token"]).json()
        for name in ("IDO", "UAI", "PRO", "PRE", "sub", "id", "client_id", "service"):
            assert isinstance(document[name], str), name
            assert document[name], name
        for name in ("DIV", "GRO"):
            assert document[name], name
            assert all(isinstance(value, str) and value for value in document[name]), name
        assert "null" not in str(document)


def test_g160_no_claim_comes_from_elsewhere_or_by_reference(target: Target) -> None:
    party = target.party
    asked = json.dumps({"userinfo": {"_claim_names": None, "_claim_sources": None, "verified_claims": {"value": {}}}})
    with target.controlled():
        tokens = party.tokens(target.browser, claims=asked)
        for said in (party.userinfo(tokens["access_token"]).json(), party.claims_of(tokens["id_token"])):
            assert not {name for name in said if name.startswith("_") or name == "verified_claims"}


def _refresh(target: Target, token: str, *, evil: bool = False) -> requests.Response:
    party = target.evil if evil else target.party
    return party.call("oidcAccessToken", {"grant_type": "refresh_token", "refresh_token": token})


def test_g161_a_refresh_token_serves_once_and_a_stolen_one_ends_its_family(target: Target) -> None:
    with target.controlled():
        first = target.party.tokens(target.browser)
        refused_directly(_refresh(target, first["refresh_token"], evil=True), "invalid_grant")
        second = _refresh(target, first["refresh_token"]).json()
        before, after = (target.party.claims_of(one["id_token"]) for one in (first, second))
        assert [before[name] for name in ("iss", "sub", "aud", "sid", "auth_time")] == [
            after[name] for name in ("iss", "sub", "aud", "sid", "auth_time")
        ]
        refused_directly(_refresh(target, first["refresh_token"]), "invalid_grant")
        refused_directly(_refresh(target, second["refresh_token"]), "invalid_grant")
        for tokens in (first, second):
            assert target.party.userinfo(tokens["access_token"]).status_code == 401


def test_g161_no_refresh_outlives_the_session(target: Target) -> None:
    browser = signed_in(target.party)
    token = target.party.tokens(browser)["refresh_token"]
    with later(target.party.sandbox, 6 * 3600 + 1):
        refused_directly(_refresh(target, token), "invalid_grant")
    target.control()


def test_g162_no_token_serves_as_another(target: Target) -> None:
    party = target.party
    with target.controlled():
        answered = party.code(target.browser)
        waiting = party.code(target.browser)
        tokens = answered.exchange().json()
        for other in (tokens["id_token"], tokens["refresh_token"], waiting.code, answered.code):
            assert party.userinfo(other).status_code == 401
        for other in (tokens["access_token"], tokens["id_token"], waiting.code):
            refused_directly(_refresh(target, other), "invalid_grant")
        for other in (tokens["access_token"], tokens["refresh_token"]):
            _disbelieved(target, other)
            refused_directly(waiting.exchange(code=other), "invalid_grant")
        assert party.userinfo(tokens["access_token"]).status_code == 200, "nothing of it was revoked by that"
        assert waiting.exchange().status_code == 200


def test_g162_userinfo_signed_for_a_client_is_no_id_token_of_it(target: Target) -> None:
    signing = target.party.register(name="signe", client_id="signe", terms={"userinfo_signed_response_alg": "ES256"})
    with target.controlled():
        signed = signing.userinfo(signing.tokens(target.browser)["access_token"]).text
        reply = signing.question(id_token_hint=signed, prompt="none").ask(target.browser)
        refused_at_once(reply, "oidc.id_token_hint", signing)
    signing.withdraw()


def test_g163_a_stranger_learns_and_ends_nothing_of_anothers_tokens(target: Target) -> None:
    with target.controlled():
        tokens = target.party.tokens(target.browser)
        for kind in ("access_token", "refresh_token"):
            fields = {"token": tokens[kind]}
            assert target.evil.call("introspect", fields).json() == {"active": False}
            assert target.evil.call("revoke", fields).status_code == 200
            assert target.party.call("introspect", fields, auth=("palet", "x")).status_code == 401
            assert target.party.call("revoke", fields, auth=None).status_code == 401
            assert target.party.call("introspect", fields).json()["active"] is True
        assert target.party.userinfo(tokens["access_token"]).status_code == 200


def test_g164_no_binding_is_announced_that_is_not_verified(target: Target) -> None:
    with target.controlled():
        document = requests.get(target.party.url(".well-known/openid-configuration"), timeout=TIMEOUT).json()
        assert not [name for name in document if "dpop" in name or "mtls" in name or "tls_client" in name]
        assert target.party.tokens(target.browser)["token_type"] == "Bearer"
