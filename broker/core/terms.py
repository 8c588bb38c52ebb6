"""Owns the terms on which one service is spoken to, language by language: its names, addresses and named switches."""

from dataclasses import dataclass

from broker.core.answer_style import AnswerStyle


@dataclass(frozen=True, slots=True)
class SamlTerms:
    """Hold a service's SAML name and switches; None leaves a switch to the issuer (strict where the GAR is).

    `unsolicited` says that the service takes responses that it did not ask for.
    """

    entity_id: str
    relay_state_must_be_access_url: bool | None = None
    entity_id_must_be_metadata_url: bool | None = None
    unsigned_requests_accepted: bool = False
    unsolicited: bool = False
    answers: AnswerStyle | None = None


@dataclass(frozen=True, slots=True)
class PageTerms:
    """Hold the path of a page of the issuer's own that people sign in for; `project` is the ENT project it is for."""

    path: str
    project: str | None = None


@dataclass(frozen=True, slots=True)
class CasTerms:
    """Hold a service's CAS addresses and switches (CAS protocol 3.0; facts/gar.md 4.1).

    Each of `services` is one address to the character, or, ending in `*`, every address below it. `ticket_seconds`
    is how long a ticket waits. `proxy_callbacks` are the addresses at which the service may be given proxy-granting
    tickets; `proxies` are the chains of such addresses (nearest first) through which the service may be reached.
    """

    services: tuple[str, ...]
    ticket_seconds: int = 5
    proxy_callbacks: tuple[str, ...] = ()
    proxies: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OidcTerms:
    """Hold a client's registration (OpenID Connect Dynamic Client Registration 1.0, section 2; its own words).

    `jwks` is the client's public JWK Set as JSON, for `private_key_jwt`. `scopes` are the client's own
    (`ect.scope.…`, `hub.scope.…`): each opens all that its contract names. `id_ressource_optional` and
    `pkce_optional` are leniencies for one client; `refresh_tokens` gives it refresh tokens.
    """

    client_id: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    token_endpoint_auth_methods: tuple[str, ...] = ("client_secret_basic", "client_secret_post")
    jwks: str = ""
    application_type: str = "web"
    response_modes: tuple[str, ...] = ("query", "form_post")
    id_token_signed_response_alg: str = "RS256"  # noqa: S105 - an algorithm
    userinfo_signed_response_alg: str = ""
    backchannel_logout_uri: str = ""
    frontchannel_logout_uri: str = ""
    refresh_tokens: bool = False
    pkce_optional: bool = False
    id_ressource_optional: bool = False
    scopes: tuple[str, ...] = ()
    id_token_encrypted_response_alg: str = ""
    userinfo_encrypted_response_alg: str = ""
