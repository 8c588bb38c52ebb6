"""Owns `[oidc.dialect]` of an issuer's file: how it speaks OpenID Connect, as data."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from broker.core.oidc_dialect import OidcDialect
from broker.definitions.contract_words import Vocabulary

TOLD_BESIDES = Literal["id", "auth_time", "client_id", "service", "session_expiry"]
REQUIRABLE = Literal["state", "nonce", "acr_values"]


class DialectTable(BaseModel):
    """Read a dialect; what is left out is as the specification has it, with PKCE."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    vocabulary: Vocabulary = "gar"
    scopes: dict[str, tuple[str, ...]] = {}
    told_besides: tuple[TOLD_BESIDES, ...] = ()
    asks_for_resource: bool = False
    pkce_required: bool = True
    required: tuple[REQUIRABLE, ...] = ()
    code_seconds: int = Field(60, ge=1, le=600)
    access_seconds: int = Field(600, ge=1, le=3600)
    id_token_seconds: int = Field(600, ge=1, le=3600)

    def dialect(self) -> OidcDialect:
        """Return the table as the core holds it."""
        same = self.model_dump(exclude={"scopes"})
        return OidcDialect(scopes=tuple(self.scopes.items()), **same)
