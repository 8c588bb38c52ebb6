"""Owns the simulated ENT's own pages: which there are, and its portal."""

from dataclasses import dataclass

from flask import Blueprint, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.access_link import access_link
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.login.guichet_session import current_person, current_session
from broker.login.own_pages import ASSIGNMENTS
from broker.login.password_pages import ACCOUNT, SIGN_IN
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.sign_out_pages import SIGN_OUT
from idp.account import AccountLinks, make_account_pages, person_title
from idp.ent_mediacentre import MEDIACENTRE, PORTAL, show_mediacentre


@dataclass(frozen=True, slots=True)
class _Tile:
    title: Sentence
    url: str
    description: Sentence


def make_pages() -> tuple[Blueprint, ...]:
    """Make the pages of an ENT."""
    blueprint = Routes("mediacentre", __name__, ANYBODY)
    blueprint.add_url_rule(MEDIACENTRE, "show", show_mediacentre, methods=["GET"])
    blueprint.add_url_rule(PORTAL, "portal", _show_portal, methods=["GET"])
    return (make_account_pages(MEDIACENTRE, AccountLinks(MEDIACENTRE), PORTAL), blueprint)


def _show_portal() -> Response:
    """Show the ENT's own services, and the way to the médiacentre; nobody is told what a contract would refuse."""
    person, session = current_person(), current_session()
    if person is None or session is None:
        return redirect(SIGN_IN, 302)
    return render(
        "idp/portal.html",
        person_title=person_title(person),
        came_by=_title_of(session.guichet),
        services=[*_services(person), *_console(person)],
        mediacentre_url=MEDIACENTRE,
        account_url=ACCOUNT,
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
        assumption=parts().issuer.assumption,
    )


def _services(person: Identity) -> list[_Tile]:
    """Return the ENT's own services for the person's profiles: what has a contract here and is no issuer itself."""
    issuers = {issuer.entity_id for issuer in parts().issuers}
    profiles = {membership.profile for membership in person.memberships}
    return [
        _Tile(contract.title, contract.access_url, contract.purpose)
        for contract in parts().contracts.all(parts().issuer.name)
        if contract.entity_id not in issuers and profiles & contract.profiles
    ]


def _console(person: Identity) -> list[_Tile]:
    """Return the way to the access broker's assignment console, for a head: by the ENT's own link, as to a resource."""
    way = parts().issuer.password
    if way is None or Profile.HEAD not in {membership.profile for membership in person.memberships}:
        return []
    hub = parts().hub
    pages = (page for page in parts().contracts.pages(hub.name) if page.page and page.page.path == ASSIGNMENTS)
    return [
        _Tile(page.title, access_link(hub.entry_url, page.resource, project=way.project), page.purpose)
        for page in pages
    ]


def _title_of(guichet: str) -> Sentence:
    """Name the guichet by which the person is in; the ENT itself where it asked for the password."""
    known = {found.name: found.title for found in parts().sign_on.find_guichets()}
    return known.get(guichet, parts().issuer.title)
