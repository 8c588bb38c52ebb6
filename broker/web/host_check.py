"""Owns the check of the Host header: an issuer answers under its declared address only (J208)."""

from urllib.parse import urlsplit

from flask import request

from broker.core.refusals.journey import HostForbidden
from broker.web.parts import parts


def check_host() -> None:
    """Refuse a request addressed to another host; forwarded headers are never read."""
    expected = urlsplit(parts().issuer.url).netloc.lower()
    if request.headers.get("Host", "").lower() != expected:
        raise HostForbidden(expected=expected, received=request.headers.get("Host", "")[:100])
