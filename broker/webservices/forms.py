"""Owns the forms of answers, JSON and XML: which ones a route has, and which one a call is answered in."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import current_app, g, request

from broker.core.roles import Holder, Role

View = TypeVar("View", bound=Callable[..., object])
_FORMS = "answer_forms"
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


class Form(StrEnum):
    """Name a form by its media type."""

    JSON = "application/json"
    XML = "application/xml"


def answers_in(*forms: Form) -> Callable[[View], View]:
    """Declare the forms of a view's answers, the usual one first; where none are declared, both are there."""

    def declare(view: View) -> View:
        setattr(view, _FORMS, forms)
        return view

    return declare


def chosen_form() -> Form:
    """Return the form in which to answer this call: the one that Accept prefers, else the route's usual one.

    Where there is no route, the usual one is that of the client: distributors read XML.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    client: Holder | None = g.get("client")
    reads_xml = client is not None and client.role is Role.DISTRIBUTOR
    forms: tuple[Form, ...] = getattr(view, _FORMS, (Form.XML, Form.JSON) if reads_xml else (Form.JSON, Form.XML))
    accepted = request.accept_mimetypes
    worth = {form: max(accepted[form], accepted["text/xml"] if form is Form.XML else 0) for form in forms}
    return max(forms, key=lambda form: worth[form])  # the first of those that are worth the same


def without_controls(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return text if text.isprintable() else _NO_XML.sub("", text)
