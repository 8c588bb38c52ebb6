"""Owns the OpenID Connect side of the small hub: discovery, keys, tokens, userinfo; a test may spoil each of them."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from tests.sp_examples.hub_server import Asked
from tests.sp_examples.yard import Yard

CLIENT = "herbier"
ARK = "ark:/77777/herbier"
SECRET = "a-secret-of-the-hub"
CALLBACK = "http://localhost/herbier/oidc/callback"
DISCOVERY = "/oidc/.well-known/openid-configuration"
KEYS = "/oidc/jwks"
TOKEN = "/oidc/oidcAccessToken"
USERINFO = "/oidc/oidcProfile"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
IDO = "0a" * 64


def now(seconds: int = 0) -> int:
    """Return the present plus so many seconds; authlib reads the machine's clock too."""
    return int(datetime.now(UTC).timestamp()) + seconds  # noqa: TID251


def sign(claims: object, key: RSAKey | ECKey, **header: str) -> str:
    """Return a JWS of these claims; a header that is given takes the place of what the key says."""
    said = {"alg": "RS256" if isinstance(key, RSAKey) else "ES256", "kid": str(key.kid)} | header
    return jws.serialize_compact(said, json.dumps(claims), key, algorithms=[said["alg"]])


def new_key(kid: str, kind: str = "RSA") -> RSAKey | ECKey:
    """Make a key of the hub."""
    if kind == "EC":
        return ECKey.generate_key("P-256", {"kid": kid})
    return RSAKey.generate_key(2048, {"kid": kid})


@dataclass
class Provider:
    """Play the hub's OpenID Connect side at a yard's server. What is None or unchanged is right."""

    yard: Yard
    key: RSAKey | ECKey
    published: list[RSAKey | ECKey] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    write: Callable[["Provider", dict[str, Any]], str] = lambda provider, claims: sign(claims, provider.key)
    asked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.published = self.published or [self.key]
        (self.yard.secrets / f"{CLIENT}.secret").write_text(f"{SECRET}\n")
        places = self.yard.server.places
        places[DISCOVERY] = lambda _asked: (200, json.dumps(self.discovery()))
        places[KEYS] = lambda _asked: (
            200,
            json.dumps({"keys": [key.as_dict(private=False) for key in self.published]}),
        )
        places[TOKEN] = self._give_token
        places[USERINFO] = self._give_userinfo

    @property
    def issuer(self) -> str:
        return f"{self.yard.server.url}/oidc"

    def discovery(self) -> dict[str, str]:
        """Return the discovery document."""
        paths = {"authorization": "oidcAuthorize", "token": "oidcAccessToken", "userinfo": "oidcProfile"}
        described = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in paths.items()}
        ends = {"end_session_endpoint": f"{self.issuer}/oidcLogout", "jwks_uri": f"{self.issuer}/jwks"}
        return {"issuer": self.issuer, **described, **ends}

    def ask(self, browser: FlaskClient, query: str = "") -> dict[str, str]:
        """Open the resource, and return what it asks of the authorization endpoint."""
        location = urlsplit(browser.get(f"/herbier/{query}").location)
        assert location.path == "/oidc/oidcAuthorize"
        self.asked = {name: values[0] for name, values in parse_qs(location.query).items()}
        return self.asked

    def bring(self, browser: FlaskClient, **changes: str | None) -> TestResponse:
        """Bring the answer to the question, but for some changes, to the resource."""
        answer = {"code": "code-1", "state": self.asked["state"], "iss": self.issuer} | changes
        query = {name: value for name, value in answer.items() if value is not None}
        return browser.get("/herbier/oidc/callback", query_string=query)

    def sign_on(self, browser: FlaskClient) -> TestResponse:
        """Ask and answer."""
        self.ask(browser)
        return self.bring(browser)

    def id_token_claims(self) -> dict[str, Any]:
        """Return the claims of the ID token, but for the changes asked for; None takes a claim away."""
        right = {"iss": self.issuer, "aud": CLIENT, "sub": IDO, "sid": "sid-1", "nonce": self.asked["nonce"]}
        return _but_for(right | {"iat": now(), "exp": now(300), "auth_time": now(-10)}, self.claims)

    def logout_claims(self, **changes: object) -> dict[str, Any]:
        """Return the claims of a logout token, but for some changes; None takes a claim away."""
        right = {"iss": self.issuer, "aud": CLIENT, "iat": now(), "exp": now(120), "events": {EVENT: {}}}
        return _but_for(right | {"jti": f"jti-{now()}-{id(changes)}", "sid": "sid-1"}, changes)

    def tell(self, token: str) -> TestResponse:
        """Bring a logout token to the resource, as the hub would."""
        return self.yard.browser().post("/herbier/backchannel", data={"logout_token": token})

    def _give_token(self, asked: Asked) -> tuple[int, str]:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked.authorization != f"Basic {basic}":
            return 401, json.dumps({"error": "invalid_client"})
        challenge = hashlib.sha256(asked.form["code_verifier"][0].encode()).digest()
        given = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        right = {"grant_type": ["authorization_code"], "code": ["code-1"], "redirect_uri": [CALLBACK]}
        if given != self.asked["code_challenge"] or any(asked.form.get(name) != one for name, one in right.items()):
            return 400, json.dumps({"error": "invalid_grant"})
        token = {"access_token": "access-1", "token_type": "Bearer", "expires_in": 60}
        return 200, json.dumps(token | {"id_token": self.write(self, self.id_token_claims())})

    def _give_userinfo(self, asked: Asked) -> tuple[int, str]:
        if asked.authorization != "Bearer access-1":
            return 401, ""
        if asked.query != {"idRessource": [ARK], "access_mode": ["web"]}:
            return 403, ""
        right = {"id": IDO, "sub": IDO, "client_id": CLIENT, "service": CALLBACK, "auth_time": now(-10)}
        return 200, json.dumps(_but_for(right | {"IDO": IDO, "UAI": "0561641E"}, self.userinfo))


def _but_for(right: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (right | changes).items() if value is not None}
