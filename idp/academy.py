"""Owns the pages of an academy's guichet: the account, and the enrolment of the application that makes codes."""

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from broker.core.roles import ANYBODY
from broker.login.guichet_session import current_session
from broker.login.password_pages import ACCOUNT, SIGN_IN
from broker.login.second_factor_pages import own_codes, person_of
from broker.web.parts import parts
from broker.web.rendering import render, say
from broker.web.routes import Routes
from idp.account import AccountLinks, make_account_pages

_CODES = "/account/codes"


def make_pages() -> tuple[Blueprint, ...]:
    """Make the pages of an academy's guichet."""
    return (make_account_pages(ACCOUNT, AccountLinks(codes=_CODES)), _make_enrolment())


def _make_enrolment() -> Blueprint:
    blueprint = Routes("enrolment", __name__, ANYBODY)
    blueprint.add_url_rule(_CODES, "show", _show, methods=["GET"])
    return blueprint


def _show() -> Response:
    """Show the secret of the invented people's codes; of anybody else's, only whoever runs the sandbox has it."""
    session = current_session()
    if session is None:
        return redirect(SIGN_IN, 302)
    found, person = parts(), person_of(session)
    address = own_codes().enrolment_uri(person, say(found.issuer.title)) if found.demo_password else ""
    return render(
        "idp/codes.html",
        address=address,
        secret="".join(parse_qs(urlsplit(address).query).get("secret", [])),
        code=own_codes().code_at(person, found.clock.now()) if address else "",
        account_url=ACCOUNT,
    )
