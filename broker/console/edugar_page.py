"""Owns ÉduGAR's médiacentre, for schools without an ENT: what a person signed in there may open."""

from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.roles import Role
from broker.login.own_pages import EDUGAR, find_guest
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.sign_out_pages import SIGN_OUT


def make_edugar_page() -> Routes:
    """Make the blueprint of ÉduGAR's médiacentre."""
    blueprint = Routes("edugar", __name__, frozenset({Role.PERSON}), page=EDUGAR)
    blueprint.add_url_rule(EDUGAR, "show", _show, methods=["GET"])
    return blueprint


def _show() -> Response:
    guest = find_guest(EDUGAR)
    assert guest is not None, "the route is for signed-in people"
    return render(
        "console/edugar.html",
        school=guest.membership.school_name,
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
    )
