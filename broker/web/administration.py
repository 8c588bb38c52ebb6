"""Owns the noting of what is done on the console's pages: in which role which form was sent, with nothing of it."""

from flask import current_app, request
from werkzeug.wrappers import Response

from broker.core.roles import Role
from broker.web.parts import parts
from broker.web.routes import roles_at

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def note_administration(response: Response) -> None:
    """Note in the journal a form that was acted upon, where the page is for some roles only."""
    if request.method not in _CHANGING or response.status_code >= 400:  # noqa: PLR2004 - what was refused changed nothing
        return
    allowed = roles_at(current_app, request.endpoint)
    if not allowed or Role.VISITOR in allowed:
        return
    found = parts()
    held = {holder.role for holder in found.find_holders()} & allowed
    actor = ",".join(sorted(held))
    found.acts.note_administration(f"page.{request.endpoint}", actor=actor, issuer=found.issuer.name)
