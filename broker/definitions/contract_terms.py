"""Owns the tables `[saml]`, `[cas]` and `[oidc]` of a contract file: how the service is spoken to in each language."""

import json
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, Strict, field_validator, model_validator

from broker.core.answer_style import AnswerStyle
from broker.core.service_address import find_fault
from broker.core.terms import CasTerms, OidcTerms, PageTerms, SamlTerms
from broker.definitions.contract_words import Address, StableName, StrictTable, Switch, fault
from broker.keys.public_jwk import check_public_jwk, may_encrypt

_CALLBACK = r"^([a-z][a-z0-9+.-]*:/|\{[a-z][a-z0-9-]*\})[^\s#]{0,1000}$"  # RFC 8252 7: claimed, loopback or private
Callback = Annotated[str, Field(pattern=_CALLBACK)]


def _is_plain(address: str) -> str:
    what = "" if address.startswith("{") else find_fault(address)
    if what:
        raise fault(what, "write https://host/path, or https://host/path/* for every address below")
    return address


def _is_secure(address: str) -> str:
    """CAS protocol 2.5.4: the certificate of the address is what proves whose proxy it is."""
    if not address.startswith(("https://", "{")):
        raise fault("a proxy is reached over https only", "write https://host/path")
    return address


Service = Annotated[Address, AfterValidator(_is_plain)]
ProxyCallback = Annotated[Address, AfterValidator(_is_secure)]
Algorithm = Literal["ES256", "RS256", "HS256"]
Encryption = Literal["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES"]
Scope = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9._:-]{0,80}$")]
Method = Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]


class SamlTable(StrictTable):
    """Describe the service to SAML."""

    entity_id: StableName
    relay_state_must_be_access_url: Switch | None = Field(
        default=None, description="Refuse another RelayState; the issuer decides when absent (the GAR does)."
    )
    entity_id_must_be_metadata_url: Switch | None = Field(
        default=None, description="Want the metadata served at the entityID; the issuer decides when absent."
    )
    unsigned_requests_accepted: Switch = Field(default=False, description="Accept a request without signature.")
    unsolicited: Switch = Field(
        default=False, description="Send a response that the service did not ask for, where a link wants it."
    )
    answers: AnswerStyle | None = Field(
        default=None, description="How a real ENT answers, loosely; the issuer decides when absent (strict)."
    )

    def terms(self) -> SamlTerms:
        """Return the table as the core holds it."""
        return SamlTerms(**self.model_dump())


class CasTable(StrictTable):
    """Describe the service to CAS."""

    services: tuple[Service, ...] = Field(
        min_length=1, description="Service addresses, to the character; one that ends in * takes every address below."
    )
    ticket_seconds: Annotated[int, Strict(), Field(ge=1, le=300)] = Field(
        default=5, description="How long a ticket waits to be validated."
    )
    proxy_callbacks: tuple[ProxyCallback, ...] = Field(
        default=(), description="Where this service may be given proxy-granting tickets (pgtUrl, https)."
    )
    proxies: tuple[tuple[ProxyCallback, ...], ...] = Field(
        default=(), description="Chains of pgtUrl, nearest first, through which this service may be reached."
    )

    def terms(self) -> CasTerms:
        """Return the table as the core holds it."""
        return CasTerms(**self.model_dump())


class OidcTable(StrictTable):
    """Describe the client to OpenID Connect, in the words of its dynamic registration."""

    client_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$")
    redirect_uris: tuple[Callback, ...] = Field(min_length=1, description="Compared to the character.")
    post_logout_redirect_uris: tuple[Callback, ...] = ()
    token_endpoint_auth_methods: tuple[Method, ...] = Field(
        default=("client_secret_basic", "client_secret_post"), min_length=1
    )
    jwks: tuple[dict[str, str], ...] = Field(default=(), description="Public keys (JWK) for private_key_jwt.")
    application_type: Literal["web", "native"] = Field(
        default="web", description="native: on a loopback address, any port of a redirect URI (RFC 8252)."
    )
    response_modes: tuple[Literal["query", "form_post"], ...] = ("query", "form_post")
    id_token_signed_response_alg: Algorithm = "RS256"  # noqa: S105 - an algorithm
    id_token_encrypted_response_alg: Encryption | None = Field(
        default=None, description="Encrypt the ID token to a key of jwks, content by A256GCM."
    )
    userinfo_encrypted_response_alg: Encryption | None = Field(
        default=None, description="Encrypt userinfo, which is then signed too, to a key of jwks, content by A256GCM."
    )
    userinfo_signed_response_alg: Algorithm | None = Field(default=None, description="Absent: userinfo in JSON.")
    backchannel_logout_uri: Address | None = None
    frontchannel_logout_uri: Address | None = None
    refresh_tokens: Switch = Field(default=False, description="Give refresh tokens, rotated at each use.")
    pkce_optional: Switch = Field(default=False, description="Tolerate a confidential client without PKCE.")
    id_ressource_optional: Switch = Field(default=False, description="Tolerate a client that sends no idRessource.")
    scopes: tuple[Scope, ...] = Field(
        default=(),
        description="The client's own (ect.scope.…, hub.scope.…): each opens all that the contract names.",
    )

    @field_validator("jwks")
    @classmethod
    def _are_public(cls, keys: tuple[dict[str, str], ...]) -> tuple[dict[str, str], ...]:
        for key in keys:
            if key.get("kty") not in {"RSA", "EC"} or {"d", "p", "q", "k"} & set(key):
                raise fault("this is no public RSA or EC key", "give the public JWK only, without d")
            try:
                check_public_jwk(key)
            except ValueError as error:
                raise fault(str(error), "give the public half of an RSA key of 2048 bits or of a P-256 key") from None
        return keys

    @model_validator(mode="after")
    def _addresses_fit_the_kind(self) -> Self:
        """RFC 8252 7.1, 8.4: an application's own scheme holds a dot, and belongs to native applications only."""
        for address in (*self.redirect_uris, *self.post_logout_redirect_uris):
            scheme = address.partition(":")[0]
            if scheme in {"http", "https"} or address.startswith("{"):
                continue
            if self.application_type != "native":
                raise fault(f"{scheme}: is no web address", 'write https://…, or application_type = "native"')
            if "." not in scheme:
                raise fault(
                    f"{scheme}: is a scheme that anybody may take",
                    "use a domain of yours, reversed: fr.exemple.appli:/…",
                )
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        methods = set(self.token_endpoint_auth_methods)
        if "none" in methods and (methods != {"none"} or self.pkce_optional):
            raise fault(
                "a public client has no secret, and always PKCE", 'token_endpoint_auth_methods = ["none"] alone'
            )
        if "none" in methods and "HS256" in {self.id_token_signed_response_alg, self.userinfo_signed_response_alg}:
            raise fault("HS256 signs with the client's secret, and a public client has none", "choose ES256 or RS256")
        for algorithm in (self.id_token_encrypted_response_alg, self.userinfo_encrypted_response_alg):
            if algorithm and not any(may_encrypt(key, algorithm) for key in self.jwks):
                what = f"{algorithm} needs a public key of the client's"
                raise fault(what, 'add to jwks an RSA key for RSA-OAEP, a P-256 key for ECDH-ES, with use = "enc"')
        if "private_key_jwt" in methods and not self.jwks:
            raise fault("private_key_jwt needs the client's public keys", "add jwks")
        return self

    def terms(self) -> OidcTerms:
        """Return the table as the core holds it."""
        same = self.model_dump(exclude={"jwks"}, exclude_none=True)
        return OidcTerms(jwks=json.dumps({"keys": self.jwks}) if self.jwks else "", **same)


class PageTable(StrictTable):
    """Describe a page of the issuer's own that people sign in for."""

    path: Annotated[str, Field(pattern=r"^(/[a-z0-9-]{1,40}){1,4}$")] = Field(description="Its path there.")
    project: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,20}$")] | None = Field(
        default=None, description="The ENT project whose guichets alone lead to it."
    )

    def terms(self) -> PageTerms:
        """Return the table as the core holds it."""
        return PageTerms(self.path, self.project)
