"""Owns `[password]` and `[leaving]` of an issuer's file: how its own people come in and go out."""

from pydantic import BaseModel, ConfigDict, Field

from broker.core.issuer import LeavingPaths, PasswordWay
from broker.core.profile import Profile


class PasswordTable(BaseModel):
    """Read whom an issuer signs on itself, and how its form looks."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    profiles: frozenset[Profile] = frozenset(Profile)
    project: str | None = None
    profile_choices: tuple[Profile, ...] = ()
    username_field: str = "username"
    password_field: str = "password"  # noqa: S105 - the name of a form field
    session_seconds: int | None = Field(None, ge=60, le=21_600)
    one_time_password: bool = False
    preselections: dict[str, Profile] = {}
    submit_field: str | None = None
    counts_steps: bool = False

    def way(self) -> PasswordWay:
        """Return the table as the core holds it."""
        return PasswordWay(
            preselections=tuple(self.preselections.items()), **self.model_dump(exclude={"preselections"})
        )


class LeavingTable(BaseModel):
    """Read where services send a person who leaves."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pages: tuple[str, ...] = ()
    chain: str | None = None

    def paths(self) -> LeavingPaths:
        """Return the table as the core holds it."""
        return LeavingPaths(**self.model_dump())
