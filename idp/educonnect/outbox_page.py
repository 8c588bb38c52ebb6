"""Owns the outbox: what this guichet would have sent, shown because nobody here has a letter box or a telephone."""

from dataclasses import dataclass, field

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.account_message import CHANNEL_TITLES, MESSAGE_TITLES, Message
from broker.core.refusals.account import DeskClosed
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.web.rendering import render
from broker.web.routes import Routes
from idp.educonnect.account_form import OUTBOX, office


@dataclass(frozen=True, slots=True)
class _Row:
    at: str
    channel: Sentence
    recipient: str = field(repr=False)
    title: Sentence
    ends: str
    login: str = field(repr=False)
    code: str = field(repr=False)


def make_outbox_page() -> Blueprint:
    """Make the blueprint of the outbox."""
    blueprint = Routes("outbox", __name__, ANYBODY)
    blueprint.add_url_rule(OUTBOX, "show", _show, methods=["GET"])
    return blueprint


def check_desk() -> None:
    """Raise `DeskClosed` where other machines may reach these screens, which have no log-in."""
    if not office().desk_open:
        raise DeskClosed(expected="a guichet that only this machine reaches")


def _show() -> Response:
    check_desk()
    return render("idp/educonnect/outbox.html", messages=[_row(one) for one in office().outbox.latest(office().issuer)])


def _row(message: Message) -> _Row:
    return _Row(
        at=f"{message.at:%Y-%m-%d %H:%M:%S}",
        channel=CHANNEL_TITLES[message.channel],
        recipient=message.recipient,
        title=MESSAGE_TITLES[message.kind],
        ends=f"{message.ends:%Y-%m-%d}" if message.ends else "",
        login=message.login,
        code=message.code,
    )
