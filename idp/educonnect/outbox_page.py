"""Owns the outbox: what this guichet would have sent, shown because nobody here has a letter box or a telephone."""

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_message import CHANNEL_TITLES, MESSAGE_TITLES
from broker.core.refusals.account import DeskClosed
from broker.web.rendering import render
from idp.educonnect.account_form import OUTBOX, office


def make_outbox_page() -> Blueprint:
    """Make the blueprint of the outbox."""
    blueprint = Blueprint("outbox", __name__)
    blueprint.add_url_rule(OUTBOX, "show", _show, methods=["GET"])
    return blueprint


def check_desk() -> None:
    """Raise `DeskClosed` where other machines may reach these screens, which have no log-in."""
    if not office().desk_open:
        raise DeskClosed(expected="a guichet that only this machine reaches")


def _show() -> Response:
    check_desk()
    messages = office().outbox.latest(office().issuer)
    return render(
        "idp/educonnect/outbox.html",
        messages=messages,
        channels=CHANNEL_TITLES,
        titles=MESSAGE_TITLES,
    )
