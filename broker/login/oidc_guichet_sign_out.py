"""Owns the telling of an OpenID provider above that a session here is over: through the browser, which comes back.

Source: OpenID Connect RP-Initiated Logout 1.0 2 and 3; facts/identity-providers.md 4.1 and 4.2.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.issuer import Guichet
from broker.core.oidc_upstream import END_SESSION, signed_out_path
from broker.core.refusals.upstream import GuichetStateUnknown
from broker.core.roles import ANYBODY
from broker.core.session import Participant
from broker.core.sign_out import Ending, SignOut
from broker.flows.sign_out import Told
from broker.openid.provider import Providers
from broker.openid.question import address_of
from broker.protocols.oidc.traces import message_leg
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.self_post import lead_to
from broker.web.sign_out_pages import go_on, resume_sign_out
from broker.web.single_values import read_query
from broker.web.trace_notes import note_leg_of

_RANDOM_BYTES = 24


@dataclass(frozen=True, slots=True)
class OidcGuichetSignOut:
    """Tell the providers above one issuer; `tell` and `has_front` are called outside of any request."""

    providers: Providers
    find_guichets: Callable[[], tuple[Guichet, ...]]

    def blueprint(self) -> Blueprint:
        """Make the route to which providers send the browser back."""
        blueprint = Routes("oidc_guichet_sign_out", __name__, ANYBODY)
        blueprint.add_url_rule(signed_out_path("<name>"), "back", self._back, methods=["GET"])
        return blueprint

    def tell(self, participant: Participant) -> Told | None:  # noqa: ARG002 - the port's
        """Tell nothing from server to server: providers end a session in the browser that holds it."""
        return None

    def has_front(self, participant: Participant) -> bool:
        """Tell whether the provider has a place to end sessions at, and gave what proves ours."""
        return bool(participant.token) and self._end_session(participant) != ""

    def send(self, participant: Participant, sign_out: SignOut) -> Response | None:
        """Send the browser to the provider, with the ID token that proves whose session it is."""
        guichet, address = self._find(participant.service), self._end_session(participant)
        if guichet is None or not address:
            return None
        state = secrets.token_urlsafe(_RANDOM_BYTES)
        parts().journeys.expect_answer(_way(guichet.name), state, sign_out.id)
        parameters = {
            "id_token_hint": participant.token,
            "post_logout_redirect_uri": f"{parts().issuer.url}{signed_out_path(guichet.name)}",
            "state": state,
        }
        leg = message_leg(parts().clock.now(), "out", "guichet_sign_out", participant.service, parameters.items())
        note_leg_of(sign_out.id, leg)
        return lead_to(address_of(address, parameters), guichet.title, anew=True)

    def _back(self, name: str) -> Response:
        """Go on with the sign-out that this guichet was told of, once, in the browser that began it."""
        sign_out_id = parts().journeys.take_answer(_way(name), read_query("state") or "")
        if sign_out_id is None:
            raise GuichetStateUnknown(expected="the state of a sign-out under way", received="another")
        sign_out = resume_sign_out(sign_out_id)
        guichet, asked = self._find_named(name), sign_out.asked
        if guichet is None or asked is None or asked.service != guichet.entity_id:
            raise GuichetStateUnknown(expected="the guichet that was told last", received=name[:80])
        return go_on(parts().sign_out.record(sign_out, asked, Ending.CLOSED))

    def _end_session(self, participant: Participant) -> str:
        guichet = self._find(participant.service)
        if guichet is None or guichet.oidc is None:
            return ""
        return self.providers.endpoint(guichet.oidc, END_SESSION)

    def _find(self, service: str) -> Guichet | None:
        return next((one for one in self.find_guichets() if one.entity_id == service and one.oidc), None)

    def _find_named(self, name: str) -> Guichet | None:
        return next((one for one in self.find_guichets() if one.name == name and one.oidc), None)


def _way(guichet: str) -> str:
    return f"{parts().issuer.name} provider-sign-out {guichet}"
