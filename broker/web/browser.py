"""Owns the browser's own secret: what ties a journey to the browser that began it.

It is a cookie of its own: 24 random characters need no signature, and signing a session for them costs more than all
the other pages do of a sign-on.
"""

import re
import secrets

from flask import after_this_request, current_app, g, request
from werkzeug.wrappers import Response

_SECRET = re.compile(r"[A-Za-z0-9_-]{24}")


def browser_secret() -> str:
    """Return this browser's secret at this issuer, made at its first visit."""
    if "browser" not in g:
        came = request.cookies.get(_name(), "")
        g.browser = came if _SECRET.fullmatch(came) else _give()
    return str(g.browser)


def _give() -> str:
    secret = secrets.token_urlsafe(18)

    @after_this_request
    def keep(response: Response) -> Response:
        config = current_app.config
        response.set_cookie(
            _name(),
            secret,
            httponly=True,
            secure=config["SESSION_COOKIE_SECURE"],
            samesite=config["SESSION_COOKIE_SAMESITE"],
        )
        return response

    return secret


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_browser"
