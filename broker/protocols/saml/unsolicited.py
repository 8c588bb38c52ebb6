"""Owns the address at which a portal's link asks for a response that no service asked for (SAML profiles 4.1.5).

The names of its parameters are the issuer's own: `SPEntityID` and `TARGET` at the academies, `providerId` and `target`
where Shibboleth answers (facts/identity-providers.md 1.1, 3.5).
"""

from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.issuer import UnsolicitedPath
from broker.core.journey import ServiceRequest
from broker.core.refusals.condition import ConsumerUnknown
from broker.core.refusals.decision import NoContract, UnknownService
from broker.core.refusals.exchange import UnsolicitedNotAllowed
from broker.core.refusals.journey import MalformedParameter
from broker.core.roles import ANYBODY
from broker.saml.side import SamlSide
from broker.web.browser import browser_secret
from broker.web.followed_link import take_hint
from broker.web.journey_runner import follow, run
from broker.web.parts import parts
from broker.web.routes import Routes
from broker.web.single_values import read_query
from broker.web.trace_notes import note


@dataclass(frozen=True, slots=True)
class UnsolicitedSignOn:
    """Sign people on for a service that a link names."""

    side: SamlSide
    path: UnsolicitedPath

    def blueprint(self) -> Blueprint:
        """Make the route."""
        blueprint = Routes("unsolicited", __name__, ANYBODY)
        blueprint.add_url_rule(self.path.path, "begin", self._begin, methods=["GET"])
        return blueprint

    def _begin(self) -> Response:
        """Turn a link into a journey: the answer goes to the service's default address, `target` as its RelayState."""
        service = read_query(self.path.service)
        if not service:
            raise MalformedParameter(expected=f"{self.path.service}: the entityID of a service", received="none")
        wanted = ServiceRequest(
            protocol="saml",
            entity_id=service,
            request_id="",
            reply_to=self._find_consumer(service),
            relay_state=read_query(self.path.target),
        )
        journey = parts().sign_on.begin(wanted, browser_secret())
        follow(journey)
        note(journey, "link_followed", service=service)
        self._check_allowed(service)
        return run(parts().sign_on.admit(journey, take_hint, parts().find_session()))

    def _find_consumer(self, service: str) -> str:
        peer = self.side.find_peer(service)
        if peer is None or not peer.is_service:
            raise UnknownService(received=service[:200])
        if peer.default_consumer is None:
            raise ConsumerUnknown(expected="AssertionConsumerService in the service's metadata", received="none")
        return peer.default_consumer.location

    def _check_allowed(self, service: str) -> None:
        """Refuse a service whose contracts do not say that it takes what it did not ask for (B046)."""
        contracts = parts().contracts.by_entity(self.side.issuer.name, service)
        if not contracts:
            raise NoContract(expected="a contract for this service", received=service)
        if not all(contract.saml is not None and contract.saml.unsolicited for contract in contracts):
            raise UnsolicitedNotAllowed(expected="[saml] unsolicited = true", received="false")
