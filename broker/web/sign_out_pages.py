"""Owns the pages of a sign-out: the question, the way through the browser, and what was closed."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, redirect
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.refusals.journey import BrowserMismatch, JourneyUnknown, StoreUnavailable
from broker.core.roles import ANYBODY
from broker.core.sentence import Sentence
from broker.core.session import Session
from broker.core.sign_out import ENDINGS, Closing, Ending, Initiator, SignOut
from broker.flows.sign_on import browser_digest
from broker.flows.sign_out import Order
from broker.web.browser import browser_secret
from broker.web.parts import ReturnForm, parts
from broker.web.rendering import render
from broker.web.routes import Routes
from broker.web.security_headers import allow_form_to
from broker.web.self_post import hand_over
from broker.web.single_values import read_query

SIGN_OUT = "/sign-out"
_RESULT, _NEXT = f"{SIGN_OUT}/result", f"{SIGN_OUT}/next"


@dataclass(frozen=True, slots=True)
class ClosingView:
    """Show what became of one service."""

    title: Sentence | str
    ending: Sentence
    good: bool
    reason: str


def make_sign_out_pages() -> Blueprint:
    """Make the blueprint of the sign-out that a person asks for here."""
    blueprint = Routes("sign_out", __name__, ANYBODY)
    blueprint.add_url_rule(SIGN_OUT, "ask", ask_to_sign_out, methods=["GET"])
    blueprint.add_url_rule(SIGN_OUT, "take", _take, methods=["POST"])
    blueprint.add_url_rule(_NEXT, "next", _next, methods=["GET"])
    blueprint.add_url_rule(_RESULT, "result", _result, methods=["GET"])
    return blueprint


def ask_to_sign_out(action: str = SIGN_OUT) -> Response:
    """Ask whether to sign out: what is asked by a link alone ends nothing (C096); `action` takes the answer."""
    session = parts().find_session()
    opened = parts().sessions.participants(session) if session else ()
    return render(
        "web/sign_out.html",
        action=action,
        csrf_token=generate_csrf(),
        signed_in=session is not None,
        opened=list(dict.fromkeys(service_name(one.resource, one.service) for one in opened)),
    )


def sign_out_here(session: Session, initiator: Initiator | None = None, *, asking: str = "") -> Response:
    """End a session for good, and lead the browser through the services that can be told by it only."""
    return carry_out_here(Order((session,), initiator, asking=asking))


def carry_out_here(order: Order) -> Response:
    """End sessions in this browser; it forgets its own, once it is over, only if that is one of them."""
    current = parts().find_session()
    sign_out = parts().sign_out.carry_out(replace(order, browser=browser_digest(browser_secret())))
    if current is not None and current in (sign_out.session, *sign_out.others):
        parts().forget_session()
    return go_on(sign_out)


def go_on(sign_out: SignOut) -> Response:
    """Send the browser to the next service that waits, or conclude."""
    found = parts()
    while True:
        participant, sign_out = found.sign_out.next_waiting(sign_out)
        if participant is None:
            return _conclude(sign_out)
        channel = found.front_channels.get(participant.protocol)
        try:
            sent = channel.send(participant, sign_out) if channel else None
        except StoreUnavailable:
            raise
        except Refusal as refusal:  # its metadata has gone meanwhile: the others are still told
            sign_out = found.sign_out.record(sign_out, participant, Ending.UNTOLD, refusal.code)
            continue
        if sent is not None:
            return sent
        sign_out = found.sign_out.record(sign_out, participant, Ending.UNREACHED, "the browser was not sent there")


def next_url(sign_out: SignOut) -> str:
    """Return where the browser goes on after another site posted to us: there it shows its cookies (Lax)."""
    return f"{_NEXT}?{urlencode({'id': sign_out.id})}"


def resume_sign_out(sign_out_id: str) -> SignOut:
    """Return a sign-out under way to the browser that began it, and to no other."""
    found = parts().sign_out.resume(sign_out_id)
    if found is None:
        raise JourneyUnknown(expected="a sign-out of the last minutes")
    if not found.browser or found.browser != browser_digest(browser_secret()):
        raise BrowserMismatch
    return found


def _conclude(sign_out: SignOut) -> Response:
    """Answer who asked at once when all is closed; otherwise the person first sees what is not."""
    parts().sign_out.conclude(sign_out)
    form = _answer_to(sign_out) if sign_out.is_whole else None
    if form is not None:
        return hand_over(form, _initiator_name(sign_out), anew=True)
    return redirect(f"{_RESULT}?{urlencode({'id': sign_out.id})}", 303)


def _answer_to(sign_out: SignOut) -> ReturnForm | None:
    if sign_out.initiator is None:
        return None
    language = parts().languages.get(sign_out.initiator.protocol)
    return language.answer_sign_out(sign_out) if language else None


def _take() -> Response:
    session = parts().find_session()
    return redirect(SIGN_OUT, 303) if session is None else sign_out_here(session)


def _next() -> Response:
    return go_on(resume_sign_out(read_query("id") or ""))


def _result() -> Response:
    """Show what was closed and what was not, with the way back to who asked."""
    sign_out = resume_sign_out(read_query("id") or "")
    form = _answer_to(sign_out)
    if form:
        allow_form_to(form.action)
    return render(
        "web/signed_out.html",
        whole=sign_out.is_whole,
        closings=view_closings(sign_out.closings),
        trace_url=f"{parts().home_url}/journeys/{sign_out.id}",
        return_form=form,
        return_title=_initiator_name(sign_out),
    )


def view_closings(closings: tuple[Closing, ...]) -> list[ClosingView]:
    """Return what became of each service, as pages show it."""
    return [
        ClosingView(service_name(one.resource, one.service), ENDINGS[one.ending], one.is_good, one.reason)
        for one in closings
    ]


def _initiator_name(sign_out: SignOut) -> Sentence | str:
    """Name who asked for a sign-out; one service may stand for several resources, so that it goes by its own name."""
    return service_name("", sign_out.initiator.service) if sign_out.initiator else ""


def service_name(resource: str, service: str) -> Sentence | str:
    """Name a service to the person: by its contract's title, a guichet by its own, anything else by its name."""
    found = parts()
    contract = found.contracts.by_resource(found.issuer.name, resource) if resource else None
    if contract is not None:
        return contract.title
    known = next((one.title for one in found.issuers if one.entity_id == service), None)
    return known or next((one.title for one in found.sign_on.find_guichets() if one.entity_id == service), service)
