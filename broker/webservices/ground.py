"""Owns what the web services stand on: everything that their endpoints may ask."""

from dataclasses import dataclass

from broker.core.issuer import Issuer
from broker.flows.ports import Clock, Contracts, Directory, Store
from broker.flows.resource_listing import ResourceListing
from broker.transport.client_certificates import ClientCertificates


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what the endpoints ask; `hub` is the issuer at which resources are opened."""

    clock: Clock
    store: Store
    clients: ClientCertificates
    hub: Issuer
    contracts: Contracts
    directory: Directory
    listing: ResourceListing
