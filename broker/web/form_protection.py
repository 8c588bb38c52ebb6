"""Owns the protection of forms: the token of flask-wtf, and what the browser itself says of where a form came from."""

from urllib.parse import urlsplit

from flask import g, request
from flask_wtf.csrf import CSRFProtect

from broker.core.refusals.journey import FormForged
from broker.web.parts import parts

_OWN_SITES = {"same-origin", "none"}  # `none`: the person's own doing, as a reload


class FormProtection(CSRFProtect):  # type: ignore[misc]  # flask-wtf ships no types
    """Ask each form for its token, and refuse one that its browser says was sent by another origin (J196)."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature is flask-wtf's
        """Check a request that changes something; those of exempted blueprints come from other sites by design."""
        super().protect(apply_exemptions)
        if g.get("csrf_valid"):
            _check_origin()


def _check_origin() -> None:
    """Refuse a form of another origin: another port of this machine too, which cookies do not tell apart.

    A page without referrer sends `Origin: null` whoever it is (Fetch 3.2), so that it tells nothing; Sec-Fetch-Site
    does, in each browser of today and over HTTPS or on loopback. What sends neither is no browser.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    own = "{0.scheme}://{0.netloc}".format(urlsplit(parts().issuer.url)).lower()
    if site is not None and site not in _OWN_SITES:
        raise FormForged(expected="a form of this issuer's own pages", received=f"Sec-Fetch-Site: {site[:40]}")
    if origin is not None and origin.lower() not in {own, "null"}:
        raise FormForged(expected=f"Origin: {own}", received=f"Origin: {origin[:100]}")
