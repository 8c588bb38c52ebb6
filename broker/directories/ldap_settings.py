"""Owns the settings of an LDAP directory; what would send passwords in clear text is refused here."""

from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from broker.directories.sandbox_academy import STRUCTURES_DN


class LdapSettings(BaseModel):
    """Say where the LDAP server is and how to speak to it (`[directory]` in preau.toml).

    `ldap://` is upgraded by StartTLS before anything else is sent; `ldaps://` is TLS from the first byte.
    The certificate is verified against `ca_file`, or the system's authorities where it is absent.
    `pool_size` counts the idle connections kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="The server: ldap://host[:port] or ldaps://host[:port].")
    start_tls: bool = Field(default=True, description="Upgrade ldap:// by StartTLS before anything else is sent.")
    insecure_plaintext: bool = Field(
        default=False, description="Speak in clear text after all; accepted for a loopback host only."
    )
    ca_file: Path | None = Field(
        default=None, description="PEM file of the authorities trusted; the system's when absent."
    )
    bind_dn: str = Field(min_length=3, description="DN of the read-only account that looks people up.")
    bind_password_file: Path = Field(description="File that holds that account's password, and nothing else.")
    base_people: str | None = Field(
        default=None, description="Where the people are; the layout's own base when absent."
    )
    base_structures: str = Field(default=STRUCTURES_DN, description="Where the schools are.")
    pool_size: int = Field(default=8, ge=1, le=200, description="Idle connections kept.")
    connect_seconds: float = Field(default=3, gt=0, le=60, description="Longest wait for a connection.")
    answer_seconds: int = Field(default=5, ge=1, le=60, description="Longest wait for an answer.")
    structures_kept_seconds: int = Field(
        default=60, ge=0, le=3600, description="How long a school read is kept in memory."
    )
    default_project: str | None = Field(
        default=None, min_length=1, description="Project of people of whom nothing tells it; the layout's when absent."
    )

    @property
    def host(self) -> str:
        """Return the host of the URL, under which its certificate must stand."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Return the port of the URL, 389 or 636 where it names none."""
        return urlsplit(self.url).port or (636 if self.is_ldaps else 389)

    @property
    def is_ldaps(self) -> bool:
        """Tell whether TLS starts with the first byte."""
        return self.url.lower().startswith("ldaps://")

    @model_validator(mode="after")
    def _check_transport(self) -> Self:
        """Allow clear text only on loopback, and only by its own name (security-catalogue.md J204)."""
        parts = urlsplit(self.url)
        if parts.scheme.lower() not in {"ldap", "ldaps"} or not parts.hostname:
            raise ValueError("url must read ldap://host[:port] or ldaps://host[:port]")
        if parts.path.strip("/") or parts.query or parts.username:
            raise ValueError("url names the server only: the bases and the account have settings of their own")
        if not self.is_ldaps and not self.start_tls and not self.insecure_plaintext:
            raise ValueError("ldap:// without start_tls sends passwords in clear text: set start_tls = true")
        if self.insecure_plaintext and not _is_loopback(self.host):
            raise ValueError("insecure_plaintext is for a loopback host only: set start_tls = true or use ldaps://")
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
