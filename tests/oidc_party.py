"""Owns a client of one's own: its contract in a sandbox's workspace, its requests to the hub, its tokens."""

import base64
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import requests
from joserfc import jwk, jwt

from broker.definitions.client_secrets import FOLDER, ClientSecrets
from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import choose_guichet, entry_link, person_of
from tests.sandbox import Sandbox, sign_in_by_hand

PUPIL, TEACHER = "ibrahima.le-goff", "helene.ouattara"
TIMEOUT = 20
_CONTRACT = """\
issuer = "gar"
resource = "{resource}"
access_url = "https://{name}.example/"
title = {{ fr = "{name}", en = "{name}" }}
purpose = {{ fr = "Essayer.", en = "Try." }}
legal_basis = "Aucune : bac à sable"
profiles = ["National_elv", "National_ens", "National_tut"]
valid_from = 2024-09-01
valid_until = {until}
approved_by = "Les tests"
open_to_all = true
provider = {{ siren_isni = "777777788_0000000000000000", name = "Fournisseur d’essai" }}
attributes = [
{rows}]

[oidc]
{terms}
"""


@dataclass(frozen=True)
class Party:
    """Describe a client of one resource; `terms` are its registration, besides client_id and redirect_uris."""

    sandbox: Sandbox
    name: str = "palet"
    client_id: str = "palet"
    callback: str = "https://palet.example/cb"
    codes: tuple[str, ...] = ("IDO", "UAI", "PRO", "PRE", "DIV", "GRO")
    until: str = "2031-08-31"
    terms: Mapping[str, object] = field(default_factory=dict)

    @property
    def resource(self) -> str:
        return f"ark:/77777/{self.name}"

    @property
    def issuer(self) -> str:
        return f"{self.sandbox.home}/oidc"

    @property
    def secret(self) -> str:
        """Return the secret, from the file that the hub makes for the publisher."""
        return ClientSecrets(self.sandbox.workspace.keys / FOLDER).read(self.client_id)

    def url(self, path: str) -> str:
        """Return the address of an endpoint."""
        return f"{self.issuer}/{path}"

    def register(self, **changes: Any) -> Self:  # noqa: ANN401 - any field of the type
        """Write the contract, with what is changed, and return the party that it describes."""
        changed = replace(self, **changes)
        terms = {
            "client_id": changed.client_id,
            "redirect_uris": [changed.callback],
            "id_token_signed_response_alg": "ES256",
            **changed.terms,
        }
        rows = "".join(f'  {{ code = "{code}", purpose = "Essai." }},\n' for code in changed.codes)
        text = _CONTRACT.format(
            resource=changed.resource,
            name=changed.name,
            until=changed.until,
            rows=rows,
            terms="\n".join(f"{name} = {_toml(value)}" for name, value in terms.items()),
        )
        (changed.sandbox.workspace.contracts / f"{changed.name}.toml").write_text(text)
        return changed

    def withdraw(self) -> None:
        """Remove the contract."""
        (self.sandbox.workspace.contracts / f"{self.name}.toml").unlink()

    def question(self, **changes: str | None) -> "Question":
        """Return a right request with fresh state, nonce and PKCE; a change of None leaves a parameter out."""
        verifier = secrets.token_urlsafe(48)
        right: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.callback,
            "scope": "openid scope.gar",
            "state": secrets.token_urlsafe(12),
            "nonce": secrets.token_urlsafe(12),
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
            "idRessource": self.resource,
        }
        kept = {name: value for name, value in {**right, **changes}.items() if value is not None}
        return Question(self, kept, verifier)

    def code(self, browser: Browser, **changes: str | None) -> "Answered":
        """Ask in a browser that is signed in at the hub, and return the code with what belongs to it."""
        question = self.question(**changes)
        found = question.ask(browser)
        assert "code" in found.said, f"HTTP {found.status}: {found.said}"
        return Answered(question, found.said["code"])

    def tokens(self, browser: Browser, **changes: str | None) -> dict[str, Any]:
        """Return the answer of the token endpoint to a fresh code."""
        answer = self.code(browser, **changes).exchange()
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def call(self, path: str, data: Mapping[str, str], **options: Any) -> requests.Response:  # noqa: ANN401
        """Post a form to an endpoint as the client, by client_secret_basic unless told otherwise."""
        options.setdefault("auth", (self.client_id, self.secret))
        return requests.post(self.url(path), data=data, timeout=TIMEOUT, allow_redirects=False, **options)

    def userinfo(self, token: str, **query: str) -> requests.Response:
        """Read userinfo with a token."""
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(self.url("oidcProfile"), params=query, headers=headers, timeout=TIMEOUT)

    def claims_of(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that the hub's published keys verify."""
        keys = jwk.KeySet.import_key_set(requests.get(self.url("jwks"), timeout=TIMEOUT).json())
        return jwt.decode(token, keys, algorithms=["ES256", "RS256"]).claims


@dataclass(frozen=True)
class Reply:
    """Hold an answer to an authorization request: a redirect's query, a form's fields, or a page."""

    status: int
    address: str
    said: dict[str, str]
    answer: requests.Response


@dataclass(frozen=True)
class Question:
    """Hold an authorization request and the verifier of its challenge."""

    party: Party
    parameters: dict[str, str]
    verifier: str

    @property
    def url(self) -> str:
        """Return the address of the request."""
        url = requests.Request("GET", self.party.url("oidcAuthorize"), params=self.parameters).prepare().url
        assert url is not None
        return url

    def ask(
        self,
        browser: Browser | None = None,
        *,
        post: bool = False,
        more: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send it, following nothing; `more` is written behind the query as it stands."""
        http = (browser or Browser()).http
        if post:
            url = self.party.url("oidcAuthorize")
            return read_reply(
                http.post(url, data=self.parameters, headers=headers, timeout=TIMEOUT, allow_redirects=False)
            )
        return read_reply(http.get(f"{self.url}{more}", timeout=TIMEOUT, allow_redirects=False))


@dataclass(frozen=True)
class Answered:
    """Hold a code, and the question whose answer it is."""

    question: Question
    code: str

    def exchange(self, *, auth: tuple[str, str] | None = None, **changes: str | None) -> requests.Response:
        """Exchange the code; a change of None leaves a parameter out."""
        right: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": self.code,
            "redirect_uri": self.question.parameters["redirect_uri"],
            "code_verifier": self.question.verifier,
        }
        data = {name: value for name, value in {**right, **changes}.items() if value is not None}
        party = self.question.party
        return party.call("oidcAccessToken", data, auth=auth or (party.client_id, party.secret))


def read_reply(answer: requests.Response) -> Reply:
    """Read an authorization response, whichever way it goes."""
    address = answer.headers.get("Location", "")
    parts = urlsplit(address)
    if address:
        plain = parts._replace(query="", fragment="").geturl()
        return Reply(answer.status_code, plain, dict(parse_qsl(parts.query)), answer)
    return Reply(answer.status_code, "", {}, answer)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def signed_in(party: Party, login: str = PUPIL) -> Browser:
    """Return a browser that is signed in at the hub, by the person's own ENT; the code it got is left unused."""
    browser, sandbox = Browser(), party.sandbox
    project = person_of(sandbox, login).key.project
    entry = entry_link(sandbox, party.resource, project=project)
    browser.http.get(entry, timeout=TIMEOUT, allow_redirects=False)
    page = browser.get(party.question().url)
    if not any("password" in form.fields for form in forms_of(page)):
        page = choose_guichet(browser, page, "ent-cour")
    with suppress(requests.ConnectionError):  # the client's address is nobody's: the browser ends there
        sign_in_by_hand(browser, page, login)
    return browser


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
