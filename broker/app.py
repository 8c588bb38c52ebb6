"""Owns the composition: the one place that chooses concrete classes and puts an issuer together."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module

from flask import Blueprint, Flask

from broker.clock import SystemClock
from broker.console.home_page import make_home_page
from broker.console.journey_pages import make_journey_pages
from broker.console.registration_pages import PATH as REGISTRATION
from broker.console.registration_pages import make_registration_pages
from broker.console.resource_pages import make_resource_pages
from broker.core.errors import Problem
from broker.core.issuer import PEOPLE, Issuer
from broker.definitions.addresses import is_desk_open, is_registration_open
from broker.definitions.contract_folder import ContractFolder
from broker.definitions.guichet_folder import GuichetFolder
from broker.definitions.installed_issuers import find_issuers
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA, Workspace
from broker.directories.account_directory import AccountDirectory
from broker.directories.directory_settings import find_shipped
from broker.directories.opening import check_named, open_directories
from broker.directories.regrouped_directory import RegroupedDirectory
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.federating import Federating, FederatingGround
from broker.file_stamps import end_look, look_anew
from broker.flows.account_office import AccountOffice
from broker.flows.ports import Clock, Directory, Store
from broker.flows.sign_on import SignOn
from broker.flows.sign_out import BackChannel, SignOutFlow
from broker.kits.registrar import Registrar
from broker.languages import connect_languages
from broker.login import guichet_session
from broker.login.account_choice import make_account_choice
from broker.login.account_ground import AccountGround, make_office
from broker.login.password_pages import make_password_pages
from broker.login.second_factor_pages import make_second_factor_pages
from broker.protocols.oidc.token_keys import find_key_problems
from broker.records.opening import Records
from broker.saml.federations.refresher import Refresher
from broker.saml.metadata_fetch import FetchPolicy
from broker.saml.peers import Peers
from broker.saml.schema import compile_schemas
from broker.saml.self_test import check_signatures
from broker.saml.side import SamlSide
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.opening import open_store
from broker.stores.session_book import StoredSessionBook
from broker.stores.sign_out_book import StoredSignOutBook
from broker.stores.trace_book import StoredTraceBook
from broker.transport.outgoing import provide_authorities
from broker.web import session_cookie
from broker.web.application import IssuerApplication
from broker.web.choice_pages import make_choice_pages
from broker.web.discovery_pages import make_discovery_pages
from broker.web.entry_page import make_entry_page
from broker.web.form_protection import FormProtection
from broker.web.host_check import check_host
from broker.web.issuer_page import make_issuer_page
from broker.web.leaving_pages import make_leaving_pages
from broker.web.parts import EXTENSION, Parts
from broker.web.refusal_pages import prepare_refusals
from broker.web.rendering import prepare_rendering
from broker.web.request_end import end_request
from broker.web.security_headers import add_security_headers
from broker.web.sign_out_pages import make_sign_out_pages

_MOST_BODY_BYTES = 1_048_576
_log = logging.getLogger("preau")


@dataclass(frozen=True, slots=True)
class Shared:
    """Hold what every issuer of one installation shares.

    `authorities` is the file that every outgoing HTTPS request passes as `verify=`.
    """

    settings: Settings
    workspace: Workspace
    issuers: tuple[Issuer, ...]
    clock: Clock
    directories: Mapping[str, Directory]
    store: Store
    records: Records
    contracts: ContractFolder
    peers: Peers
    federating: Federating
    guichets: GuichetFolder
    urls: Mapping[str, str]
    authorities: str

    @property
    def hub(self) -> Issuer:
        """Return the issuer that carries the console: the access broker."""
        return next(issuer for issuer in self.issuers if issuer.console)

    @property
    def directory(self) -> Directory:
        """Return the directory of the schools' people."""
        return self.directories[PEOPLE]

    @property
    def demo_password(self) -> str | None:
        """Return the password of the schools' shipped people, or None with a directory of one's own."""
        return self.demo_password_of(PEOPLE)

    def demo_password_of(self, directory: str) -> str | None:
        """Return the password of the shipped people of a directory, or None where they are one's own."""
        return DEMO_PASSWORD if directory in find_shipped(self.settings.directory, self.settings.directories) else None


def make_shared(
    settings: Settings, workspace: Workspace, urls: Mapping[str, str], clock: Clock | None = None
) -> Shared:
    """Read the data and open the directory and the store; raise ConfigurationError with what is wrong."""
    workspace.prepare()
    clock = clock or SystemClock()
    issuers = find_issuers(settings, workspace, urls)
    contracts = ContractFolder((DATA / "contracts", workspace.contracts), urls)
    federating = FederatingGround(settings, workspace, issuers, urls, contracts, clock).open()
    metadata = (workspace.services, workspace.guichets)
    peers = Peers(issuers, workspace.keys, metadata, clock, federating.federations)
    check_signatures(peers.key_of(issuers[0].name))
    compile_schemas()
    return Shared(
        settings=settings,
        workspace=workspace,
        issuers=issuers,
        clock=clock,
        directories=_open_directories(settings, issuers, clock),
        store=open_store(settings.store, clock),
        records=Records(settings.records, workspace.root),
        contracts=contracts,
        peers=peers,
        federating=federating,
        guichets=GuichetFolder(workspace.guichets, urls, frozenset(issuer.name for issuer in issuers)),
        urls=urls,
        authorities=provide_authorities(workspace.tls),
    )


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


def start_refreshing(shared: Shared) -> Refresher:
    """Keep the federations fresh in this process from now on, until stopped; nothing runs where there are none."""
    refresher = Refresher(shared.federating.refresh)
    if shared.peers.federations.every:
        refresher.start()
    return refresher


def make_issuer_app(issuer: Issuer, shared: Shared) -> Flask:
    """Put one issuer together as a WSGI application."""
    app = IssuerApplication(f"preau.{issuer.name}", static_folder=None)
    _configure(app, issuer, shared)
    parts = _make_parts(issuer, shared)
    app.extensions[EXTENSION] = parts
    prepare_rendering(app)
    prepare_refusals(app)
    if issuer.password is not None:
        guichet_session.prepare_sessions(app)
    app.before_request(look_anew)
    app.teardown_request(end_look)
    app.before_request(check_host)
    app.after_request(add_security_headers)  # the last that was named is the first that acts
    app.after_request(end_request)
    protection = FormProtection(app)
    side = SamlSide(issuer, shared.peers, shared.clock)
    for blueprint in connect_languages(parts, side, shared.workspace.keys):
        protection.exempt(blueprint)
        app.register_blueprint(blueprint)
    for blueprint in _page_blueprints(issuer, shared):
        app.register_blueprint(blueprint)
    return app


def _configure(app: Flask, issuer: Issuer, shared: Shared) -> None:
    secure = issuer.url.startswith("https:")
    secret = shared.workspace.read_secret("cookies.key")
    app.config.update(
        SECRET_KEY=sha256(secret + issuer.name.encode()).digest(),
        # Cookies ignore ports: named per issuer, and per installation. Over TLS no other host can set them (J193).
        SESSION_COOKIE_NAME=f"{'__Host-' if secure else ''}preau_{issuer.name}_{sha256(secret).hexdigest()[:6]}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=secure,
        # A guichet answers by a cross-site POST; over plain HTTP on loopback all ports are one site (J193).
        SESSION_COOKIE_SAMESITE="None" if secure else "Lax",
        MAX_CONTENT_LENGTH=_MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BODY_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # our pages name no referrer: FormProtection looks at what browsers say instead
    )


def _make_parts(issuer: Issuer, shared: Shared) -> Parts:
    journeys, traces = StoredJourneyBook(shared.store), StoredTraceBook(shared.store)
    sessions = StoredSessionBook(shared.store, shared.clock)
    key = shared.workspace.read_pseudonym_key()
    directory, office = _people_of(issuer, shared)
    at_guichet = issuer.password is not None
    channels: dict[str, BackChannel] = {}
    members = shared.federating.guichets_of(issuer)
    return Parts(
        issuer=issuer,
        clock=shared.clock,
        directory=directory,
        directories=shared.directories,
        office=office,
        store=shared.store,
        journeys=journeys,
        sessions=sessions,
        traces=traces,
        contracts=shared.contracts,
        sign_on=SignOn(
            issuer=issuer,
            clock=shared.clock,
            directory=directory,
            journeys=journeys,
            sessions=sessions,
            contracts=shared.contracts,
            find_key=lambda: key,
            find_guichets=lambda: (*issuer.guichets, *members(), *shared.guichets.offered_at(issuer.name)),
        ),
        sign_out=SignOutFlow(issuer.name, shared.clock, sessions, StoredSignOutBook(shared.store), traces, channels),
        find_session=guichet_session.current_session if at_guichet else session_cookie.find_session,
        open_session=guichet_session.open_session if at_guichet else session_cookie.open_session,
        forget_session=guichet_session.forget_session if at_guichet else session_cookie.forget_session,
        back_channels=channels,
        demo_password=shared.demo_password_of(issuer.directory),
        authorities=shared.authorities,
        second_factor_secret=shared.workspace.read_secret("second-factor.key"),
        issuers=shared.issuers,
        find_services=shared.peers.service_names,
        find_problems=lambda: _problems(shared),
    )


def _people_of(issuer: Issuer, shared: Shared) -> tuple[Directory, AccountOffice | None]:
    """Return where an issuer's people are looked for, and what keeps their accounts where it has some of its own."""
    records = shared.directories[issuer.directory]
    people = RegroupedDirectory(records) if issuer.regroups_guardians else records
    demo, desk_open = shared.demo_password_of(issuer.directory) is not None, is_desk_open(shared.settings, issuer.url)
    office = make_office(issuer, people, AccountGround(shared.clock, shared.store, shared.records, demo, desk_open))
    return (AccountDirectory(office) if office else people), office


def _problems(shared: Shared) -> tuple[Problem, ...]:
    files = (*shared.contracts.problems, *shared.peers.problems, *shared.guichets.problems)
    return (*files, *find_key_problems(shared.issuers, shared.workspace.keys))


def _page_blueprints(issuer: Issuer, shared: Shared) -> list[Blueprint]:
    found = [make_choice_pages(), make_account_choice(), make_sign_out_pages()]
    if issuer.password is not None:
        found += [make_password_pages(), make_second_factor_pages()]
    if issuer.federation is not None:
        found.append(make_discovery_pages(issuer.federation, shared.federating.publication_of(issuer)))
    if issuer.leaving is not None:
        found.append(make_leaving_pages(issuer.leaving))
    if issuer.entry_path is not None:
        found.append(make_entry_page(issuer.entry_path))
    if issuer.console:
        is_open = is_registration_open(shared.settings, issuer.url)
        found += [make_home_page(), make_journey_pages()]
        found += [make_resource_pages(form_url=REGISTRATION if is_open else None)]
        found += [make_registration_pages(make_registrar(shared), is_open=is_open)]
    elif issuer.pages is None:
        found.append(make_issuer_page())
    if issuer.pages is not None:
        module, _, name = issuer.pages.partition(":")
        make_pages: Callable[[], tuple[Blueprint, ...]] = getattr(import_module(module), name)
        found += make_pages()
    return found


def _open_directories(settings: Settings, issuers: tuple[Issuer, ...], clock: Clock) -> dict[str, Directory]:
    opened = open_directories(settings.directory, settings.directories, clock)
    check_named(opened, {issuer.name: issuer.directory for issuer in issuers})
    return opened
