"""Owns the question to a provider: what makes its answer ours and nobody else's, and the address that carries it."""

import base64
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from broker.core.oidc_upstream import OidcUpstream

_RANDOM_BYTES = 32  # 43 characters: longer than anybody asks of state, nonce (22, 32) and verifier (43)


@dataclass(frozen=True, slots=True)
class Question:
    """Hold the secrets of one question: each is fresh, long, and used once."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def new_question() -> Question:
    """Return the secrets of a new question."""
    return Question(*(secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3)))


def challenge_of(verifier: str) -> str:
    """Return what the question shows of its verifier: S256 (RFC 7636 4.2)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def parameters_of(
    question: Question, upstream: OidcUpstream, redirect_uri: str, *, prompt: str = "", acr_values: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the parameters of an authorization request (OpenID Connect Core 1.0 3.1.2.1, RFC 7636 4.3)."""
    optional = {"acr_values": " ".join(acr_values or upstream.acr_values), "prompt": prompt}
    return {
        "response_type": "code",
        "client_id": upstream.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(upstream.scopes),
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge_of(question.verifier),
        "code_challenge_method": "S256",
        **{name: value for name, value in optional.items() if value},
        **dict(upstream.parameters),
    }


def address_of(endpoint: str, parameters: dict[str, str]) -> str:
    """Return the address that asks, beside what the endpoint's own query holds (RFC 6749 3.1)."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(parameters)}"
