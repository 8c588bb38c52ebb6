"""Owns ÉduGAR's médiacentre, for schools without an ENT: what a person signed in there may open, in their school.

Only what the page's contract releases of the person is shown. The list is the web service's own, asked for in process.
"""

from flask import redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.access_link import access_link
from broker.core.profile import TITLES
from broker.core.roles import ANYBODY, Role
from broker.flows.resource_listing import Listed
from broker.login.own_pages import EDUGAR, Guest, find_guest, leave_page
from broker.web.left_out import LeftOutRow, left_out_rows
from broker.web.parts import parts
from broker.web.rendering import render
from broker.web.resource_cards import Card, show_shelf, shown_thumbnail
from broker.web.routes import Routes
from broker.web.sign_out_pages import SIGN_OUT

_OTHER_SCHOOL = f"{EDUGAR}/school"


def make_edugar_page() -> Routes:
    """Make the blueprint of ÉduGAR's médiacentre."""
    blueprint = Routes("edugar", __name__, frozenset({Role.PERSON}), page=EDUGAR)
    blueprint.add_url_rule(EDUGAR, "show", _show, methods=["GET"])
    blueprint.add_url_rule(_OTHER_SCHOOL, "choose_again", _choose_again, methods=["POST"], roles=ANYBODY)
    return blueprint


def _show() -> Response:
    guest = find_guest(EDUGAR)
    assert guest is not None, "the route is for signed-in people"
    found, uai = parts(), guest.release.uai
    cards = [_card(listed, guest) for listed in found.listing.list_for(guest.identity, uai)]
    mothers = {one.resource: one.title.fr for one in found.listing.catalogue() if one.is_mother}
    released = {part.code: part.values[0] for part in guest.release.released if part.values}
    return render(
        "console/edugar.html",
        given_name=released.get("PRE", ""),
        school=guest.membership.school_name if "UAI" in released else "",
        profile=TITLES[guest.release.profile],
        has_schools=len({one.uai for one in guest.identity.memberships}) > 1,
        shelf=show_shelf(cards, mothers, EDUGAR),
        cases=_left_out(guest),
        school_action=_OTHER_SCHOOL,
        sign_out_action=SIGN_OUT,
        csrf_token=generate_csrf(),
    )


def _choose_again() -> Response:
    """Forget the school chosen: the page asks for one again, and for nothing else while the session lasts."""
    leave_page(EDUGAR)
    return redirect(EDUGAR, 303)


def _left_out(guest: Guest) -> tuple[LeftOutRow, ...]:
    person, uai = guest.identity, guest.release.uai
    return left_out_rows(parts().listing.left_out(person, uai), person.key.project, uai, person.login)


def _card(listed: Listed, guest: Guest) -> Card:
    notice = listed.notice
    types = (*notice.pedagogical_types, *notice.document_types)
    link = access_link(
        parts().hub.entry_url, notice.resource, project=guest.identity.key.project, uai=guest.release.uai
    )
    return Card(
        resource=notice.resource,
        title=notice.title.fr,
        url=link,
        thumbnail=shown_thumbnail(notice.thumbnail, parts().hub.url),
        presentation=notice.presentation.title,
        publisher=notice.publisher.name,
        description=notice.description.fr,
        types=tuple(term.title for term in types),
        levels=tuple(term.title for term in notice.levels),
        subjects=tuple(term.title for term in notice.subjects),
        mother=notice.mother,
    )
