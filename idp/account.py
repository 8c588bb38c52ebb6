"""Owns what every guichet has: the arrival from the home page, the account page."""

from dataclasses import dataclass

from flask import Blueprint, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.identity import Identity
from broker.core.profile import TITLES
from broker.core.refusals.journey import JourneyUnknown
from broker.core.roles import ANYBODY
from broker.login.arrival import PATH, SECONDS, take_ticket
from broker.login.guichet_session import current_person, sign_in_here
from broker.login.password_pages import ACCOUNT, SIGN_IN
from broker.web.parts import parts
from broker.web.rendering import render, say
from broker.web.routes import Routes
from broker.web.sign_out_pages import SIGN_OUT
from broker.web.single_values import read_query


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """Hold where the account page leads, where this guichet has it: a médiacentre, one's account, one's codes."""

    mediacentre: str | None = None
    settings: str | None = None
    codes: str | None = None


def make_account_pages(landing: str, links: AccountLinks = AccountLinks(), front: str | None = None) -> Blueprint:
    """Make the blueprint; `landing` is where a person goes after a direct sign-in, `front` from the bare address."""
    blueprint = Routes("account", __name__, ANYBODY)

    def home() -> Response:
        return redirect(front or landing, 302)

    def arrive() -> Response:
        """Open a session for the card clicked on the home page: the ticket opens one, once."""
        arrival = take_ticket(parts().store, parts().issuer.name, read_query("ticket") or "")
        if arrival is None:
            raise JourneyUnknown(expected=f"a ticket of the home page, used once within {SECONDS} s")
        sign_in_here(arrival.login, arrival.project, arrival.profile)
        return redirect(landing, 303)

    def account() -> Response:
        person = current_person()
        return redirect(SIGN_IN, 302) if person is None else _show(person, links)

    blueprint.add_url_rule("/", "home", home, methods=["GET"])
    blueprint.add_url_rule(PATH, "arrive", arrive, methods=["GET"])
    blueprint.add_url_rule(ACCOUNT, "account", account, methods=["GET"])
    return blueprint


def make_pages() -> tuple[Blueprint, ...]:
    """Make the pages of a guichet that has none of its own: the academy's, for now."""
    return (make_account_pages(ACCOUNT),)


def person_title(person: Identity) -> str:
    """Return how a person is greeted on their own pages."""
    return " ".join([*person.given_name.values[:1], *person.family_name.values[:1]]) or person.login


def _show(person: Identity, links: AccountLinks) -> Response:
    return render(
        "idp/account.html",
        person_title=person_title(person),
        login=person.login,
        schools=[f"{m.school_name} ({m.uai}) — {say(TITLES[m.profile])}" for m in person.memberships if m.uai],
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
        links=links,
    )
