"""Owns the CAS routes: log-in, log-out, and the validations that services ask for; and the answer to a journey."""

from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.issuer import CasPaths, Issuer
from broker.core.journey import Journey, ServiceRequest
from broker.core.refusals.ticket import ServiceNotRegistered
from broker.core.roles import ANYBODY
from broker.core.session import Participant
from broker.core.sign_out import Initiator, SignOut
from broker.flows.ports import Clock, Store
from broker.protocols.cas.answering import KINDS, Answering
from broker.protocols.cas.proxying import Proxying
from broker.protocols.cas.query import with_query
from broker.protocols.cas.requests import describe_request, read_login
from broker.protocols.cas.tickets import Ticket, TicketBook, digest_of
from broker.protocols.cas.validation import Validation
from broker.transport.service_call import Outgoing
from broker.web.browser import browser_secret
from broker.web.followed_link import take_hint
from broker.web.journey_runner import follow, run
from broker.web.parts import ReturnForm, parts
from broker.web.request_end import keep_at_end
from broker.web.routes import Routes
from broker.web.self_post import lead_to, self_post
from broker.web.session_page import show_session
from broker.web.sign_out_pages import ask_to_sign_out, sign_out_here
from broker.web.single_values import read_query
from broker.web.trace_notes import hold_message, note_message, note_release

_PROTOCOL = "cas"


@dataclass(frozen=True, slots=True)
class CasEndpoints:
    """Serve one issuer's CAS side."""

    issuer: Issuer
    paths: CasPaths
    tickets: TicketBook
    outgoing: Outgoing

    def blueprints(self) -> tuple[Blueprint, Blueprint]:
        """Make the routes: those of the browser, and those of services."""
        return self._browser_routes(), self._service_routes()

    def answer(self, journey: Journey) -> Response:
        """Hand a ticket over: the last step of a journey. What leaves is decided again when it is validated."""
        sign_on = parts().sign_on
        contract = sign_on.contract_of(journey)
        assert contract.cas is not None, "a contract found by its CAS service speaks CAS"
        session = sign_on.check_authentication(journey, parts().find_session())
        release = sign_on.release(journey, session)
        address, service = journey.request.reply_to, journey.request.entity_id
        ticket = Ticket(
            grant=sign_on.grant(journey),
            address=address,
            journey=journey.id,
            until=self.tickets.clock.now(),
            fresh=_is_fresh(journey),
            digest=digest_of(release),
        )
        name, kept = self.tickets.issue(ticket, contract.cas.ticket_seconds)
        participant = Participant(_PROTOCOL, service, name, address=address, resource=contract.resource)
        keep_at_end(kept, *parts().sessions.join_writes(session, participant, findable=False))
        note_release(journey, release)
        note_message(journey, "out", "cas_ticket", service, f"{address} ← ST-…")
        if journey.request.detail("method") == "POST":
            return self_post(ReturnForm(address, (("ticket", name),)), contract.title)
        return lead_to(with_query(address, ticket=name), contract.title)

    def refuse(self, journey: Journey, _refusal: Refusal) -> ReturnForm | None:
        """Send who asked silently back without a ticket (2.1.1, gateway); otherwise CAS has no words for a no."""
        return ReturnForm(journey.request.reply_to, (), "get") if journey.request.passive else None

    def answer_sign_out(self, sign_out: SignOut) -> ReturnForm | None:
        """Lead back to the registered address that /logout named (2.3.2)."""
        assert sign_out.initiator is not None, "an answer goes to who asked"
        return ReturnForm.in_query(sign_out.initiator.reply_to, ())

    def _browser_routes(self) -> Blueprint:
        blueprint = Routes("cas", __name__, ANYBODY)
        blueprint.add_url_rule(f"{self.paths.context}/login", "login", self._log_in, methods=["GET"])
        blueprint.add_url_rule(f"{self.paths.context}/logout", "logout", self._log_out, methods=["GET"])
        return blueprint

    def _service_routes(self) -> Blueprint:
        answering = Answering(Validation(self.tickets, Proxying(self.tickets, self.outgoing)))
        blueprint = Routes("cas_services", __name__, ANYBODY)
        views = {"samlValidate": (answering.validate_saml, "POST"), "proxy": (answering.proxy, "GET")}
        for name in KINDS:
            view, method = views.get(name, (answering.validate, "GET"))
            blueprint.add_url_rule(f"{self.paths.context}/{name}", name, view, methods=[method])
        blueprint.register_error_handler(Exception, answering.refuse)
        return blueprint

    def _log_in(self) -> Response:
        """Turn a service's request into a journey; without a service, say who is signed in (2.1.1)."""
        line = describe_request(used=False)
        hold_message("service_request", "", line)
        asked = read_login()
        if asked.service is None:
            return show_session()
        entry = parts().contracts.find_service(self.issuer.name, asked.service)
        if entry is None:
            raise ServiceNotRegistered(expected="an address of a contract's [cas]", received=asked.service[:200])
        wanted = ServiceRequest(
            protocol=_PROTOCOL,
            entity_id=entry,
            request_id="",  # CAS has none: each log-in is a request of its own
            reply_to=asked.service,
            relay_state=asked.service,
            passive=asked.gateway,
            fresh=asked.renew,
            details=(("method", asked.method),),
        )
        journey = parts().sign_on.begin(wanted, browser_secret())
        follow(journey)
        note_message(journey, "in", "service_request", entry, line)
        return run(parts().sign_on.admit(journey, take_hint, parts().find_session()))

    def _log_out(self) -> Response:
        """End the session where a resource opened in it sends the browser; ask in any other case (C096).

        The `url` of CAS 2.0 is ignored, as CAS 3.0 wants it (2.3.1).
        """
        session, service = parts().find_session(), read_query("service")
        if session is None or service is None or not _is_navigation():
            return ask_to_sign_out()
        entry = parts().contracts.find_service(self.issuer.name, service)
        opened = {one.service for one in parts().sessions.participants(session) if one.protocol == _PROTOCOL}
        if entry not in opened:
            return ask_to_sign_out()
        return sign_out_here(session, Initiator(_PROTOCOL, entry or "", reply_to=service))


def make_endpoints(issuer: Issuer, paths: CasPaths, store: Store, clock: Clock, outgoing: Outgoing) -> CasEndpoints:
    """Put one issuer's CAS side together."""
    return CasEndpoints(issuer, paths, TicketBook(issuer, store, clock), outgoing)


def _is_fresh(journey: Journey) -> bool:
    """Tell whether the person signed in for this very ticket, not by a session here or an older one at the guichet.

    A guichet's instant may be written in whole seconds.
    """
    assert journey.authentication is not None, "a ticket follows a sign-in"
    if journey.spared:
        return False
    return journey.request.fresh or journey.authentication.at >= journey.started.replace(microsecond=0)


def _is_navigation() -> bool:
    """Tell whether the browser goes there itself, and no picture, frame or script of another page does."""
    mode, destination = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")
    return mode in {None, "navigate"} and destination in {None, "document"}
