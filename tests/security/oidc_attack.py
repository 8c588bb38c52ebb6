"""Owns what the attacks on OpenID Connect share: a client, a person signed in, forged tokens, and the controls."""

import base64
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import requests
from joserfc import jws
from joserfc.jwk import ECKey

from broker.lab.browser import Browser
from tests.journeys.steps import read_refusal
from tests.oidc_party import TIMEOUT, Party, Reply, signed_in

AFTER = "https://palet.example/bye"
Claims = dict[str, Any]


@dataclass
class Target:
    """Hold the client that is attacked, another registered client in an attacker's hands, and a person signed in."""

    party: Party
    evil: Party
    _browsers: list[Browser] = field(default_factory=list)

    @property
    def browser(self) -> Browser:
        """Return a browser with a session at the hub."""
        if not self._browsers or "code" not in self.party.question(prompt="none").ask(self._browsers[0]).said:
            self._browsers[:] = [signed_in(self.party)]
        return self._browsers[0]

    @contextmanager
    def controlled(self) -> Iterator[None]:
        """Show before and after an attack that an honest sign-on succeeds: a refusal proves something only then."""
        self.control()
        yield
        self.control()

    def control(self) -> Claims:
        """Sign on honestly, and return the claims of the ID token."""
        answered = self.party.code(self.browser)
        tokens = answered.exchange().json()
        claims = self.party.claims_of(tokens["id_token"])
        assert claims["nonce"] == answered.question.parameters["nonce"]
        document = self.party.userinfo(tokens["access_token"]).json()
        assert (document["PRO"], document["sub"]) == ("National_elv", claims["sub"])
        return claims

    def hint(self, token: str) -> Reply:
        """Send a token as the hint of a silent request: a believed one of this person gives a code."""
        return self.party.question(id_token_hint=token, prompt="none").ask(self.browser)

    def leave(self, **parameters: str) -> requests.Response:
        """Ask for the end of this person's session, following nothing."""
        url = self.party.url("logout")
        return self.browser.http.get(url, params=parameters, timeout=TIMEOUT, allow_redirects=False)


def refused_at_once(reply: Reply, code: str, party: Party) -> None:
    """Fail unless the client is told this very refusal, at its own address, and given no code."""
    assert reply.address == party.callback, f"HTTP {reply.status} {reply.address}"
    assert reply.said["error_description"].startswith(f"{code}: "), reply.said
    assert "code" not in reply.said
    assert reply.said["iss"] == party.issuer


def refused_on_a_page(reply: Reply, code: str) -> None:
    """Fail unless the person is told this very refusal and the browser is sent nowhere."""
    assert (reply.status, reply.address) == (400, ""), reply
    assert read_refusal(reply.answer).code == code


def refused_directly(answer: requests.Response, error: str) -> None:
    """Fail unless a direct call got this error and no token."""
    assert answer.json()["error"] == error, answer.text
    assert "access_token" not in answer.text


def encoded(part: bytes) -> str:
    """Write a part of a token."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(part: str) -> Claims:
    """Read a part of a token."""
    found: Claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def token_of(header: Mapping[str, object] | str, claims: Mapping[str, object] | str, signature: bytes = b"") -> str:
    """Write a token as it is given, whatever it says."""
    parts = (part if isinstance(part, str) else json.dumps(part) for part in (header, claims))
    return ".".join([*(encoded(part.encode()) for part in parts), encoded(signature)])


def signed_by(key: ECKey, header: Mapping[str, object], claims: Mapping[str, object] | str) -> str:
    """Write a token signed by a key, as ES256."""
    unsigned = token_of({"alg": "ES256", "typ": "JWT", **header}, claims).rsplit(".", 1)[0]
    signature = jws.JWSRegistry.algorithms["ES256"].sign(unsigned.encode(), key)
    return f"{unsigned}.{encoded(signature)}"


def signed_with_hmac(secret: bytes, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """Write a token whose signature is an HMAC (G148)."""
    unsigned = token_of({"alg": "HS256", "typ": "JWT", **header}, claims).rsplit(".", 1)[0]
    return f"{unsigned}.{encoded(hmac.digest(secret, unsigned.encode(), sha256))}"
