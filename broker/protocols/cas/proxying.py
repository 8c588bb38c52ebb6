"""Owns the proxying of CAS: a service acts for the person at another, along the chains that contracts name.

Off unless the contract of the one names its callback, and that of the other the whole chain (CAS protocol 2.5.4, 2.7;
security-catalogue.md I184).
"""

from dataclasses import dataclass, replace
from http import HTTPStatus

from broker.core.contract import Contract
from broker.core.refusals.ticket import ProxyCallbackFailed, ProxyNotAllowed, ProxyTargetForbidden
from broker.core.trace import Leg
from broker.protocols.cas.query import with_query
from broker.protocols.cas.tickets import GrantingTicket, Ticket, TicketBook, new_name
from broker.transport.service_call import Outgoing, Unanswered
from broker.web.parts import parts
from broker.web.trace_notes import note_leg_of

_SECURE = "https://"


@dataclass(frozen=True, slots=True)
class Proxying:
    """Give proxy-granting tickets and proxy tickets of one issuer."""

    tickets: TicketBook
    outgoing: Outgoing

    def grant(self, callback: str, ticket: Ticket, contract: Contract) -> str:
        """Give the service a proxy-granting ticket at its callback, and return the IOU that goes into the answer."""
        named = contract.cas.proxy_callbacks if contract.cas else ()
        if not named:
            raise ProxyNotAllowed(expected="no pgtUrl", received=callback[:200])
        if callback not in named or not callback.startswith(_SECURE):
            raise ProxyCallbackFailed(expected=" or ".join(named), received=callback[:200])
        name, iou = new_name("PGT"), new_name("PGTIOU")
        self._call(callback, name, iou, ticket.journey)
        self.tickets.keep_granting(
            name, GrantingTicket(ticket.grant, ticket.journey, chain=(callback, *ticket.proxies))
        )
        return iou

    def issue(self, granting: GrantingTicket, target: str) -> str:
        """Return a proxy ticket for a service that names the chain by which it is reached."""
        grant = granting.grant
        parts().sign_on.find_open(grant.session)  # 3.3.1: over with the session
        contract, entry = self._find_target(target, granting.chain)
        assert contract.cas is not None, "a contract found by its CAS service speaks CAS"
        ticket = Ticket(
            grant=replace(grant, resource=contract.resource, service=entry),
            address=target,
            journey=granting.journey,
            until=self.tickets.clock.now(),
            proxies=granting.chain,
        )
        return self.tickets.issue(ticket, contract.cas.ticket_seconds)

    def check_chain(self, ticket: Ticket, contract: Contract) -> None:
        """Refuse a proxy ticket whose chain the contract names no longer."""
        if ticket.proxies and (contract.cas is None or ticket.proxies not in contract.cas.proxies):
            raise ProxyNotAllowed(expected="a chain of the contract's proxies", received=" ".join(ticket.proxies))

    def _find_target(self, target: str, chain: tuple[str, ...]) -> tuple[Contract, str]:
        found = parts()
        entry = found.contracts.find_service(found.issuer.name, target)
        for contract in found.contracts.by_entity(found.issuer.name, entry) if entry else ():
            if entry and contract.cas is not None and chain in contract.cas.proxies:
                return contract, entry
        raise ProxyTargetForbidden(expected="a service whose proxies name this chain", received=" ".join(chain))

    def _call(self, callback: str, name: str, iou: str, journey: str) -> None:
        """Bring both tickets to the callback: that its certificate is verified proves whose it is (2.5.4)."""
        try:
            status = self.outgoing.get(with_query(callback, pgtIou=iou, pgtId=name))
        except Unanswered as error:
            status, said = None, error.reason
        else:
            said = f"HTTP {status}"
        facts = (("pgtUrl", callback), ("pgtIou", iou), ("pgtId", "PGT-…"), ("answer", said))
        note_leg_of(journey, Leg(self.tickets.clock.now(), "out", "cas_proxy_callback", callback, facts))
        if status != HTTPStatus.OK:
            raise ProxyCallbackFailed(expected="HTTP 200", received=said)
