"""Owns an issuer's own pages that a person signs in for: a service like any other, under a contract, in its own house.

A journey leads to such a page as to any service; what the page may know of the person is what the contract releases.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from flask import g, redirect, request
from werkzeug.wrappers import Response

from broker.core.contract import PAGE
from broker.core.errors import DecisionRefused, Refusal
from broker.core.identity import Identity, Membership
from broker.core.journey import Hint, Journey, ServiceRequest
from broker.core.refusals.journey import SessionOver
from broker.core.release import Release
from broker.core.rights.responsible import is_responsible
from broker.core.roles import Holder, Role
from broker.core.session import Grant
from broker.core.sign_out import SignOut
from broker.flows.sign_on import browser_digest
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key
from broker.web.acts_at_end import leaving_of, release_at_end
from broker.web.browser import browser_secret
from broker.web.followed_link import take_hint
from broker.web.journey_runner import follow, run
from broker.web.parts import ReturnForm, parts
from broker.web.trace_notes import note_message, note_release

EDUGAR, ASSIGNMENTS = "/edugar", "/assignments"
PAGES = (EDUGAR, ASSIGNMENTS)  # those of the access broker
_RETURN, _VISIT = "return", "visit"  # the latter also as the journal says what a page is told afresh


@dataclass(frozen=True, slots=True)
class Guest:
    """Hold who is on a page, in which school; `release` is all that the page shows of the person."""

    release: Release
    identity: Identity = field(repr=False)
    membership: Membership


@dataclass(frozen=True, slots=True)
class _Visit:
    """Hold what a browser has of a page: the grant, the journey, and a digest of what the page was told last."""

    grant: Grant
    journey: str
    told: str


class OwnPages:
    """Answer a journey that led to a page of our own (port `Language`)."""

    def answer(self, journey: Journey) -> Response:
        """Remember for this browser what the page may know, decided again at each visit; go to the page."""
        found, sign_on = parts(), parts().sign_on
        session = sign_on.check_authentication(journey, found.find_session())
        release = sign_on.release(journey, session)
        _keep(journey.request.entity_id, _Visit(sign_on.grant(journey), journey.id, _digest_of(release)), session.ends)
        release_at_end(journey, sign_on.contract_of(journey), release)
        note_release(journey, release)
        return redirect(journey.request.detail(_RETURN) or journey.request.reply_to, 303)

    def refuse(self, _journey: Journey, _refusal: Refusal) -> ReturnForm | None:
        """Leave the refusal on its page: there is nobody else to tell."""
        return None

    def answer_sign_out(self, _sign_out: SignOut) -> ReturnForm | None:
        """Tell nobody."""
        return None


def sign_in_for(page: str) -> Response:
    """Begin the journey to a page of our own, by the guichet of a link followed; it comes back to the address asked."""
    found, path = parts(), urlsplit(request.full_path.rstrip("?"))
    asked = f"{path.path}?{path.query}" if path.query else path.path
    wanted = ServiceRequest(
        protocol=PAGE,
        entity_id=page_name(page),
        request_id="",
        reply_to=page,
        hint=Hint(project=_project_of(page)),
        details=((_RETURN, asked),),
    )
    journey = found.sign_on.begin(wanted, browser_secret())
    follow(journey)
    note_message(journey, "in", "service_request", page_name(page), f"GET {page}")
    return run(found.sign_on.admit(journey, take_hint, found.find_session()))


def find_guest(page: str) -> Guest | None:
    """Return who is signed in for a page in this browser, decided anew; None for nobody."""
    kept: dict[str, Guest | None] = g.setdefault("guests", {})
    if page not in kept:
        kept[page] = _read_guest(page)
    return kept[page]


def leave_page(page: str) -> None:
    """Forget who is signed in for a page in this browser, so that another school or person can be chosen."""
    parts().store.forget(_key(page_name(page)))


def find_page_holders(pages: tuple[str, ...]) -> tuple[Holder, ...]:
    """Return the roles that people have, each on one of our own pages: somebody, and who assigns in a school."""
    found: list[Holder] = []
    for page, guest in ((page, find_guest(page)) for page in pages):
        if guest is None:
            continue
        found.append(Holder(Role.PERSON, page=page))
        access = parts().sign_on.access
        delegates = access.assignments.delegates(guest.membership.uai) if access else ()
        if is_responsible(guest.identity.key, guest.membership, delegates):
            found.append(Holder(Role.RESPONSIBLE, guest.membership.uai, page))
    return tuple(found)


def page_name(page: str) -> str:
    """Return the name by which a page asks, in contracts and journeys."""
    return f"{PAGE}:{page}"


def _read_guest(page: str) -> Guest | None:
    stored = parts().store.find(_key(page_name(page)))
    if stored is None:
        return None
    visit, sign_on, session = decode(stored, _Visit), parts().sign_on, parts().find_session()
    grant = visit.grant
    try:
        # The browser's own secret is as old as the browser, perhaps planted there: what opens is the session (J193).
        if session is None or sign_on.find_open(grant.session).id != session.id:
            return None
        release = sign_on.release_again(grant)
    except (SessionOver, DecisionRefused):  # signed out, or no longer who they were: they sign in anew
        leave_page(page)
        return None
    if _digest_of(release) != visit.told:
        _write_down(page, visit, release, session.ends)
    identity = sign_on.find_person(grant.authentication)
    here = next(m for m in identity.memberships if (m.uai, m.profile) == (release.uai, release.profile))
    return Guest(release, identity, here)


def _write_down(page: str, visit: _Visit, release: Release, ends: datetime) -> None:
    """Write down that a page is told something else than last; raises `JournalUnavailable`, and it is told none."""
    found = parts()
    contract = found.contracts.by_resource(visit.grant.issuer, visit.grant.resource)
    assert contract is not None, "by it the release was decided"
    leaving = leaving_of(PAGE, visit.journey, contract, release)
    found.acts.record_release(release, replace(leaving, what=_VISIT))
    _keep(page_name(page), replace(visit, told=_digest_of(release)), ends)


def _keep(name: str, visit: _Visit, ends: datetime) -> None:
    seconds = int((ends - parts().clock.now()).total_seconds())
    parts().store.put(_key(name), encode(visit), max(seconds, 1))


def _digest_of(release: Release) -> str:
    """Return what tells whether the same leaves again: of a value, nothing can be read in it."""
    told = (release.subject, [(sent.code, sent.values) for sent in release.released])
    return sha256(repr(told).encode()).hexdigest()[:32]


def _project_of(page: str) -> str | None:
    """Return the ENT project of a page that is for one only."""
    contract = next(iter(parts().contracts.by_entity(parts().issuer.name, page_name(page))), None)
    return contract.page.project if contract and contract.page else None


def _key(name: str) -> str:
    return name_key(PAGE, _VISIT, parts().issuer.name, browser_digest(browser_secret()), name)
