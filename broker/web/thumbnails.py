"""Owns `/thumbnails/<name>.svg`: a small image for each resource, drawn from its name and nothing else.

The real ones are publishers' own (facts/gar.md 1); these need no file, no outside address and no script.
"""

import re
from hashlib import blake2b

from flask import Response
from werkzeug.exceptions import NotFound

from broker.core.roles import ANYBODY
from broker.web.routes import Routes

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_DAY = 86_400
_MARKS = (
    '<circle cx="116" cy="30" r="34"/><circle cx="28" cy="100" r="22"/>',
    '<path d="M0 120 60 40 120 120ZM80 120 124 64 160 108V120Z"/>',
    '<path d="M0 20H160V34H0ZM0 86H160V100H0Z"/>',
    '<path d="M0 0H48V40H0ZM112 80H160V120H112ZM128 0H160V28H128ZM0 96H30V120H0Z"/>',
    '<path d="M0 90Q40 60 80 90T160 90V120H0Z"/><circle cx="128" cy="32" r="18"/>',
)


def make_thumbnails(path: str) -> Routes:
    """Make the blueprint of the images below a path."""
    routes = Routes("thumbnails", __name__, ANYBODY)
    routes.add_url_rule(f"{path}/<name>.svg", "show", _show, methods=["GET"])
    return routes


def draw_thumbnail(name: str) -> str:
    """Return an SVG of 160 by 120: the same for the same name, its first letter on two shades of a colour."""
    drawn = blake2b(name.encode(), digest_size=4).digest()
    hue, mark = int.from_bytes(drawn[:2], "big") % 360, _MARKS[drawn[2] % len(_MARKS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120">'
        f'<rect width="160" height="120" fill="hsl({hue},42%,32%)"/><g fill="hsl({hue},46%,44%)">{mark}</g>'
        '<text x="80" y="82" text-anchor="middle" font-family="Charter,Cambria,Georgia,serif" font-size="64" '
        f'fill="#fdf8ec">{name[0].upper()}</text></svg>\n'
    )


def _show(name: str) -> Response:
    if not _NAME.fullmatch(name):
        raise NotFound
    answer = Response(draw_thumbnail(name), mimetype="image/svg+xml")
    answer.cache_control.public, answer.cache_control.max_age = True, _DAY
    return answer
