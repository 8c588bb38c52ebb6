"""Owns the tables `[saml]`, `[cas]` and `[oidc]` of an issuer's file: paths and switches."""

from pydantic import BaseModel, ConfigDict, Field

from broker.core.answer_style import AnswerStyle
from broker.core.issuer import OidcPaths, SamlPaths, SignOutPaths, UnsolicitedPath
from broker.definitions.dialect_table import DialectTable

STRICT = ConfigDict(frozen=True, extra="forbid")


class _SignOut(BaseModel):
    model_config = STRICT
    redirect: str
    post: str
    soap: str


class _Unsolicited(BaseModel):
    model_config = STRICT
    path: str
    service: str = Field(pattern=r"^[A-Za-z]{1,40}$")
    target: str = Field(pattern=r"^[A-Za-z]{1,40}$")


class SamlPart(BaseModel):
    """Read the table `[saml]`."""

    model_config = STRICT
    metadata: str
    redirect: str
    post: str
    consumer: str | None = None
    sign_out: _SignOut | None = None
    unsolicited: _Unsolicited | None = None
    relay_state_must_be_access_url: bool = False
    entity_id_must_be_metadata_url: bool = False
    answers: AnswerStyle = AnswerStyle.STRICT

    def paths(self) -> SamlPaths:
        """Return the table as the core holds it."""
        sign_out = SignOutPaths(**self.sign_out.model_dump()) if self.sign_out else None
        unsolicited = UnsolicitedPath(**self.unsolicited.model_dump()) if self.unsolicited else None
        return SamlPaths(self.metadata, self.redirect, self.post, self.consumer, sign_out, unsolicited)


class CasPart(BaseModel):
    """Read the table `[cas]`."""

    model_config = STRICT
    context: str = Field("", pattern=r"^(/[A-Za-z0-9._-]+)*$")


class OidcPart(BaseModel):
    """Read the table `[oidc]`."""

    model_config = STRICT
    issuer: str
    authorize: str
    token: str
    userinfo: str
    jwks: str
    end_session: str
    introspection: str = ""
    revocation: str = ""
    bearer_sign_out: str = ""
    pushed: str = ""
    dialect: DialectTable = DialectTable()

    def paths(self) -> OidcPaths:
        """Return the table as the core holds it."""
        return OidcPaths(**self.model_dump(exclude={"dialect"}), dialect=self.dialect.dialect())
