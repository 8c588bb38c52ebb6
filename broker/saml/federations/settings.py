"""Owns the settings of a federation: where its metadata comes from, who signs it, how often it is looked at."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator


class FederationSettings(BaseModel):
    """Describe one federation: a signed aggregate (`url` or `file`), a query service (`mdq`), or both.

    Paths that are relative start at the folder of the settings' file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        pattern="^[a-z][a-z0-9-]{0,40}$", description="Name of the federation, and of its files in the workspace."
    )
    certificate: Path = Field(
        description="PEM file of the signer's certificate (several while its key changes), relative to preau.toml."
    )
    url: str | None = Field(None, description="Address of the signed aggregate.")
    file: Path | None = Field(
        None, description="File of the signed aggregate, in the place of an address, relative to preau.toml."
    )
    mdq: str | None = Field(None, description="Base address of a metadata query service (/entities/… is added).")
    mdq_by: Literal["entity_id", "sha1", "sha1_file"] = Field(
        "entity_id",
        description="How an entity is asked for: its entityID, {sha1} and its digest, or a file digest.xml.",
    )
    min_refresh_seconds: int = Field(300, ge=1, le=86_400, description="Least time between two fetches.")
    max_refresh_seconds: int = Field(
        86_400, ge=1, le=604_800, description="Most time between two fetches, whatever cacheDuration says."
    )
    max_validity_days: int = Field(30, ge=1, le=366, description="How far ahead validUntil may lie at the most.")
    max_mib: int = Field(128, ge=1, le=1024, description="Largest aggregate that is taken, in MiB.")

    @field_validator("url", "mdq")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
            raise ValueError("an absolute http(s) address without fragment")
        return url

    @field_validator("certificate", "file")
    @classmethod
    def _beside_the_settings(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        folder = (info.context or {}).get("folder")
        return folder / path if folder is not None and path is not None else path

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if self.url is not None and self.file is not None:
            raise ValueError("url and file both name the aggregate: keep one of the two")
        if self.url is None and self.file is None and self.mdq is None:
            raise ValueError("give url, file or mdq")
        if self.min_refresh_seconds > self.max_refresh_seconds:
            raise ValueError("min_refresh_seconds is more than max_refresh_seconds")
        return self

    @property
    def aggregate(self) -> str | None:
        """Return where the aggregate comes from, or None where there is only a query service."""
        return self.url or (str(self.file) if self.file is not None else None)
