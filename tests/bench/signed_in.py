"""Owns the browsers that the benches of OpenID Connect and CAS drive: each is signed in at the hub."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tests.bench.login_chain import Chain, Traveller
from tests.bench.login_sides import RESOURCE
from tests.bench.pkce import challenge_of

CLIENT = "bench"
CALLBACK = "https://resource.example.test/oidc/callback"
CAS_SERVICE = "https://resource.example.test/cas/"
TERMS = f"""
[oidc]
client_id = "{CLIENT}"
redirect_uris = ["{CALLBACK}"]
id_token_signed_response_alg = "ES256"
token_endpoint_auth_methods = ["client_secret_post"]

[cas]
services = ["{CAS_SERVICE}"]
"""
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Code:
    """Hold an authorization code with the verifier that redeems it."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(slots=True)
class SignedIn:
    """Drive one browser that has a session at the hub, on one kept-alive connection."""

    http: HTTPConnection
    cookies: dict[str, str]
    traveller: Traveller
    secret: str = field(repr=False)

    def authorize(self) -> Code:
        """Ask for a code, and take it from the redirect."""
        verifier = secrets.token_urlsafe(32)
        query = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": CALLBACK,
            "scope": "openid scope.gar",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "idRessource": RESOURCE,
        }
        where = self._redirected(f"/oidc/oidcAuthorize?{urlencode(query)}")
        answer = parse_qs(urlsplit(where).query)
        assert where.startswith(f"{CALLBACK}?"), where
        assert answer["state"] == [query["state"]]
        return Code(answer["code"][0], verifier)

    def token_form(self, code: Code) -> str:
        """Return the form that redeems a code."""
        values = {"grant_type": "authorization_code", "code": code.code, "redirect_uri": CALLBACK}
        values |= {"code_verifier": code.verifier, "client_id": CLIENT, "client_secret": self.secret}
        return urlencode(values)

    def sign_on_by_oidc(self, *, checked: bool) -> None:
        """Take one login from the authorization request to userinfo."""
        form = self.token_form(self.authorize())
        tokens = json.loads(self._body("POST", "/oidc/oidcAccessToken", form, _FORM))
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        found = json.loads(self._body("GET", "/oidc/oidcProfile", None, bearer))
        if checked:
            assert len(tokens["id_token"].split(".")) == 3
            self._check(found)

    def sign_on_by_cas(self, *, checked: bool) -> None:
        """Take one login from the service's request to the validation of its ticket."""
        service = quote(CAS_SERVICE, safe="")
        where = self._redirected(f"/login?service={service}")
        assert where.startswith(f"{CAS_SERVICE}?ticket=ST-"), where
        ticket = parse_qs(urlsplit(where).query)["ticket"][0]
        answer = self._body("GET", f"/p3/serviceValidate?service={service}&ticket={ticket}", None, {})
        assert "authenticationSuccess" in answer, answer
        if checked:
            for code, values in self.traveller.expected.items():
                for value in values:
                    assert f"<cas:{code}>{value}</cas:{code}>" in answer, code

    def _check(self, found: Mapping[str, object]) -> None:
        assert len(str(found["IDO"])) == 128
        for code, values in self.traveller.expected.items():
            assert found[code] in (list(values), values[0]), code

    def _redirected(self, target: str) -> str:
        """Return where the hub sends the browser."""
        self.http.request("GET", target, headers={"Cookie": self._cookie()})
        answer = self.http.getresponse()
        page = answer.read()
        assert answer.status in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}, page[:3000]
        return answer.headers["Location"]

    def _body(self, method: str, target: str, body: str | None, headers: dict[str, str]) -> str:
        self.http.request(method, target, body, headers)
        answer = self.http.getresponse()
        page = answer.read().decode()
        assert answer.status == HTTPStatus.OK, page[:3000]
        return page

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def sign_in(chain: Chain, traveller: Traveller, secret: str) -> SignedIn:
    """Sign a person in at the hub as a SAML resource makes them, and return their browser."""
    cookies = chain.follow_link(traveller)
    chain.sign_on(traveller, cookies, checked=True)
    return SignedIn(chain.http, cookies, traveller, secret)
