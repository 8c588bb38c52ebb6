"""Owns the declaring of who may come to a route: roles are named beside the view; without any, nobody may."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask

from broker.core.roles import Role

View = TypeVar("View", bound=Callable[..., object])
_ADMITTED = "admitted_roles"


def admits(*roles: Role) -> Callable[[View], View]:
    """Declare the roles that may come to a view; it stands below the decorator of the route."""

    def declare(view: View) -> View:
        setattr(view, _ADMITTED, frozenset(roles))
        return view

    return declare


def admitted_to(app: Flask, endpoint: str | None) -> frozenset[Role]:
    """Return the roles that an endpoint declares: none where it declares nothing."""
    view = app.view_functions.get(endpoint or "")
    found: frozenset[Role] = getattr(view, _ADMITTED, frozenset())
    return found


def check_declared(app: Flask) -> None:
    """Assert that every route declares its roles: one that does not would be there for nobody."""
    undeclared = sorted(rule.endpoint for rule in app.url_map.iter_rules() if not admitted_to(app, rule.endpoint))
    assert not undeclared, f"no roles declared: {', '.join(undeclared)}"
