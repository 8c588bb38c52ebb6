"""Owns which pages an issuer has: its own people's, the console's at the hub, and those that its definition names."""

from collections.abc import Callable
from importlib import import_module

from flask import Blueprint

from broker.console.assignments.pages import make_assignment_pages
from broker.console.distributor.desk import DistributorDesk
from broker.console.distributor.pages import make_distributor_pages
from broker.console.edugar_page import make_edugar_page
from broker.console.home_page import make_home_page
from broker.console.journey_pages import make_journey_pages
from broker.console.publisher.pages import PublisherPages
from broker.console.registration_pages import PATH as REGISTRATION
from broker.console.registration_pages import make_registration_pages
from broker.console.resource_pages import make_resource_pages
from broker.console.role_names import RoleNames
from broker.console.role_pages import ROLES_SECRET, RoleDesk
from broker.console.statistics_pages import StatisticsPages
from broker.core.issuer import Issuer
from broker.core.roles import ANYBODY, Holder, Role
from broker.core.sentence import Sentence
from broker.definitions.addresses import WEBSERVICES, is_only_from_here, is_registration_open
from broker.definitions.notice_folder import THUMBNAILS
from broker.definitions.shipped_clients import DISTRIBUTORS
from broker.flows.assigning import AssignmentDesk
from broker.flows.assignment_counts import AssignmentCounting
from broker.flows.explain import Explain
from broker.flows.subscription_desk import SubscriptionDesk
from broker.kits.registrar import Registrar
from broker.lab_pages import make_lab_pages, make_order_desk
from broker.login.account_choice import make_account_choice
from broker.login.own_pages import PAGES, find_page_holders
from broker.login.password_pages import make_password_pages
from broker.login.second_factor_pages import make_second_factor_pages
from broker.review_pages import make_review_pages
from broker.saml.metadata_fetch import FetchPolicy
from broker.shared import Shared
from broker.stats.desk import StatisticsDesk
from broker.transport.client_certificates import ClientCertificates
from broker.web.choice_pages import make_choice_pages
from broker.web.discovery_pages import make_discovery_pages
from broker.web.entry_page import make_entry_page
from broker.web.issuer_page import make_issuer_page
from broker.web.leaving_pages import make_leaving_pages
from broker.web.sign_out_pages import make_sign_out_pages
from broker.web.thumbnails import make_thumbnails
from broker.webservices.call_log import CallLog


def make_page_blueprints(issuer: Issuer, shared: Shared) -> list[Blueprint]:
    """Make the pages of one issuer, over its protocols' own routes."""
    found = [make_choice_pages(), make_account_choice(), make_sign_out_pages(), *make_lab_pages(issuer, shared)]
    if issuer.password is not None:
        found += [make_password_pages(), make_second_factor_pages()]
    if issuer.federation is not None:
        found.append(make_discovery_pages(issuer.federation, shared.federating.publication_of(issuer)))
    if issuer.leaving is not None:
        found.append(make_leaving_pages(issuer.leaving))
    if issuer.entry_path is not None:
        found.append(make_entry_page(issuer.entry_path))
    if issuer.console:
        found += _make_console(issuer, shared)
    elif issuer.pages is None:
        found.append(make_issuer_page())
    if issuer.pages is not None:
        module, _, name = issuer.pages.partition(":")
        make_pages: Callable[[], tuple[Blueprint, ...]] = getattr(import_module(module), name)
        found += make_pages()
    return found


def _make_console(issuer: Issuer, shared: Shared) -> list[Blueprint]:
    """Make the console's pages. Where others reach it, traces and the form are for those whose work they are."""
    is_open = is_registration_open(shared.settings, issuer.url)
    form_roles = _anybody_here_or(shared, Role.PUBLISHER, Role.OPERATOR)
    return [
        make_home_page(),
        make_journey_pages(
            _anybody_here_or(shared, Role.PUBLISHER, Role.REVIEWER, Role.OPERATOR), shared.journal.make_review()
        ),
        make_role_desk(shared).pages(),
        make_edugar_page(),
        make_thumbnails(THUMBNAILS),
        make_resource_pages(form_url=REGISTRATION if is_open else None),
        make_registration_pages(make_registrar(shared), form_roles, is_open=is_open),
        *make_review_pages(shared, make_statistics_pages(shared)),
        make_assignment_pages(make_assignment_desk(shared)),
        make_distributor_pages(make_distributor_desk(shared)),
        make_publisher_pages(shared).pages(),
        make_order_desk(shared).pages(),
    ]


def _anybody_here_or(shared: Shared, *roles: Role) -> frozenset[Role]:
    """Return who may come to a page: anybody where only this machine reaches the console, else these roles."""
    return ANYBODY if is_only_from_here(shared.settings, shared.hub.url) else frozenset(roles)


def make_console_holders(shared: Shared) -> Callable[[], tuple[Holder, ...]]:
    """Make what finds a browser's roles at the hub: those taken on the console, and those of people on its pages."""
    desk = make_role_desk(shared)
    return lambda: (*desk.held(), *find_page_holders(PAGES))


def make_role_desk(shared: Shared) -> RoleDesk:
    """Put together what hands out the console's roles: by a click where this machine alone reaches it."""
    is_free = is_only_from_here(shared.settings, shared.hub.url)
    clients = ClientCertificates(shared.workspace.certificates)

    def find_names(role: Role) -> tuple[tuple[str, str], ...]:
        certified = (one.name for one in clients.holders() if one.role is Role.DISTRIBUTOR)
        contracts = shared.contracts.all(shared.hub.name)
        return RoleNames(shared.notices.all(), contracts, DISTRIBUTORS, certified).of(role)

    return RoleDesk(None if is_free else shared.workspace.read_secret(ROLES_SECRET), find_names)


def make_assignment_desk(shared: Shared) -> AssignmentDesk:
    """Put together what assigns subscriptions in schools."""
    records = shared.records
    return AssignmentDesk(shared.clock, shared.directory, records.subscriptions, records.assignments)


def make_distributor_desk(shared: Shared) -> DistributorDesk:
    """Put together what a distributor sees of its own."""
    subscriptions = shared.records.subscriptions
    return DistributorDesk(
        desk=SubscriptionDesk(shared.clock, subscriptions, shared.directory),
        subscriptions=subscriptions,
        counting=AssignmentCounting(subscriptions),
        calls=CallLog(shared.store),
        find_notices=shared.notices.all,
        find_school=shared.directory.find_school,
        find_names=lambda: make_role_desk(shared).find_names(Role.DISTRIBUTOR),
        webservices_url=shared.urls[WEBSERVICES],
    )


def make_publisher_pages(shared: Shared) -> PublisherPages:
    """Put together what a publisher sees of its own; whom it would refuse is decided as at the hub."""
    hub, key, access = shared.hub, shared.workspace.read_pseudonym_key(), shared.access_of(shared.hub)
    directory = shared.directories[hub.directory]
    return PublisherPages(
        notices=shared.notices,
        subscriptions=shared.records.subscriptions,
        statistics=make_statistics_desk(shared),
        explain=Explain(hub.name, shared.clock, directory, shared.contracts, key, access, hub.return_address),
        find_names=lambda: make_role_desk(shared).find_names(Role.PUBLISHER),
    )


def make_statistics_desk(shared: Shared) -> StatisticsDesk:
    """Put together what answers questions about accesses."""
    return StatisticsDesk(
        clock=shared.clock,
        counts=shared.records.access_counts,
        find_school=shared.directory.find_school,
        find_notice=shared.notices.find,
        projects=_name_projects(shared.hub),
        smallest=shared.settings.statistics.smallest_shown,
    )


def make_statistics_pages(shared: Shared) -> StatisticsPages:
    """Put together the page of statistics."""

    def find_resources(publisher: str | None) -> tuple[tuple[str, Sentence], ...]:
        known = (one for one in shared.notices.all() if publisher in {None, one.publisher.identifier})
        return tuple((one.resource, one.title) for one in known if not one.is_mother)

    return StatisticsPages(make_statistics_desk(shared), find_resources)


def _name_projects(hub: Issuer) -> dict[str, Sentence]:
    """Return the ENT projects by idENT, each by its guichet; one that several guichets serve by its own name."""
    names: dict[str, list[Sentence]] = {}
    for guichet in hub.guichets:
        for project in guichet.projects:
            names.setdefault(project, []).append(guichet.title)
    return {project: titles[0] if len(titles) == 1 else Sentence(project, project) for project, titles in names.items()}


def make_registrar(shared: Shared) -> Registrar:
    """Put together what registers a publisher's own resource."""
    return Registrar(
        issuers=shared.issuers,
        contracts=shared.contracts,
        peers=shared.peers,
        workspace=shared.workspace,
        urls=shared.urls,
        clock=shared.clock,
        fetching=FetchPolicy(outside=shared.settings.fetching.beyond_loopback, authorities=shared.authorities),
    )
