"""Owns an OpenID provider of the tests: it signs everybody on at once, and lies as a test asks."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey

CLIENT = "hub-essai"
_REGISTRY = jws.JWSRegistry(algorithms=["ES256"])


def key(kid: str) -> ECKey:
    """Return a fresh key of that name."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@dataclass
class Provider:
    """Hold a provider's keys, whom it signs on, what it changes of the truth, and what it was asked.

    `answer` changes the parameters of its answer, `claims` those of the ID token, `userinfo` those of userinfo; None
    leaves one out. `seal` signs claims: change it to lie about keys and algorithms.
    """

    url: str = ""
    clock_shift: float = 0.0
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1"})
    answer: dict[str, str | None] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    plain_userinfo: bool = False
    status: dict[str, int] = field(default_factory=dict)
    published: ECKey = field(default_factory=lambda: key("k1"))
    signing: ECKey | None = None
    algorithm: str = "ES256"
    asked: list[dict[str, str]] = field(default_factory=list)
    exchanged: list[dict[str, str]] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)
    questions: dict[str, dict[str, str]] = field(default_factory=dict)

    def tell_the_truth(self) -> None:
        """Take back every lie."""
        fresh = Provider(url=self.url, published=self.published)
        for name in ("answer", "claims", "userinfo", "description", "tokens", "status"):
            setattr(self, name, getattr(fresh, name))
        self.person, self.plain_userinfo, self.signing, self.algorithm = {"sub": "s-1"}, False, None, "ES256"

    def described(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
        names |= {"jwks_uri": "jwks", "end_session_endpoint": "end"}
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in names.items()}, **self.description}

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes, with a code."""
        self.asked.append(query)
        code = f"code-{len(self.asked)}"
        self.questions[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.url, **self.answer}
        return f"{query['redirect_uri']}?{urlencode({k: v for k, v in answer.items() if v is not None})}"

    def exchange(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the tokens of a code, once, to the right client with the right verifier."""
        self.exchanged.append(form)
        question = self.questions.pop(form.get("code", ""), None)
        if question is None or question["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if question["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time() + self.clock_shift)  # noqa: TID251 - another party's clock
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.person["sub"], "iat": now, "exp": now + 60}
        claims |= {"nonce": question["nonce"], "auth_time": now, "acr": "eidas1"}
        tokens = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}
        return 200, {**tokens, "id_token": self.sign({**claims, **self.claims}), **self.tokens}

    def end(self, query: dict[str, str]) -> str:
        """Return where the browser goes after its session here has ended."""
        self.ended.append(query)
        return f"{query['post_logout_redirect_uri']}?{urlencode({'state': query['state']})}"

    def sign(self, claims: dict[str, Any]) -> str:
        """Return claims as a token; those changed to None are left out."""
        chosen = self.signing or self.published
        header = {"alg": self.algorithm, "kid": self.published.kid}
        said = json.dumps({k: v for k, v in claims.items() if v is not None}).encode()
        if self.algorithm != "ES256":
            signed = f"{_part(json.dumps(header).encode())}.{_part(said)}"
            public = self.published.as_pem(private=False)  # the usual confusion: what everybody knows as a secret
            mac = hmac.digest(public, signed.encode(), "sha256") if self.algorithm == "HS256" else b""
            return f"{signed}.{_part(mac)}"
        return jws.serialize_compact(header, said, chosen, registry=_REGISTRY)

    def key_set(self) -> dict[str, Any]:
        return {"keys": [self.published.as_dict(private=False)]}


def _part(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Door(BaseHTTPRequestHandler):
    """Serve one provider: a class of its own has it in `provider`."""

    provider: Provider

    def do_GET(self) -> None:
        """Answer at the provider's addresses; anywhere else, describe it."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        served = {
            "/authorize": lambda: self._redirect(self.provider.authorize(query)),
            "/end": lambda: self._redirect(self.provider.end(query)),
            "/jwks": lambda: self._json(self.provider.key_set()),
            "/userinfo": self._userinfo,
        }
        served.get(parts.path, lambda: self._json(self.provider.described()))()

    def do_POST(self) -> None:
        """Exchange a code."""
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        status, document = self.provider.exchange(form)
        self._json(document, status)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def _userinfo(self) -> None:
        claims = {**self.provider.person, **self.provider.userinfo}
        if self.provider.plain_userinfo:
            self._json(claims)
        else:
            token = self.provider.sign({"iss": self.provider.url, "aud": CLIENT, **claims})
            self._send(200, "application/jwt", token.encode())

    def _json(self, document: dict[str, Any], status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(document).encode())

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(self.provider.status.get(urlsplit(self.path).path, status))
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def providing() -> Iterator[Provider]:
    """Serve a provider on loopback until the end of the block."""
    provider = Provider()
    door = type("OneDoor", (Door,), {"provider": provider})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
