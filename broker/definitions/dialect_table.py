"""Owns `[oidc.dialect]` of an issuer's file: how it speaks OpenID Connect, as data."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from broker.core.oidc_dialect import AcrNames, Demands, Lifetimes, OidcDialect, Sealing
from broker.definitions.contract_words import Vocabulary

Seconds = Annotated[int, Field(ge=1, le=3600)]
ToldBesides = Literal["id", "auth_time", "client_id", "service", "session_expiry"]
Parameter = Literal["state", "nonce", "acr_values"]
Further = Literal["idp_hint", "siret_hint"]
Algorithm = Literal["HS256", "ES256", "RS256"]
Method = Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
Prompt = Literal["none", "login", "consent", "select_account"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Lifetimes(_Table):
    code: Seconds = 60
    access: Seconds = 600
    id_token: Seconds = 600


class _Demands(_Table):
    parameters: tuple[Parameter, ...] = ()
    nonce_characters: int = Field(0, ge=0, le=512)
    pkce: bool = True
    resource: bool = False
    further: tuple[Further, ...] = ()
    idp_hints: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ("none", "login", "consent", "select_account")
    unknown_refused: bool = False
    explained_here: bool = False
    hint_at_sign_out: bool = False


class _Sealing(_Table):
    algorithms: tuple[Algorithm, ...] = Field(("ES256", "RS256"), min_length=1)
    userinfo_signed: bool = False
    encrypted: bool = False
    methods: tuple[Method, ...] = Field(
        ("client_secret_basic", "client_secret_post", "private_key_jwt", "none"), min_length=1
    )


class DialectTable(_Table):
    """Read a dialect; what is left out is as the specification has it, with PKCE."""

    vocabulary: Vocabulary = "gar"
    scopes: dict[str, tuple[str, ...]] = {}
    told_besides: tuple[ToldBesides, ...] = ()
    amr: Literal["always", "scope", "asked"] = "always"
    acr: dict[str, str] = {}
    lifetimes: _Lifetimes = _Lifetimes()
    demands: _Demands = _Demands()
    sealing: _Sealing = _Sealing()
    codes: dict[str, str] = {}

    def dialect(self) -> OidcDialect:
        """Return the table as the core holds it."""
        return OidcDialect(
            vocabulary=self.vocabulary,
            scopes=tuple(self.scopes.items()),
            told_besides=self.told_besides,
            amr=self.amr,
            acr=AcrNames(tuple(self.acr.items())),
            lifetimes=Lifetimes(**self.lifetimes.model_dump()),
            demands=Demands(**self.demands.model_dump()),
            sealing=Sealing(**self.sealing.model_dump()),
            codes=tuple(self.codes.items()),
        )
