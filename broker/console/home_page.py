"""Owns the sandbox's home, which tells what is here and lets one be somebody."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from broker.console.journey_pages import latest_journeys
from broker.console.resource_pages import resource_rows
from broker.console.views import Family, GuichetRow, PersonCard
from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.refusals.decision import PersonUnknown
from broker.core.sentence import Sentence
from broker.directories.population.situation_parts import SituationCard
from broker.directories.population.situations import find_card
from broker.login.arrival import PATH, Arrival, leave_ticket
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.security_headers import allow_form_to
from broker.web.single_values import read_query

_FAMILIES = {
    "pupil": Sentence("Élèves", "Pupils"),
    "guardian": Sentence("Responsables", "Guardians"),
    "teacher": Sentence("Enseignants", "Teachers"),
    "staff": Sentence("Autres personnels", "Other staff"),
    "odd": Sentence("Cas particuliers", "Odd cases"),
}


def make_home_page() -> Blueprint:
    """Make the blueprint of the home page and of its one-click sign-in."""
    blueprint = Blueprint("home", __name__)
    blueprint.add_url_rule("/", "home", _home, methods=["GET"])
    blueprint.add_url_rule("/people/sign-in", "sign_in", _sign_in, methods=["POST"])
    return blueprint


def _home() -> Response:
    for issuer in _guichets():
        allow_form_to(issuer.url)
    return render(
        "console/home.html",
        families=_families(_people_by_card()),
        csrf_token=generate_csrf(),
        resources=resource_rows(parts().clock.now().date()),
        guichets=[
            GuichetRow(issuer.title, f"{issuer.url}/", issuer.role) for issuer in parts().issuers if not issuer.console
        ],
        journeys=latest_journeys(8),
        journeys_url="/journeys",
        resources_url="/resources",
        commands=_commands(),
    )


def _commands() -> list[str]:
    contracts = parts().contracts.all(parts().issuer.name)
    people = parts().directory.find_situations()
    if not contracts or not people:
        return ["preau people", "preau resources"]
    names = f"--person {people[0].login} --resource {contracts[0].resource}"
    return [f"preau explain {names}", f"preau login {names}"]


def _guichets() -> tuple[Issuer, ...]:
    return tuple(issuer for issuer in parts().issuers if issuer.password is not None)


def _people_by_card() -> dict[str, Identity]:
    """Return who stands on each card, by the situation's name: no address says a login (K224)."""
    named: dict[str, Identity] = {}
    for person in parts().directory.find_situations():
        situation = person.situation or ""
        named[f"{situation}-{len(named)}" if situation in named else situation] = person
    return named


def _families(people: Mapping[str, Identity]) -> tuple[Family, ...]:
    cards: dict[str, list[PersonCard]] = {}
    for name, person in people.items():
        found = find_card(person.situation or "")
        guichet = guichet_of(person)
        if found and guichet:
            cards.setdefault(found.family, []).append(_card(name, person, guichet, found))
    return tuple(Family(title, tuple(cards[name])) for name, title in _FAMILIES.items() if name in cards)


def _card(name: str, person: Identity, guichet: Issuer, situation: SituationCard) -> PersonCard:
    display_name = " ".join([*person.given_name.values[:1], *person.family_name.values[:1]]) or person.login
    return PersonCard(
        login=person.login,
        password=parts().demo_password or "",
        display_name=display_name,
        title=situation.title,
        explanation=situation.explanation,
        schools=", ".join(sorted({membership.school_name for membership in person.memberships})),
        sign_in_action=f"/people/sign-in?{urlencode({'card': name})}",
        guichet_title=guichet.title,
    )


def guichet_of(person: Identity) -> Issuer | None:
    """Return the guichet where a person signs in: their ENT, else ÉduConnect or their academy by profile."""
    profiles = {membership.profile for membership in person.memberships}
    academies = {key.partition("$")[0] for key in person.join_key.values}
    ways = [(issuer, issuer.password) for issuer in _guichets() if issuer.password]
    own = next((issuer for issuer, way in ways if way.project == person.key.project), None)
    fitting = (one for one, way in ways if way.profiles & profiles and way.project in {None, *academies})
    return own or next(fitting, None)


def _sign_in() -> AnyResponse:
    """Hand the browser to the person's guichet with a ticket that opens one session there, once."""
    person = _people_by_card().get(read_query("card") or "")
    guichet = guichet_of(person) if person else None
    if person is None or guichet is None:
        raise PersonUnknown(expected="the name of a card")
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
