"""Owns the composition of the web services: their certificates, what they stand on, and their one listener."""

from datetime import datetime

from broker.core.rights.subscription import Subscription
from broker.definitions.addresses import WEBSERVICES, WEBSERVICES_LISTENER, server_certificates
from broker.definitions.settings import Settings
from broker.definitions.shipped_clients import SHIPPED_CLIENTS
from broker.definitions.workspace import Workspace
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.ports import Clock
from broker.handshakes import Handshakes
from broker.serving import Listener
from broker.shared import Shared
from broker.transport.client_certificates import ClientCertificates
from broker.webservices.application import make_webservices_app
from broker.webservices.ground import Ground
from broker.webservices.report_desk import ReportDesk

_MOST_BODY_BYTES = 4_194_304  # beyond what the application takes, so that it can refuse in its own words


def provide_machine_certificates(
    settings: Settings, workspace: Workspace, urls: dict[str, str], now: datetime
) -> ClientCertificates:
    """Make what the web services need and is not there: the listener's certificate, the clients' authority and theirs.

    To be called before anything reads whom our own requests trust. Raises ConfigurationError as both kinds do.
    """
    server_certificates(settings, workspace.tls, urls).provide(now)
    clients = ClientCertificates(workspace.certificates)
    clients.provide(SHIPPED_CLIENTS, now)
    return clients


def make_machine_listener(shared: Shared, machine_clock: Clock) -> Listener:
    """Make the listener of the web services; certificates of servers go by the machine's clock."""
    listen, clients = shared.settings.listen, ClientCertificates(shared.workspace.certificates)
    certificates = server_certificates(shared.settings, shared.workspace.tls, shared.urls)
    return Listener(
        name=WEBSERVICES,
        host=listen.host,
        port=listen.first_port + WEBSERVICES_LISTENER,
        application=make_webservices_app(_make_ground(shared, clients)),
        handshakes=Handshakes(certificates, machine_clock, clients),
        most_body_bytes=_MOST_BODY_BYTES,
    )


def make_report_desk(shared: Shared) -> ReportDesk:
    """Put together what makes and hands out assignment reports."""

    def title_of(subscription: Subscription) -> str:
        notice = shared.notices.find(subscription.resource)
        return notice.title.fr if notice else subscription.label or subscription.resource

    records = shared.records
    return ReportDesk(shared.clock, records.reports, AssignmentCounting(records.subscriptions), title_of)


def _make_ground(shared: Shared, clients: ClientCertificates) -> Ground:
    return Ground(
        clock=shared.clock,
        store=shared.store,
        acts=shared.acts,
        clients=clients,
        hub=shared.hub,
        urls=shared.urls,
        contracts=shared.contracts,
        directory=shared.directory,
        listing=shared.listing,
        notices=shared.notices,
        subscriptions=shared.records.subscriptions,
        assignments=shared.records.assignments,
        rights=shared.records.rights,
        counts=shared.records.access_counts,
        counting=AssignmentCounting(shared.records.subscriptions),
        reports=make_report_desk(shared),
    )
