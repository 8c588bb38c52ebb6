"""Owns what serves one resource: its description, its keys, its visits, its cookies, its SAML side."""

from functools import cached_property
from typing import TYPE_CHECKING

from flask import request
from werkzeug.wrappers import Response

from sp_examples.hub import Hub
from sp_examples.keys import Keys
from sp_examples.resources import Resource
from sp_examples.visits import Session, Visits

if TYPE_CHECKING:
    from sp_examples.saml_resource import SamlResource


class Desk:
    """Serve one resource."""

    def __init__(self, resource: Resource, keys: Keys, hub: Hub) -> None:
        self.resource = resource
        self.keys = keys
        self.visits = Visits()
        self._hub = hub

    @cached_property
    def saml(self) -> "SamlResource":
        """Return the SAML side; pysaml2 takes most of a second to import, so that waits for the first sign-on."""
        from sp_examples.saml_resource import SamlResource  # noqa: PLC0415

        return SamlResource(self.resource, self.keys, self._hub)

    def session(self) -> Session | None:
        """Return the session of the browser that asks now, if it has one."""
        return self.visits.find(self.cookie("session"), self.cookie("browser"))

    def cookie(self, name: str) -> str:
        """Return the value of one of the resource's cookies, or nothing."""
        return request.cookies.get(f"{self.resource.slug}-{name}", "")

    def set_cookie(self, response: Response, name: str, value: str) -> None:
        """Set one of the resource's cookies; cookies ignore ports, hence the slug in the name."""
        response.set_cookie(
            f"{self.resource.slug}-{name}",
            value,
            path=f"/{self.resource.slug}/",
            httponly=True,
            samesite="Lax",
            secure=self.resource.origin.startswith("https:"),
        )
