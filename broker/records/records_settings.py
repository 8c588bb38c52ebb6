"""Owns the settings of the durable records."""

from pydantic import BaseModel, ConfigDict, Field, field_validator

POSTGRESQL = "postgresql://"


class RecordsSettings(BaseModel):
    """Choose where durable records are kept: a SQLite file in the workspace, or a PostgreSQL that machines share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str | None = Field(
        default=None,
        description=(
            "The PostgreSQL database: postgresql://user@host/database; a SQLite file of the workspace when absent. "
            "Its password stands in the file that PGPASSFILE names."
        ),
    )

    seal_every: int = Field(
        1000, ge=1, le=100_000, description="After how many lines of the journal a signed head is added."
    )

    @field_validator("url")
    @classmethod
    def _is_postgresql(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(POSTGRESQL):
            raise ValueError("a URL that starts with postgresql://")
        if url is not None and ":" in url.removeprefix(POSTGRESQL).rpartition("@")[0]:
            raise ValueError("a URL without a password: put it in the file that PGPASSFILE names")
        return url
