"""Owns the browser's own secret: what ties a journey to the browser that began it."""

import secrets

from flask import session

_KEY = "browser"


def browser_secret() -> str:
    """Return this browser's secret at this issuer, made at its first visit."""
    found = session.get(_KEY)
    if not isinstance(found, str):
        found = secrets.token_urlsafe(18)
        session[_KEY] = found
    return found
