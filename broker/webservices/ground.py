"""Owns what the web services stand on: everything that their endpoints may ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.core.issuer import Issuer
from broker.flows.access_desk import AccessDesk
from broker.flows.act_desk import ActDesk
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.ports import Clock, Contracts, Directory, Store
from broker.flows.resource_listing import ResourceListing
from broker.flows.rights_ports import AccessCounts, Assignments, Notices, Rights, Subscriptions
from broker.transport.client_certificates import ClientCertificates
from broker.webservices.report_desk import ReportDesk


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what the endpoints ask.

    `hub` is the issuer at which resources are opened, and `hub.entry_url` where médiacentres send people; `directory`
    is that of the schools' people; `urls` are the base URLs by name.
    """

    clock: Clock
    store: Store
    acts: ActDesk
    clients: ClientCertificates
    hub: Issuer
    urls: Mapping[str, str]
    contracts: Contracts
    directory: Directory
    listing: ResourceListing
    notices: Notices
    subscriptions: Subscriptions
    assignments: Assignments
    rights: Rights
    counts: AccessCounts
    counting: AssignmentCounting
    reports: ReportDesk

    @property
    def desk(self) -> AccessDesk:
        """Return what decides who may open what."""
        return AccessDesk(self.clock, self.notices, self.rights, self.assignments, self.counts)
