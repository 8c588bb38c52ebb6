"""Owns the table `[guichets.oidc]` of a guichet's definition: how an OpenID provider above is asked."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from broker.core.oidc_upstream import END_SESSION, ENDPOINTS, OidcUpstream


class UpstreamTable(BaseModel):
    """Describe an OpenID provider to whoever asks it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    issuer: str = Field(pattern=r"^https?://[^\s?#]+$")
    client_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,128}$")
    scopes: tuple[str, ...] = ("openid",)
    acr_values: tuple[str, ...] = ()
    acr: dict[str, str] = Field({}, description="The acr accepted, each with the class of SAML that it stands for.")
    algorithms: tuple[Literal["ES256", "RS256", "PS256"], ...] = Field(("ES256",), min_length=1)
    secret_in_body: bool = True
    signed_userinfo: bool = True
    iss_required: bool = False
    parameters: dict[str, str] = {}
    endpoints: dict[str, str] = {}

    @field_validator("endpoints")
    @classmethod
    def _known(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = set(value) - {*ENDPOINTS, END_SESSION}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        return value

    def upstream(self) -> OidcUpstream:
        """Return the table as the core holds it."""
        tables = {name: tuple(getattr(self, name).items()) for name in ("acr", "parameters", "endpoints")}
        return OidcUpstream(**self.model_dump() | tables)
