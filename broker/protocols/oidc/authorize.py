"""Owns the authorization endpoint: a client's request becomes a journey, the journey's end a code."""

from dataclasses import dataclass, replace

from flask import request
from werkzeug.wrappers import Response

from broker.core.errors import AuthorizationRefused, Refusal
from broker.core.journey import Journey
from broker.core.oidc_dialect import Scopes
from broker.core.refusals.authorization import OtherPersonSignedIn, ParameterUnreadable
from broker.core.refusals.dialect import IdpHintUnknown
from broker.core.refusals.registration import ClientUnknown, RedirectUnregistered
from broker.core.release import Release
from broker.core.session import Participant
from broker.core.trace import Leg
from broker.protocols.oidc.asked import Asked, known_parameters, refuse_unknown
from broker.protocols.oidc.claims_request import ClaimsRequest, read_claims
from broker.protocols.oidc.clients import Client, find_client
from broker.protocols.oidc.documents import digest_of, told
from broker.protocols.oidc.parameters import Parameters, Unreadable, read_pairs, read_query, take_each_once
from broker.protocols.oidc.permissions import Code, Permission, new_family
from broker.protocols.oidc.pushed import PushedRequests
from broker.protocols.oidc.replies import QUERY, Return, is_web
from broker.protocols.oidc.requests import read_request
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.token_book import TokenBook
from broker.protocols.oidc.traces import message_leg, note_told
from broker.web.browser import browser_secret
from broker.web.followed_link import take_hint
from broker.web.journey_runner import follow, run
from broker.web.parts import ReturnForm, parts
from broker.web.refusal_pages import note_refusal
from broker.web.rendering import prefer_language
from broker.web.request_end import keep_at_end
from broker.web.self_post import hand_over
from broker.web.trace_notes import hold_leg, note, note_leg

_TRUST = frozenset({"client_id", "redirect_uri", "request_uri"})
_ANSWERED_BY = frozenset({"response_mode", "state"})
_Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Authorize:
    """Serve one issuer's authorization endpoint."""

    side: OidcSide

    def serve(self) -> Response:
        """Take a request: explained to the person until its client and address are right, to the client afterwards."""
        pairs = self._read()
        client, redirect_uri = self.trust(pairs)
        if not client.is_public:
            self.side.find_secret(client.id)  # made on first need: the client will be asked for it
        try:
            asked = self.ask(client, redirect_uri, pairs)
            wanted = read_request(asked)
        except AuthorizationRefused as refusal:
            if self.side.dialect.demands.explained_here and not isinstance(refusal, IdpHintUnknown):
                raise
            back = Return(redirect_uri, *_way_back(client, redirect_uri, pairs), self.side.issuer_id)
            return hand_over(
                back.error(refusal, note_refusal(refusal), self.side.dialect.code_of(refusal.code)),
                client.contracts[0].title,
            )
        prefer_language(asked.get("ui_locales"))
        journey = parts().sign_on.begin(wanted, browser_secret())
        follow(journey)
        note_leg(journey, self._leg(pairs))
        found = parts().find_session()
        return run(parts().sign_on.admit(journey, take_hint, found))

    def trust(self, pairs: _Pairs) -> tuple[Client, str]:
        """Return the client and its registered address, or refuse on a page: nothing goes to an address unproven."""
        try:
            named = take_each_once(pairs, _TRUST)
        except Unreadable as unreadable:
            raise ParameterUnreadable(received=str(unreadable)) from None
        client_id, redirect_uri = named.get("client_id", ""), named.get("redirect_uri", "")
        client = find_client(self.side.contracts, self.side.issuer.name, client_id)
        if client is None:
            raise ClientUnknown(expected="the client_id of a contract", received=client_id[:100] or "no client_id")
        if not client.may_return_to(redirect_uri):
            expected = ", ".join(client.terms.redirect_uris)
            raise RedirectUnregistered(expected=expected, received=redirect_uri[:300] or "no redirect_uri")
        return client, redirect_uri

    def ask(self, client: Client, redirect_uri: str, pairs: _Pairs) -> Asked:
        """Return the request of a client, each parameter once."""
        try:
            parameters = take_each_once(pairs, known_parameters(self.side.dialect))
        except Unreadable as unreadable:
            raise ParameterUnreadable(received=str(unreadable)) from None
        refuse_unknown((name for name, _ in pairs), self.side.dialect)
        return Asked(client, redirect_uri, parameters, self.side)

    def answer(self, journey: Journey) -> Response:
        """Give the client a code: the last step of a journey."""
        sign_on, client = parts().sign_on, self._client_of(journey)
        contract = sign_on.contract_of(journey)
        session = sign_on.check_authentication(journey, parts().find_session())
        release = sign_on.release(journey, session)
        wanted = journey.request.detail("subject")
        if wanted and wanted != release.subject:
            raise OtherPersonSignedIn(expected="the person whom the request names")
        scopes = client.scopes_in(self.side.dialect)
        permission = _permission(journey, release, scopes)
        asked = journey.request
        code = Code(permission, asked.detail("code_challenge"), asked.detail("nonce"), release.door)
        text, kept = TokenBook(parts().store, self.side.issuer.name).leave_code(
            new_family(), code, self.side.dialect.lifetimes.code
        )
        findable = bool(self.side.paths.bearer_sign_out)  # by the client's own call, which no browser accompanies
        participant = Participant(
            protocol="oidc",
            service=client.id,
            subject=permission.sid,
            resource=contract.resource,
            person=release.subject,
        )
        keep_at_end(kept, *parts().sessions.join_writes(session, participant, findable=findable))
        note(journey, "decided", contract=release.contract, school=release.uai, profile=release.profile)
        note_told(journey.id, client.id, release, told(release, permission, scopes))
        form = Return.of(journey.request, self.side.issuer_id).code(text)
        note_leg(journey, message_leg(self.side.clock.now(), "out", "code_response", client.id, form.fields))
        return hand_over(form, contract.title)

    def refuse(self, journey: Journey, refusal: Refusal) -> ReturnForm | None:
        """Make the form that hands a refusal to the client; None where its address was withdrawn meanwhile (E113)."""
        client = find_client(self.side.contracts, self.side.issuer.name, journey.request.entity_id)
        if client is None or not client.may_return_to(journey.request.reply_to):
            return None
        trace_url = f"{parts().home_url}/journeys/{journey.id}"
        form = Return.of(journey.request, self.side.issuer_id).error(
            refusal, trace_url, self.side.dialect.code_of(refusal.code)
        )
        peer = journey.request.entity_id
        note_leg(journey, message_leg(self.side.clock.now(), "out", "refusal_response", peer, form.fields))
        return form

    def _read(self) -> _Pairs:
        """Return the request's parameters, as they came or as they were pushed before (RFC 9126 4)."""
        try:
            pairs = read_query() if request.method == "GET" else read_pairs(request.get_data(cache=False))
        except Unreadable as unreadable:
            raise ParameterUnreadable(received=str(unreadable)) from None
        hold_leg(self._leg(pairs))
        return PushedRequests(parts().store, self.side.issuer.name).take_in_place_of(pairs)

    def _leg(self, pairs: _Pairs) -> Leg:
        client_id = next((value for name, value in pairs if name == "client_id"), "")
        return message_leg(self.side.clock.now(), "in", "service_request", client_id[:100], pairs)

    def _client_of(self, journey: Journey) -> Client:
        """Return the client as its contract is now: what was withdrawn meanwhile receives nothing (E113, E118)."""
        asked = journey.request
        client = find_client(self.side.contracts, self.side.issuer.name, asked.entity_id)
        if client is None:
            raise ClientUnknown(received=asked.entity_id)
        if not client.may_return_to(asked.reply_to):
            raise RedirectUnregistered(expected=", ".join(client.terms.redirect_uris), received=asked.reply_to)
        return client


def _permission(journey: Journey, release: Release, scopes: Scopes) -> Permission:
    asked = journey.request
    claims = read_claims(asked.detail("claims")) if asked.detail("claims") else ClaimsRequest()
    permission = Permission(
        client_id=asked.entity_id,
        redirect_uri=asked.reply_to,
        scope=asked.detail("scope"),
        grant=parts().sign_on.grant(journey),
        journey=journey.id,
        subject=release.subject,
        userinfo_claims=claims.userinfo,
        id_token_claims=claims.id_token,
        acr=tuple(asked.detail("acr").split()),
    )
    return replace(permission, decided=digest_of(told(release, permission, scopes)))


def _way_back(client: Client, redirect_uri: str, pairs: _Pairs) -> tuple[str, str]:
    """Return the response mode and the state for a request that may be wrong in anything: each only if it is clear."""
    try:
        found: Parameters = take_each_once(pairs, _ANSWERED_BY)
    except Unreadable:
        found = {}
    wanted, registered = found.get("response_mode", QUERY), client.terms.response_modes
    mode = wanted if wanted in registered else registered[0]
    return mode if is_web(redirect_uri) else QUERY, found.get("state", "")
