"""Owns what an example resource is: the rows of `resources.toml`, with the addresses that follow from them."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sp_examples.needs import Needs, read_needs

RESOURCES_FILE = Path(__file__).with_name("resources.toml")


@dataclass(frozen=True, slots=True)
class Resource:
    """Describe one resource, as its publisher would. `language` is saml, oidc or cas.

    `issuer` names who signs people on for it, and is empty for the hub; `metadata_path` and `provider_path` are where
    that issuer publishes its SAML metadata, and the path of its OpenID provider or CAS server. `scope` and `levels`
    (acr_values) are what is asked of an OpenID provider, which is proved by `method` who asks. `is_case` says that it
    is one of a shelf of alike resources, each there for what becomes of it. `needs` is without what it does not work.
    """

    slug: str
    language: str
    ark: str
    title: str
    about: str
    about_en: str
    origin: str
    attributes: tuple[str, ...] = ()
    publishes_encryption_key: bool = False
    issuer: str = ""
    metadata_path: str = "/idp/metadata"
    provider_path: str | None = None
    scope: str = "openid scope.gar"
    levels: str = ""
    method: str = "client_secret_basic"
    is_case: bool = False
    needs: Needs = field(default_factory=Needs)

    @property
    def url(self) -> str:
        """Return the resource's own URL, the one of its notice: RelayState must be exactly this (facts/gar.md 4.2)."""
        return f"{self.origin}/{self.slug}/"

    @property
    def entity_id(self) -> str:
        """Return the entityID, which is also where the metadata is served (facts/gar.md 4.2)."""
        return f"{self.url}saml/metadata"

    @property
    def acs_url(self) -> str:
        """Return where the hub posts its answer (assertion consumer service)."""
        return f"{self.url}saml/acs"

    @property
    def slo_url(self) -> str:
        """Return where the hub speaks of sign-outs, in all three bindings (single logout service)."""
        return f"{self.url}saml/slo"


def read_resources(origin: str, file: Path = RESOURCES_FILE) -> dict[str, Resource]:
    """Read the resources by slug; `origin` is the listener's public URL, without a trailing slash."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    shelf = ({"language": "cas", "ark": f"ark:/77777/{row['slug']}", "is_case": True, **row} for row in data["shelf"])
    rows = (*data["resource"], *shelf)
    resources = (_read(row, origin) for row in rows)
    return {resource.slug: resource for resource in resources}


def _read(row: dict[str, Any], origin: str) -> Resource:
    attributes, needs = tuple(row.get("attributes", ())), read_needs(row.get("needs", {}))
    return Resource(**{**row, "attributes": attributes, "needs": needs}, origin=origin)
