"""Owns the ENT's médiacentre: what a person may open in each of their schools, by the web service's list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.refusals.resource_list import ListRefused
from broker.login.guichet_session import current_person
from broker.login.password_pages import SIGN_IN
from broker.web.left_out import LeftOutRow, left_out_rows
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.resource_cards import show_shelf
from broker.web.security_headers import allow_images_of
from broker.web.sign_out_pages import SIGN_OUT
from broker.web.single_values import read_query
from idp.account import person_title
from idp.resource_list import FetchedList, fetch_list

MEDIACENTRE, PORTAL = "/mediacentre", "/portal"
_SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class _School:
    name: str
    uai: str
    selected: bool
    url: str


def show_mediacentre() -> Response:
    """Show the list of one school: what opens; then, in the sandbox only, what does not and why."""
    person = current_person()
    if person is None:
        return redirect(SIGN_IN, 302)
    uai = _school_asked(person)
    listed, refusal = _fetch(person, uai)
    allow_images_of(parts().hub.url)  # the thumbnails
    here = [membership for membership in person.memberships if membership.uai == uai]
    return render(
        "idp/mediacentre.html",
        portal_url=PORTAL,
        person_title=person_title(person),
        schools=_schools(person, uai),
        only_guardian=bool(here) and all(one.profile is Profile.GUARDIAN for one in here),
        refusal=refusal,
        shelf=show_shelf(listed.cards, listed.mothers, MEDIACENTRE, ((_SCHOOL, uai),)),
        cases=()
        if refusal
        else left_out_rows(parts().listing.left_out(person, uai), person.key.project, uai, person.login),
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
    )


def _fetch(person: Identity, uai: str) -> tuple[FetchedList, ListRefused | None]:
    """Return the list, or an empty one and why: the page goes on, and says so."""
    if not uai:
        return FetchedList((), {}), None
    try:
        return fetch_list(parts().machine, person.key, uai, parts().hub.url), None
    except ListRefused as refusal:
        return FetchedList((), {}), refusal


def _left_out(person: Identity, uai: str) -> tuple[LeftOutRow, ...]:
    return left_out_rows(parts().listing.left_out(person, uai), person.key.project, uai, person.login)


def _school_asked(person: Identity) -> str:
    known = [membership.uai for membership in person.memberships]
    asked = read_query(_SCHOOL)
    return asked if asked in known else next(iter(known), "")


def _schools(person: Identity, selected: str) -> list[_School]:
    names = {membership.uai: membership.school_name for membership in person.memberships}
    return [
        _School(name, uai, uai == selected, f"{MEDIACENTRE}?{urlencode({_SCHOOL: uai})}") for uai, name in names.items()
    ]
