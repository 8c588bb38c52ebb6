"""Owns the memory of the guichet chosen last in this browser: a cookie that holds its name, and nothing of the person.

A choice is offered first, never taken: whoever works in two academies, or on somebody else's machine, chooses anew.
"""

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from broker.core.issuer import Guichet
from broker.web.parts import parts

_YEAR = 31_536_000


def find_remembered(offered: tuple[Guichet, ...]) -> Guichet | None:
    """Return the guichet chosen last, if this issuer remembers it and still offers it."""
    if not parts().issuer.remember_guichet:
        return None
    name = request.cookies.get(_name(), "")
    return next((guichet for guichet in offered if guichet.name == name), None)


def remember(name: str) -> None:
    """Remember a choice for a year, where this issuer does so."""
    if not parts().issuer.remember_guichet:
        return

    @after_this_request
    def keep(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(_name(), name, max_age=_YEAR, httponly=True, secure=secure, samesite="Lax")
        return response


def forget() -> None:
    """Forget the choice."""
    name = _name()

    @after_this_request
    def drop(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax")
        return response


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_guichet"
