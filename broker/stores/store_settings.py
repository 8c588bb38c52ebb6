"""Owns the settings of the short-lived store."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class StoreSettings(BaseModel):
    """Choose where short-lived state is kept: in this process, or in a Redis (7 or later) that machines share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["memory", "redis"] = Field(default="memory", description="memory (one process) or redis (shared).")
    url: str = Field(
        default="redis://127.0.0.1:6379/0",
        description="The Redis server: redis://[user@]host:port/db, rediss:// for TLS (always verified), or unix://path.",
    )
    password_file: Path | None = Field(
        default=None, description="File that holds the Redis password, and nothing else."
    )
    ca_file: Path | None = Field(default=None, description="PEM file of the authorities trusted for rediss://.")
    timeout_seconds: float = Field(
        default=1.0, gt=0, le=30, description="Longest wait for Redis, to connect and to answer."
    )
    prefix: str = Field(default="preau:", pattern=r"^[\x21-\x7a]{0,40}$", description="Start of every key.")

    @field_validator("url")
    @classmethod
    def _is_plain_redis_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("a URL that starts with redis://, rediss:// or unix://")
        if parts.password is not None:
            raise ValueError("a URL without a password: put it in a file and name it in password_file")
        if parts.query or parts.fragment:
            raise ValueError("a URL without query or fragment: time-outs and TLS have settings of their own")
        return url
