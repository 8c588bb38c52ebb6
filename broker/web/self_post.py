"""Owns the page that carries a message to its destination: a form that posts itself, with a visible button."""

from flask import Response

from broker.core.sentence import Sentence
from broker.web.parts import ReturnForm
from broker.web.rendering import render
from broker.web.security_headers import allow_form_to


def self_post(form: ReturnForm, destination: Sentence | str) -> Response:
    """Make the page; its policy lets this one form reach this one origin."""
    allow_form_to(form.action)
    return render("web/self_post.html", action=form.action, fields=form.fields, destination_title=destination)
