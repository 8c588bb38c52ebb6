"""Owns the naming of roles on one view, where they are not those of all the routes of its blueprint."""

from collections.abc import Callable
from typing import TypeVar

from broker.core.roles import Role

View = TypeVar("View", bound=Callable[..., object])
_ADMITTED = "admitted_roles"


def admits(*roles: Role) -> Callable[[View], View]:
    """Declare the roles that may come to a view; it stands below the decorator of the route."""

    def declare(view: View) -> View:
        setattr(view, _ADMITTED, frozenset(roles))
        return view

    return declare


def admitted_to(view: object) -> frozenset[Role] | None:
    """Return the roles that a view declares, None where it declares nothing."""
    found: frozenset[Role] | None = getattr(view, _ADMITTED, None)
    return found
