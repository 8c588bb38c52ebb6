"""Holds the provider's metadata and keys to OpenID Connect Discovery 1.0, 3 and 4, and RFC 8414, 3."""

import base64
import hashlib
import json

import requests

from broker.keys.rotation import announce, retire, use
from broker.protocols.oidc.token_keys import token_key_rings
from tests.oidc_party import TIMEOUT, Party


def _document(party: Party) -> dict[str, object]:
    found: dict[str, object] = requests.get(party.url(".well-known/openid-configuration"), timeout=TIMEOUT).json()
    return found


def test_the_issuer_is_the_address_of_the_document_less_the_well_known_part(party: Party) -> None:
    assert _document(party)["issuer"] == party.issuer


def test_every_endpoint_named_is_there(party: Party) -> None:
    document = _document(party)
    endpoints = {name: url for name, url in document.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(endpoints) == 8
    for name, url in endpoints.items():
        assert str(url).startswith(f"{party.issuer}/"), name
        assert requests.get(str(url), timeout=TIMEOUT, allow_redirects=False).status_code != 404, name


def test_the_gars_own_paths_are_the_gars(party: Party) -> None:
    document, issuer = _document(party), party.issuer
    assert document["authorization_endpoint"] == f"{issuer}/oidcAuthorize"
    assert document["token_endpoint"] == f"{issuer}/oidcAccessToken"
    assert document["userinfo_endpoint"] == f"{issuer}/oidcProfile"


def test_what_is_not_served_is_not_announced(party: Party) -> None:
    document = _document(party)
    assert document["response_types_supported"] == ["code"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    assert "none" not in str(document["id_token_signing_alg_values_supported"])
    for absent in ("registration_endpoint", "device_authorization_endpoint", "backchannel_authentication_endpoint"):
        assert absent not in document


def test_rfc_8414_gives_the_same_document_before_the_issuers_path(party: Party) -> None:
    url = f"{party.sandbox.home}/.well-known/oauth-authorization-server/oidc"
    assert requests.get(url, timeout=TIMEOUT).json() == _document(party)


def test_anybody_may_read_what_holds_nothing_of_anybody(party: Party) -> None:
    for path in (".well-known/openid-configuration", "jwks"):
        answer = requests.get(party.url(path), timeout=TIMEOUT)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Content-Type"] == "application/json"
    answer = requests.get(party.url("oidcProfile"), headers={"Origin": "https://evil.example"}, timeout=TIMEOUT)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_key_set_holds_public_keys_named_by_their_thumbprints(party: Party) -> None:
    found = requests.get(party.url("jwks"), timeout=TIMEOUT).json()["keys"]
    assert {(key["kty"], key["alg"], key["use"]) for key in found} == {("EC", "ES256", "sig"), ("RSA", "RS256", "sig")}
    for key in found:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
        assert _thumbprint(key) == key["kid"]


def test_a_key_is_announced_before_it_signs_and_stays_published_after(party: Party) -> None:
    """G156: no token is ever signed by a key that was not published before, and the former verifies on."""
    ring = token_key_rings(party.sandbox.shared.hub, party.sandbox.workspace.keys)["ES256"]
    before = _kids(party)
    announce(ring)
    announced = _kids(party)
    assert len(announced) == len(before) + 1
    use(ring)
    assert _kids(party) == announced
    retire(ring)
    assert len(_kids(party)) == len(before)


def _thumbprint(key: dict[str, str]) -> str:
    """Return the SHA-256 of a key's required members in order of their names (RFC 7638, 3)."""
    required = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}[key["kty"]]
    text = json.dumps({name: key[name] for name in required}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _kids(party: Party) -> set[str]:
    return {key["kid"] for key in requests.get(party.url("jwks"), timeout=TIMEOUT).json()["keys"]}
