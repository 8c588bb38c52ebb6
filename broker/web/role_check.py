"""Owns the one check of roles, before every view: closed where a route does not say who may come."""

from urllib.parse import urlencode

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from broker.core.refusals.roles import RoleMissing
from broker.core.roles import CONSOLE_ROLES, Holder, Role
from broker.web.parts import parts
from broker.web.routes import Routes, roles_at

ROLES = "/roles"


def check_role() -> Response | None:
    """Let those in whom the route names; send others to where they can become so, or refuse."""
    if request.endpoint is None:
        return None  # no route at all: the page that says so
    blueprint = current_app.blueprints.get(request.blueprint or "")
    allowed = roles_at(current_app, request.endpoint)
    if Role.VISITOR in allowed:
        return None
    page = blueprint.page if isinstance(blueprint, Routes) else None
    held = tuple(holder for holder in parts().find_holders() if page is None or holder.page == page)
    if any(holder.role in allowed for holder in held):
        return None
    way = _way_in(allowed, held, page)
    if way is None:
        raise RoleMissing(expected=", ".join(sorted(allowed)) or "nobody", received=_names(held))
    return way


def may_come(endpoint: str) -> bool:
    """Tell whether this browser may reach an endpoint, by its full name: what it may not, no page shows."""
    allowed = roles_at(current_app, endpoint)
    return Role.VISITOR in allowed or any(holder.role in allowed for holder in parts().find_holders())


def find_holder(role: Role) -> Holder:
    """Return what this browser holds of a role, in a view that only this role reaches."""
    found = next((holder for holder in parts().find_holders() if holder.role is role), None)
    if found is None:
        raise RoleMissing(expected=role, received=_names(parts().find_holders()))
    return found


def find_people_holders() -> tuple[Holder, ...]:
    """Return the role of whoever is signed in at an issuer that has no console."""
    return (Holder(Role.PERSON),) if parts().find_session() is not None else ()


def _way_in(allowed: frozenset[Role], held: tuple[Holder, ...], page: str | None) -> Response | None:
    if request.method not in {"GET", "HEAD"}:
        return None
    if page is not None and not any(holder.role is Role.PERSON for holder in held):
        return parts().sign_in_for(page)
    if allowed & set(CONSOLE_ROLES):
        wanted = {"for": ",".join(sorted(allowed & set(CONSOLE_ROLES))), "next": request.full_path.rstrip("?")}
        return redirect(f"{ROLES}?{urlencode(wanted)}", 303)
    return None


def _names(held: tuple[Holder, ...]) -> str:
    return ", ".join(sorted({holder.role.value for holder in held})) or Role.VISITOR
