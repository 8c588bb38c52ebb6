"""Owns a relying party of any issuer that speaks OpenID Connect: its contract, its questions, what it then believes.

It knows the issuer by its discovery document, and talks to it with authlib; nothing of the broker reads its tokens.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwe, jwk, jwt

from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.lab.browser import Browser, forms_of
from tests.oidc_party import TIMEOUT, Reply, read_reply
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import Canary

_CONTRACT = """\
issuer = "{issuer}"
resource = "{name}"
access_url = "{access_url}"
title = {{ fr = "{name}", en = "{name}" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["{profile}"]
vocabulary = "{vocabulary}"
per_school = false
valid_from = 2024-09-01
valid_until = 2031-08-31
approved_by = "Les tests"
provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
{more}
attributes = [
{rows}]

[oidc]
{terms}
"""


@dataclass(frozen=True)
class RelyingParty:
    """Describe a client of an issuer; `key` opens what is encrypted to it."""

    sandbox: Sandbox
    issuer: str
    vocabulary: str
    profile: str
    codes: tuple[str, ...]
    name: str = "bergamote"
    canary: Canary | None = None
    access_url: str = "https://bergamote.example/"
    more: str = ""
    terms: Mapping[str, object] = field(default_factory=dict)
    key: jwk.RSAKey | None = None

    @property
    def callback(self) -> str:
        return f"{self.canary.url}/cb" if self.canary else f"https://{self.name}.example/cb"

    @property
    def secret(self) -> str:
        return ClientSecrets(self.sandbox.workspace.keys / FOLDER).read(self.name)

    @property
    def url(self) -> str:
        """Return the issuer identifier."""
        return f"{self.sandbox.urls[self.issuer]}/api/v2"

    @property
    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = requests.get(f"{self.url}/.well-known/openid-configuration", timeout=TIMEOUT).json()
        return found

    def register(self, **changes: Any) -> Self:  # noqa: ANN401 - any field of the type
        """Write the contract, with what is changed, and return the party that it describes."""
        changed = replace(self, **changes)
        terms = {
            "client_id": changed.name,
            "redirect_uris": [changed.callback],
            "post_logout_redirect_uris": [f"https://{changed.name}.example/"],
            "token_endpoint_auth_methods": ["client_secret_post"],
            "id_token_signed_response_alg": "ES256",
            **changed.terms,
        }
        text = _CONTRACT.format(
            issuer=changed.issuer,
            name=changed.name,
            access_url=changed.access_url,
            profile=changed.profile,
            vocabulary=changed.vocabulary,
            more=changed.more,
            rows="".join(f'  {{ code = "{code}", purpose = "Essai." }},\n' for code in changed.codes),
            terms="\n".join(f"{name} = {_toml(value)}" for name, value in terms.items()),
        )
        (changed.sandbox.workspace.contracts / f"{changed.name}.toml").write_text(text)
        return changed

    def withdraw(self) -> None:
        """Remove the contract."""
        (self.sandbox.workspace.contracts / f"{self.name}.toml").unlink()

    def question(self, **changes: str | None) -> dict[str, str]:
        """Return the parameters of a right request; a change of None leaves one out."""
        right: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.name,
            "redirect_uri": self.callback,
            "scope": "openid",
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
        }
        return {name: value for name, value in {**right, **changes}.items() if value is not None}

    def ask(self, parameters: Mapping[str, str], browser: Browser | None = None) -> Reply:
        """Send a request, following nothing."""
        endpoint = self.described["authorization_endpoint"]
        http = (browser or Browser()).http
        return read_reply(http.get(endpoint, params=dict(parameters), timeout=TIMEOUT, allow_redirects=False))

    def page(self, parameters: Mapping[str, str], browser: Browser) -> requests.Response:
        """Open the page to which a request leads."""
        asked = requests.Request("GET", self.described["authorization_endpoint"], params=dict(parameters)).prepare()
        return browser.get(asked.url or "")

    def sign_on(self, login: str, browser: Browser | None = None, **changes: str | None) -> "Arrival":
        """Sign a person on through a browser, and return what came."""
        asked, browser = self.question(**changes), browser or Browser()
        page = self.page(asked, browser)
        if login:
            page = sign_in_by_hand(browser, page, login)
        code = next((form for form in forms_of(page) if "code" in form.fields), None)
        if code is not None:  # the sandbox shows the one of the moment
            browser.submit(code, {"code": _shown_code(page)})
        return self.take(asked)

    def take(self, asked: Mapping[str, str]) -> "Arrival":
        """Take what the browser brought to the callback."""
        assert self.canary is not None, "only a party with an address of its own is answered"
        brought = dict(parse_qsl(urlsplit(self.canary.calls[-1]).query))
        assert "code" in brought, brought
        assert brought["state"] == asked["state"]
        return Arrival(self, dict(asked), brought["code"])


@dataclass(frozen=True)
class Arrival:
    """Hold the code of a sign-on, and read what it stands for once."""

    party: RelyingParty
    asked: dict[str, str]
    code: str

    def exchange(self, **more: str) -> dict[str, Any]:
        """Exchange the code with authlib, by client_secret_post."""
        party = self.party
        with OAuth2Session(
            party.name,
            party.secret,
            redirect_uri=party.callback,
            token_endpoint_auth_method="client_secret_post",
        ) as session:
            endpoint = party.described["token_endpoint"]
            token: dict[str, Any] = session.fetch_token(
                endpoint, grant_type="authorization_code", code=self.code, **more
            )
        return token

    def claims(self, token: Mapping[str, Any]) -> dict[str, Any]:
        """Return the claims of the ID token, checked as authlib does."""
        decoded = self.party_reads(str(token["id_token"]))
        issuer, name = self.party.described["issuer"], self.party.name
        wanted = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": name}}
        known = {"nonce": self.asked["nonce"], "client_id": name, "access_token": token["access_token"]}
        CodeIDToken(decoded.claims, decoded.header, wanted, known).validate()
        return dict(decoded.claims)

    def userinfo(self, token: Mapping[str, Any]) -> dict[str, Any]:
        """Return userinfo, whose token the issuer's keys verify."""
        answer = fetch_userinfo(self.party, str(token["access_token"]))
        assert answer.headers["Content-Type"].startswith("application/jwt"), answer.text
        return dict(self.party_reads(answer.text).claims)

    def party_reads(self, text: str) -> jwt.Token:
        """Read a token as the party does: decrypted by its own key, verified by the issuer's or by the secret."""
        if text.count(".") == 4:
            assert self.party.key is not None
            opened = jwe.decrypt_compact(text, self.party.key, algorithms=["RSA-OAEP", "A256GCM"])
            text = (opened.plaintext or b"").decode()
        if self.party.terms.get("id_token_signed_response_alg") == "HS256":
            return jwt.decode(text, jwk.OctKey.import_key(self.party.secret), algorithms=["HS256"])
        keys = jwk.KeySet.import_key_set(requests.get(self.party.described["jwks_uri"], timeout=TIMEOUT).json())
        return jwt.decode(text, keys, algorithms=["ES256"])


def _shown_code(page: requests.Response) -> str:
    found = re.search(r"<code[^>]*>\s*([0-9]{6})\s*</code>", page.text)
    assert found is not None, page.text
    return found[1]


def fetch_userinfo(party: RelyingParty, token: str) -> requests.Response:
    """Ask for userinfo with a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(party.described["userinfo_endpoint"], headers=headers, timeout=TIMEOUT)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{name} = {_toml(inner)}' for name, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
