"""Owns the settings of directories: which there are, whose layout each has, and where its people come from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from broker.core.issuer import PEOPLE
from broker.directories.ldap_settings import LdapSettings

AGENTS, CITIZENS, PROFESSIONALS, MEMBERS = "agents", "citizens", "professionals", "members"
SHIPPED_LAYOUTS = {AGENTS: "academic", CITIZENS: "citizens", PROFESSIONALS: "professionals", MEMBERS: "members"}


class DirectorySettings(BaseModel):
    """Choose where people come from: those shipped, an LDIF file, an LDAP server, or nobody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["ldif", "ldap", "none"] = Field(
        "ldif", description="ldif (in memory), ldap (a server), or none (nobody is known)."
    )
    ldif_file: Path | None = Field(None, description="LDIF file; the shipped people when absent.")
    ldap: LdapSettings | None = Field(None, description="The LDAP server, when kind is ldap.")
    layout: Literal["sdet", "academic", "citizens", "professionals", "members"] | None = Field(
        None, description="How entries are laid out; known by itself for the shipped names."
    )

    @property
    def is_shipped(self) -> bool:
        """Tell whether these are shipped people, whose password everybody knows."""
        return self.kind == "ldif" and self.ldif_file is None


def find_shipped(people: DirectorySettings, others: Mapping[str, DirectorySettings]) -> dict[str, str]:
    """Return the directories of shipped people: the setting of each, by its name."""
    chosen = {name: others.get(name, DirectorySettings()) for name in SHIPPED_LAYOUTS}
    places = {PEOPLE: "directory"} if people.is_shipped else {}
    return places | {name: f"directories.{name}" for name, found in chosen.items() if found.is_shipped}
