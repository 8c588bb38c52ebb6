"""Owns the sign-in by another guichet over OpenID Connect: asks it, takes its answer once, keeps who it vouches for."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlencode

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from broker.core.errors import ConfigurationError, Refusal
from broker.core.issuer import Guichet
from broker.core.journey import Journey, Step
from broker.core.oidc_upstream import OidcUpstream, callback_path, direct_path
from broker.core.pivot_match import PIVOT
from broker.core.profile import Profile
from broker.core.refusals.journey import PassiveImpossible, UnknownProject
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.core.refusals.upstream import GuichetCancelled, GuichetError, GuichetIssuerMixed, GuichetUnavailable
from broker.core.roles import ANYBODY
from broker.core.session import OIDC_GUICHET, Participant
from broker.core.trace import Leg
from broker.definitions.client_secrets import ClientSecrets
from broker.flows.account_changes import find_linked
from broker.login.account_addresses import FIRST_VISIT
from broker.login.asked_providers import Asked, keep_question, take_question
from broker.login.entries import Entry, keep_entry, let_in
from broker.login.password_pages import show_form
from broker.login.vouching import read_authentication
from broker.openid.code_exchange import Code, OidcAnswer, exchange
from broker.openid.provider import Providers
from broker.openid.question import address_of, new_question, parameters_of
from broker.protocols.oidc.traces import message_leg
from broker.web.browser import browser_secret
from broker.web.journey_runner import follow
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.self_post import lead_to
from broker.web.single_values import read_query
from broker.web.trace_notes import hold_leg, note, note_leg

_LET_DOWN = (GuichetCancelled, GuichetError, GuichetUnavailable)
_SILENCE_BROKEN = frozenset(
    {"login_required", "interaction_required", "consent_required", "account_selection_required"}
)
_ERROR = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_READ = ("error", "iss", "state", "code")


@dataclass(frozen=True, slots=True)
class OidcGuichet:
    """Ask OpenID providers on behalf of one issuer, as the client that each of them knows.

    `has_form` says that the issuer signs people on itself too.
    """

    providers: Providers
    secrets: ClientSecrets
    has_form: bool

    def blueprint(self) -> Blueprint:
        """Make the routes: where each guichet answers, and where a person goes to it without a service."""
        blueprint = Routes("oidc_guichet", __name__, ANYBODY)
        blueprint.add_url_rule(callback_path("<name>"), "answer", self._answer, methods=["GET"])
        if self.has_form:
            blueprint.add_url_rule(direct_path("<name>"), "enter", self._enter, methods=["GET"])
        return blueprint

    def ask(self, journey: Journey) -> Response:
        """Send the browser to the journey's guichet with a fresh question."""
        guichet, upstream = _find(journey.guichet or "")
        try:
            return self._ask(guichet, upstream, journey, journey.profile)
        except _LET_DOWN as refusal:
            return _let_down(refusal, journey, journey.profile)

    def _enter(self, name: str) -> Response:
        """Send a person to a guichet who wants to sign in here, for no service."""
        guichet, upstream = _find(name)
        profile = next(iter(guichet.vouched)) if len(guichet.vouched) == 1 else None
        try:
            return self._ask(guichet, upstream, None, profile)
        except _LET_DOWN as refusal:
            return _let_down(refusal, None, profile)

    def _ask(
        self, guichet: Guichet, upstream: OidcUpstream, journey: Journey | None, profile: Profile | None
    ) -> Response:
        endpoint = self.providers.endpoint(upstream, "authorization_endpoint")
        question, asked = new_question(), journey.request if journey else None
        prompt = "none" if asked and asked.passive else "login" if asked and asked.wants_new_sign_in else ""
        strong = upstream.acr_of_two_factors if journey and journey.two_factors else ()
        parameters = parameters_of(question, upstream, _callback_url(guichet), prompt=prompt, acr_values=strong)
        keep_question(guichet.name, question, journey.id if journey else "", profile, fresh=prompt == "login")
        if journey is not None:
            note_leg(journey, _leg("out", "guichet_request", guichet, parameters))
        return lead_to(address_of(endpoint, parameters), guichet.title)

    def _answer(self, name: str) -> Response:
        """Take a guichet's answer: to a question of this browser to this very guichet, once; then go on."""
        guichet, upstream = _find(name)
        came = {field: value for field in _READ if (value := read_query(field))}
        leg = _leg("in", "guichet_response", guichet, came)
        hold_leg(leg)
        asked = take_question(name, came.get("state", ""))
        journey = parts().sign_on.resume(asked.journey, browser_secret()) if asked.journey else None
        if journey is not None:
            follow(journey)
            note_leg(journey, leg)
        try:
            answer = exchange(self._code(came, asked, guichet, upstream), upstream, self.providers)
        except _LET_DOWN as refusal:
            return _let_down(_told_silently(refusal, journey), journey, asked.profile)
        if journey is not None:
            note_leg(journey, _leg("in", "guichet_claims", guichet, answer.claims))
        return _come_in(answer, guichet, asked, journey)

    def _code(self, came: dict[str, str], asked: Asked, guichet: Guichet, upstream: OidcUpstream) -> Code:
        """Return the code that came, with what its question kept; refuse an answer that brings none."""
        if came.get("iss", upstream.issuer) != upstream.issuer or (upstream.iss_required and "iss" not in came):
            raise GuichetIssuerMixed(expected=upstream.issuer, received=came.get("iss", "no iss")[:200])
        if "error" in came:
            error = came["error"] if _ERROR.fullmatch(came["error"]) else "an error of no known form"
            kind = GuichetCancelled if error == "access_denied" else GuichetError
            raise kind(expected="code", received=error)
        if "code" not in came:
            raise GuichetError(expected="code", received="neither code nor error")
        return Code(
            code=came["code"],
            verifier=asked.verifier,
            nonce=asked.nonce,
            secret=self._secret(upstream),
            redirect_uri=_callback_url(guichet),
            since=asked.fresh_since,
        )

    def _secret(self, upstream: OidcUpstream) -> str:
        try:
            return self.secrets.read(upstream.client_id)
        except ConfigurationError as error:
            raise SigningKeyUnavailable(cause=str(error)) from error


def _come_in(answer: OidcAnswer, guichet: Guichet, asked: Asked, journey: Journey | None) -> Response:
    """Let in whom the guichet vouches for; who is recognised by their names alone confirms it the first time."""
    said = read_authentication(answer, guichet)
    name = sha256(f"{guichet.name} {answer.subject}".encode()).hexdigest()
    above = Participant(OIDC_GUICHET, guichet.entity_id, answer.subject, token=answer.id_token)
    by_names = said.key_kind == PIVOT
    office = parts().office if by_names else None
    linked = find_linked(office, name) if office else None
    person = linked or parts().sign_on.find_person(said)  # who is not known here is told so before any session
    if by_names:
        said = replace(said, key_kind="login", key=person.login, project=person.key.project, facts=())
    entry = Entry(guichet.name, said, above, asked.profile, asked.journey, name)
    if office is None or linked is not None:
        return let_in(entry)
    if journey is not None and journey.request.passive:
        raise PassiveImpossible(received=Step.AUTHENTICATE)
    return redirect(f"{FIRST_VISIT}?{urlencode({'entry': keep_entry(entry)})}", 303)


def _find(name: str) -> tuple[Guichet, OidcUpstream]:
    guichet = next((found for found in parts().sign_on.find_guichets() if found.name == name), None)
    if guichet is None or guichet.oidc is None:
        raise UnknownProject(expected="a guichet that is asked by OpenID Connect", received=name[:80])
    return guichet, guichet.oidc


def _callback_url(guichet: Guichet) -> str:
    return f"{parts().issuer.url}{callback_path(guichet.name)}"


def _leg(direction: str, title: str, guichet: Guichet, fields: dict[str, str]) -> Leg:
    return message_leg(parts().clock.now(), direction, title, guichet.entity_id, fields.items())


def _told_silently(refusal: Refusal, journey: Journey | None) -> Refusal:
    """Hand a guichet's no to the service that asked silently, which expects that very no (Core 1.0 3.1.2.6)."""
    if journey is None or not journey.request.passive or refusal.received not in _SILENCE_BROKEN:
        return refusal
    return PassiveImpossible(received=refusal.received)


def _let_down(refusal: Refusal, journey: Journey | None, profile: Profile | None) -> Response:
    """Offer this issuer's own form again to whom another guichet has not let in; refuse where there is none."""
    if parts().issuer.password is None or (journey is not None and journey.request.passive):
        raise refusal
    if journey is not None:
        note(journey, "guichet_let_down", code=refusal.code, received=refusal.received)
        journey = parts().sign_on.return_here(journey)
    return show_form(journey, profile, error=refusal.sentence)
