"""Owns the OpenID Connect side of a resource: what a publisher writes with authlib to work behind the hub."""

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import Response

from sp_examples.hub import TIMEOUT_SECONDS, Hub, HubUnavailable
from sp_examples.language import End, Message, Question, Word
from sp_examples.oidc_provider import OidcProvider
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.resources import Resource

# What userinfo says of the sign-on and not of the person (facts/gar.md 4.3); the rest are attributes.
_OF_THE_SIGN_ON = frozenset({"id", "sub", "sid", "auth_time", "client_id", "service", "iss", "aud", "iat", "exp"})


class OidcResource:
    """Ask the hub who is there, exchange the code that the browser brings, and read userinfo."""

    def __init__(self, resource: Resource, hub: Hub) -> None:
        self._resource = resource
        self._hub = hub
        self._client_id = resource.slug
        self._redirect_uri = f"{resource.url}oidc/callback"
        self._provider = OidcProvider(
            hub, self._client_id, "/oidc" if resource.provider_path is None else resource.provider_path
        )

    def word(self, message: Message) -> Word | None:
        """Tell what a message is by its place, each of which the hub knows from the contract."""
        if (message.method, message.place) == ("GET", "oidc/callback"):
            return Word.ANSWER
        if (message.method, message.place) in {("POST", "backchannel"), ("GET", "frontchannel")}:
            return Word.SIGNED_OUT
        return Word.CAME_BACK if (message.method, message.place) == ("GET", "") and "state" in message.fields else None

    def expects(self) -> dict[str, str]:
        """Return what an answer must say."""
        return {"iss": self._provider.issuer, "aud": self._client_id, "redirect_uri": self._redirect_uri}

    def ask(self) -> Question:
        """Send the browser to the authorization endpoint, with PKCE, `state`, `nonce` and what the issuer wants."""
        kept = {"code_verifier": secrets.token_urlsafe(48), "nonce": secrets.token_urlsafe(24)}
        with self._session() as session:
            location, state = session.create_authorization_url(
                self._provider.endpoint("authorization_endpoint"), **kept, **self._besides()
            )
        return Question(state, location, kept)

    def accept(self, message: Message, pending: Mapping[str, Question]) -> Received:
        """Return what the hub says in exchange for the code."""
        state = message.fields.get("state", "")
        came = {name: text for name, text in message.fields.items() if name != "code"}
        if state not in pending:
            raise NotAccepted(Why.UNSOLICITED, "", came, once=state)
        if message.fields.get("iss") != self._provider.issuer:  # RFC 9207, 2.4: another provider's answer
            raise NotAccepted(Why.NOT_FOR_US, "iss", came)
        if "error" in message.fields:
            raise NotAccepted(Why.STATUS, message.fields["error"], came)
        kept = pending[state].kept
        with self._session(self._hub.secret(self._client_id)) as session:
            token = self._exchange(session, message.fields.get("code", ""), kept["code_verifier"])
            claims = self._provider.read_id_token(token, kept["nonce"])
            userinfo = self._read_userinfo(session, claims["sub"])
        return Received(
            question=state,
            once=state,
            attributes={name: _texts(value) for name, value in userinfo.items() if name not in _OF_THE_SIGN_ON},
            envelope={name: str(claims[name]) for name in ("iss", "sub", "sid", "auth_time", "acr") if name in claims},
            documents={"id_token": token["id_token"], "id_token_claims": claims, "userinfo": userinfo},
            readable={"ID token": _readable(claims), "userinfo": _readable(userinfo)},
            known_as=frozenset(f"{name} {claims[name]}" for name in ("sid", "sub") if name in claims),
            for_sign_out={"id_token_hint": token["id_token"]},
        )

    def sign_out(self, received: Received) -> Question | None:
        """Send the browser to the end session endpoint (OpenID Connect RP-Initiated Logout 1.0, 2)."""
        endpoint = self._provider.endpoint("end_session_endpoint")
        if not endpoint:
            return None
        state = secrets.token_urlsafe(24)
        query = {"post_logout_redirect_uri": self._resource.url, "state": state, **received.for_sign_out}
        return Question(state, f"{endpoint}?{urlencode(query)}")

    def confirm(self, message: Message, left: Question) -> None:
        """Hold the browser that comes back to its own `state`; OpenID Connect says no more about the sign-out."""
        if not secrets.compare_digest(message.fields["state"].encode(), left.reference.encode()):
            raise NotAccepted(Why.UNSOLICITED, "state", dict(message.fields))

    def be_signed_out(self, message: Message, end: End) -> Response:
        """End the visits of a logout token (Back-Channel Logout 1.0, 2.8), or of `iss` and `sid` (Front-Channel)."""
        if message.place == "frontchannel":
            if message.fields.get("iss") == self._provider.issuer and "sid" in message.fields:
                end(frozenset({f"sid {message.fields['sid']}"}))
            hub = urlsplit(self._hub.url)
            policy = f"default-src 'none'; frame-ancestors {hub.scheme}://{hub.netloc}"  # the hub shows it in a frame
            return Response(headers={"Content-Security-Policy": policy})
        try:
            names = self._provider.read_logout_token(message.fields.get("logout_token", ""))
        except NotAccepted as refusal:
            body = {"error": "invalid_request", "error_description": f"{refusal.why.english} {refusal.detail}"}
            return Response(json.dumps(body), status=400, content_type="application/json")
        end(names)
        return Response(status=200)  # with Cache-Control: no-store, as every page here

    def _besides(self) -> dict[str, str]:
        """Return what the issuer wants besides: the hub the resource's ARK, others a level of assurance."""
        levels = {"acr_values": self._resource.levels} if self._resource.levels else {}
        return levels if self._resource.issuer else {"idRessource": self._resource.ark}

    def _session(self, secret: str | None = None) -> OAuth2Session:
        return OAuth2Session(
            self._client_id,
            secret,
            token_endpoint_auth_method=self._resource.method,
            scope=self._resource.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_SECONDS,
            leeway=0,  # an access token is used at once: authlib would hold one of a minute to be over already
        )

    def _exchange(self, session: OAuth2Session, code: str, verifier: str) -> dict[str, Any]:
        endpoint = self._provider.endpoint("token_endpoint")
        grant = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        try:
            token: dict[str, Any] = session.fetch_token(
                endpoint, **grant, allow_redirects=False, verify=self._hub.verify
            )
        except OAuthError as error:
            raise NotAccepted(Why.STATUS, f"{error.error}: {error.description}", {}) from error
        except (requests.RequestException, ValueError) as error:
            raise HubUnavailable(endpoint, type(error).__name__) from error
        return token

    def _read_userinfo(self, session: OAuth2Session, subject: str) -> dict[str, Any]:
        endpoint = self._provider.endpoint("userinfo_endpoint")
        query = {} if self._resource.issuer else {"idRessource": self._resource.ark, "access_mode": "web"}
        try:
            answer = session.get(endpoint, params=query, allow_redirects=False, verify=self._hub.verify)
            userinfo = self._userinfo_of(answer) if answer.status_code == requests.codes.ok else None
        except OAuthError as error:  # what came is no bearer token
            raise NotAccepted(Why.STATUS, f"{error.error}: {error.description}", {}) from error
        except (requests.RequestException, ValueError) as error:
            raise HubUnavailable(endpoint, type(error).__name__) from error
        if not isinstance(userinfo, dict):
            raise NotAccepted(Why.STATUS, f"userinfo: HTTP {answer.status_code}", {})
        if userinfo.get("sub") != subject:  # OpenID Connect Core 5.3.2: somebody else's
            raise NotAccepted(Why.NOT_FOR_US, "userinfo: sub", {})
        return userinfo

    def _userinfo_of(self, answer: requests.Response) -> Any:  # noqa: ANN401  JSON
        """Return what userinfo says, in JSON or in a token that the issuer signed (OpenID Connect Core 5.3.2)."""
        if not answer.headers.get("Content-Type", "").startswith("application/jwt"):
            return answer.json()
        return self._provider.read_userinfo(answer.text)


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(each) for each in values if each is not None]


def _readable(claims: Mapping[str, Any]) -> str:
    return json.dumps(claims, ensure_ascii=False, indent=2)
