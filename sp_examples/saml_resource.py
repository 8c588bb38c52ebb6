"""Owns the SAML side of a resource: what a publisher writes with pysaml2 to work behind the hub."""

from collections.abc import Callable, Mapping

from flask import redirect
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP
from saml2.s_utils import UnsupportedBinding
from saml2.saml import name_id_from_string
from saml2.time_util import in_a_while
from saml2.xmldsig import SIG_RSA_SHA256
from werkzeug.wrappers import Response

from sp_examples.hub import Hub, HubUnavailable
from sp_examples.keys import Keys
from sp_examples.language import End, Message, Question, Word
from sp_examples.memory import Shelf
from sp_examples.received import Received
from sp_examples.refusals import NotAccepted, Why
from sp_examples.resources import Resource
from sp_examples.saml_answers import check_what_pysaml2_leaves, explain_error, keep, read_envelope, why_refused
from sp_examples.saml_logout import (
    is_everywhere,
    names_in,
    read_logout_request,
    read_logout_response,
    wrap_in_soap,
)
from sp_examples.saml_trust import ONE_SIGNS, Believer, Outcome, Trust


class SamlResource:
    """Ask the hub who is there, judge its answer, and sign out from either end."""

    def __init__(self, resource: Resource, keys: Keys, hub: Hub) -> None:
        self._resource = resource
        self._believer = Believer(resource, keys, hub)
        self._seen: Shelf[bool] = Shelf(places=2000, seconds=15 * 60)

    def word(self, message: Message) -> Word | None:
        """Tell what a message is by its place, each of which stands in the metadata."""
        if (message.method, message.place) == ("POST", "saml/acs"):
            return Word.ANSWER
        if message.place == "saml/slo":
            return Word.CAME_BACK if "SAMLResponse" in message.fields else Word.SIGNED_OUT
        return None

    def expects(self) -> dict[str, str]:
        """Return what an answer must say."""
        return {"Destination, Recipient": self._resource.acs_url, "Audience": self._resource.entity_id}

    def ask(self) -> Question:
        """Send a signed AuthnRequest by HTTP-Redirect; its RelayState is the notice's URL (facts/gar.md 4.2)."""
        with ONE_SIGNS:
            request_id, http = self._believer.trust.client.prepare_for_authenticate(
                relay_state=self._resource.url, binding=BINDING_HTTP_REDIRECT, sign=True, sigalg=SIG_RSA_SHA256
            )
        return Question(str(request_id), str(dict(http["headers"])["Location"]))

    def accept(self, message: Message, pending: Mapping[str, Question]) -> Received:
        """Return what a SAMLResponse brings when it answers a pending request."""
        text = message.fields.get("SAMLResponse", "")
        came = read_envelope(text)
        outstanding = dict.fromkeys(pending, "")

        def read(trust: Trust) -> Received:
            answer = trust.client.parse_authn_request_response(text, BINDING_HTTP_POST, outstanding=outstanding)
            check_what_pysaml2_leaves(answer, trust.hubs, self._resource.acs_url)
            return keep(answer, message.fields.get("RelayState", ""), encrypted="EncryptedAssertion" in came)

        return self._verify(read, came)

    def sign_out(self, received: Received) -> Question | None:
        """Send a signed LogoutRequest by HTTP-Redirect (SAML profiles 4.4.3.1)."""
        trust, said = self._believer.trust, received.for_sign_out
        try:
            services = trust.client.metadata.single_logout_service(said["Issuer"], BINDING_HTTP_REDIRECT, "idpsso")
        except UnsupportedBinding:
            return None
        location = services[0]["location"]
        request_id, request = trust.client.create_logout_request(
            location,
            said["Issuer"],
            name_id=name_id_from_string(said["NameID"]),
            session_indexes=[said["SessionIndex"]] if said["SessionIndex"] else None,
            expire=in_a_while(minutes=5),
            sign=False,  # by HTTP-Redirect, the query is signed and not the XML
        )
        return Question(str(request_id), self._redirect(trust, str(request), location))

    def confirm(self, message: Message, left: Question) -> bool:
        """Read the LogoutResponse that the browser brings back by HTTP-Redirect."""
        response = self._verify(lambda trust: read_logout_response(trust, message, self._resource.slo_url))
        if response.get("InResponseTo") != left.reference:
            raise NotAccepted(Why.UNSOLICITED, "InResponseTo", {})
        return is_everywhere(response)

    def be_signed_out(self, message: Message, end: End) -> Response:
        """End the visits that a LogoutRequest names, and answer by SOAP or, through the browser, by HTTP-Redirect."""
        trust, request = self._verify(lambda trust: (trust, read_logout_request(trust, message)))
        if self._seen.find(request.id):
            raise NotAccepted(Why.REPLAYED, "ID", {})
        self._seen.put(request.id, thing=True)
        for names in names_in(request):
            end(names)
        by_soap = message.method == "POST" and "SAMLRequest" not in message.fields
        bindings = [BINDING_SOAP] if by_soap else [BINDING_HTTP_REDIRECT]
        # Success even without any visit: there is none left, which is what was asked for.
        with ONE_SIGNS:
            response = trust.client.create_logout_response(request, bindings, sign=by_soap)
        if by_soap:
            return Response(wrap_in_soap(str(response)), content_type="text/xml; charset=utf-8")
        relay_state = message.fields.get("RelayState", "")
        return redirect(self._redirect(trust, str(response), response.destination, relay_state))

    def _verify(self, read: Callable[[Trust], Outcome], came: dict[str, str] | None = None) -> Outcome:
        try:
            return self._believer.verify(read)
        except HubUnavailable:
            raise
        except Exception as error:
            # pysaml2 has no root of its refusals: an audience or a time raises a bare Exception.
            said = came or {}
            raise NotAccepted(why_refused(error), explain_error(error), said, said.get("InResponseTo", "")) from error

    def _redirect(self, trust: Trust, text: str, location: str, relay_state: str | None = None) -> str:
        arguments = {"response": relay_state is not None, "sign": True, "sigalg": SIG_RSA_SHA256}
        with ONE_SIGNS:
            http = trust.client.apply_binding(BINDING_HTTP_REDIRECT, text, location, relay_state or "", **arguments)
        return str(dict(http["headers"])["Location"])
