"""Owns the validation of a ticket: taken once, held to what is asked, and the release decided anew (2.5, 2.6)."""

from dataclasses import dataclass, replace

from flask import g

from broker.core.contract import Contract
from broker.core.refusals.decision import NoContract
from broker.core.refusals.ticket import ProxyTicketForbidden, TicketNotFresh, TicketOfOtherService
from broker.core.release import Release
from broker.protocols.cas.proxying import Proxying
from broker.protocols.cas.replies import Success, make_success
from broker.protocols.cas.requests import ValidationRequest
from broker.protocols.cas.tickets import Ticket, TicketBook
from broker.web.parts import parts


@dataclass(frozen=True, slots=True)
class Validated:
    """Hold what a ticket was worth: what leaves, and what to say of it."""

    ticket: Ticket
    contract: Contract
    release: Release
    success: Success


@dataclass(frozen=True, slots=True)
class Validation:
    """Validate tickets of one issuer."""

    tickets: TicketBook
    proxying: Proxying

    def validate(self, asked: ValidationRequest, *, proxies_too: bool) -> Validated:
        """Return what a ticket gives to the service that presents it; whatever comes of it, the ticket is burnt."""
        ticket = self.tickets.take(asked.ticket)
        g.cas_ticket = ticket
        self._check(ticket, asked, proxies_too=proxies_too)
        release = parts().sign_on.release_again(ticket.grant)
        contract = _contract_of(ticket)
        self.proxying.check_chain(ticket, contract)
        success = make_success(release, contract, ticket.grant.authentication.at, fresh=ticket.fresh)
        iou = "" if asked.granting_url is None else self.proxying.grant(asked.granting_url, ticket, contract)
        return Validated(ticket, contract, release, replace(success, granting_iou=iou, proxies=ticket.proxies))

    def _check(self, ticket: Ticket, asked: ValidationRequest, *, proxies_too: bool) -> None:
        self.tickets.check_time(ticket)
        if asked.service != ticket.address:  # I172
            raise TicketOfOtherService(expected="the address given to /login", received=asked.service[:200])
        if ticket.proxies and not proxies_too:
            raise ProxyTicketForbidden(expected="a service ticket", received="a proxy ticket")
        if asked.renew and not ticket.fresh:
            raise TicketNotFresh(expected="a sign-in made for this ticket", received="a session already open")


def _contract_of(ticket: Ticket) -> Contract:
    grant = ticket.grant
    contract = parts().contracts.by_resource(grant.issuer, grant.resource)
    if contract is None or grant.service not in contract.names_in("cas"):
        raise NoContract(expected="a contract for this service", received=grant.service)
    return contract
