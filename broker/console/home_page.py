"""Owns the sandbox's home, which tells what is here and lets one be somebody."""

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.journey_pages import latest_journeys
from broker.console.people_cards import card_families, find_carded, guichets
from broker.console.resource_pages import resource_rows
from broker.console.views import GuichetRow
from broker.core.refusals.decision import PersonUnknown
from broker.core.roles import ANYBODY
from broker.login.arrival import PATH, Arrival, leave_ticket
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.role_check import may_come
from broker.web.routes import Routes
from broker.web.security_headers import allow_form_to
from broker.web.single_values import read_query


def make_home_page() -> Blueprint:
    """Make the blueprint of the home page and of its one-click sign-in."""
    blueprint = Routes("home", __name__, ANYBODY)
    blueprint.add_url_rule("/", "home", _home, methods=["GET"])
    blueprint.add_url_rule("/people/sign-in", "sign_in", _sign_in, methods=["POST"])
    return blueprint


def _home() -> Response:
    for issuer in guichets():
        allow_form_to(issuer.url)
    return render(
        "console/home.html",
        families=card_families(),
        csrf_token=generate_csrf(),
        resources=resource_rows(parts().clock.now().date()),
        guichets=[*_own_pages(), *_other_issuers()],
        journeys=latest_journeys(8) if may_come("journeys.list") else None,
        journeys_url="/journeys",
        resources_url="/resources",
        commands=_commands(),
    )


def _own_pages() -> list[GuichetRow]:
    """Return the pages of the broker's own that people sign in for."""
    pages = parts().contracts.pages(parts().issuer.name)
    return [GuichetRow(page.title, page.access_url, page.purpose) for page in pages]


def _other_issuers() -> list[GuichetRow]:
    return [GuichetRow(issuer.title, f"{issuer.url}/", issuer.role) for issuer in parts().issuers if not issuer.console]


def _commands() -> list[str]:
    contracts = parts().contracts.all(parts().issuer.name)
    people = parts().directory.find_situations()
    if not contracts or not people:
        return ["preau people", "preau resources"]
    names = f"--person {people[0].login} --resource {contracts[0].resource}"
    return [f"preau explain {names}", f"preau login {names}"]


def _sign_in() -> AnyResponse:
    """Hand the browser to the person's guichet with a ticket that opens one session there, once."""
    carded = find_carded(read_query("card") or "")
    if carded is None:
        raise PersonUnknown(expected="the name of a card")
    person, guichet = carded.person, carded.guichet
    _leave_former()
    allow_form_to(guichet.url)
    way, profiles = guichet.password, [membership.profile for membership in person.memberships]
    chosen = next((profile for profile in profiles if way and profile in way.profile_choices), None)
    project = (way.project if way else None) or person.key.project
    ticket = leave_ticket(parts().store, guichet.name, Arrival(person.login, project, chosen))
    return redirect(f"{guichet.url}{PATH}?{urlencode({'ticket': ticket})}", 303)


def _leave_former() -> None:
    """End this browser's session at the broker: whoever is chosen next is somebody else, or begins anew."""
    former = parts().find_session()
    if former is not None:
        parts().sign_out.conclude(parts().sign_out.begin(former))
        parts().forget_session()
