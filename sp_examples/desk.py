"""Owns what serves one resource: its description, its keys, its visits, its cookies, its language."""

from functools import cached_property

from flask import request
from werkzeug.wrappers import Response

from sp_examples.hub import Hub
from sp_examples.keys import Keys
from sp_examples.language import Language
from sp_examples.resources import Resource
from sp_examples.visits import Session, Visits


class Desk:
    """Serve one resource; only SAML needs keys."""

    def __init__(self, resource: Resource, keys: Keys | None, hub: Hub) -> None:
        self.resource = resource
        self.keys = keys
        self.hub = hub
        self.visits = Visits()

    @cached_property
    def language(self) -> Language:
        """Return the resource's language; pysaml2 and authlib are slow to import, which waits for the first visit."""
        if self.keys is not None:
            from sp_examples.saml_resource import SamlResource  # noqa: PLC0415

            return SamlResource(self.resource, self.keys, self.hub)
        if self.resource.language == "oidc":
            from sp_examples.oidc_resource import OidcResource  # noqa: PLC0415

            return OidcResource(self.resource, self.hub)
        from sp_examples.cas_resource import CasResource  # noqa: PLC0415

        return CasResource(self.resource, self.hub)

    @property
    def browser(self) -> str:
        """Return the name of the browser that asks now, or nothing."""
        return self.cookie("browser")

    def session(self) -> Session | None:
        """Return the session of the browser that asks now, if it has one."""
        return self.visits.find(self.cookie("session"), self.browser)

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
