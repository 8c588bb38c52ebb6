"""Owns the headers that every page carries: a strict policy, nothing from elsewhere, nothing framed (J197–J199)."""

from urllib.parse import urlsplit

from flask import Response, g

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
_FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)


def allow_form_to(url: str) -> None:
    """Let this answer's forms reach one more origin (J198)."""
    parts = urlsplit(url)
    # An application's own scheme has no host (RFC 8252 7.1).
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
    g.setdefault("form_origins", set()).add(origin)


def allow_images_of(url: str) -> None:
    """Let this answer show images of one more origin."""
    parts = urlsplit(url)
    g.setdefault("image_origins", set()).add(f"{parts.scheme}://{parts.netloc}")


def allow_frame_of(url: str) -> None:
    """Let this answer show pages of one more origin in a frame of its own."""
    parts = urlsplit(url)
    g.setdefault("frame_origins", set()).add(f"{parts.scheme}://{parts.netloc}")


def add_security_headers(response: Response) -> Response:
    """Put the policy on an answer; pages with values are never kept by a cache."""
    origins = "".join(f" {origin}" for origin in sorted(g.get("form_origins", ())))
    images = "".join(f" {origin}" for origin in sorted(g.get("image_origins", ())))
    framed = f"; frame-src {' '.join(sorted(g.frame_origins))}" if "frame_origins" in g else ""
    response.headers.add("Content-Security-Policy", f"{_POLICY}{origins}; img-src 'self'{images}{framed}")
    for name, value in _FIXED:  # nobody else sets these: added, not searched for first
        response.headers.add(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
