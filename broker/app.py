"""Owns the composition: the one place that chooses concrete classes and puts an issuer together."""

import logging
from hashlib import sha256

from flask import Flask, redirect

from broker.core.errors import Problem
from broker.core.issuer import Issuer
from broker.definitions.addresses import WEBSERVICES, is_desk_open, is_lab_open
from broker.definitions.shipped_seeds import shipped_cases
from broker.directories.account_directory import AccountDirectory
from broker.directories.regrouped_directory import RegroupedDirectory
from broker.file_stamps import end_look, look_anew
from broker.flows.account_office import AccountOffice
from broker.flows.ports import Directory, JourneyBook, SessionBook, TraceBook
from broker.flows.sign_on import SignOn
from broker.flows.sign_out import BackChannel, SignOutFlow
from broker.issuer_pages import make_console_holders, make_page_blueprints
from broker.lab.orders import OrderBook
from broker.lab.starving_sign_on import starving
from broker.languages import connect_languages
from broker.login import guichet_session
from broker.login.account_ground import AccountGround, make_office
from broker.login.own_pages import sign_in_for
from broker.login.password_pages import SIGN_IN
from broker.protocols.oidc.token_keys import find_key_problems
from broker.saml.side import SamlSide
from broker.shared import Shared
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.session_book import StoredSessionBook
from broker.stores.sign_out_book import StoredSignOutBook
from broker.stores.trace_book import StoredTraceBook
from broker.transport.machine_caller import MachineCaller
from broker.web import session_cookie
from broker.web.application import IssuerApplication
from broker.web.form_protection import FormProtection
from broker.web.host_check import check_host
from broker.web.parts import EXTENSION, Parts
from broker.web.refusal_pages import prepare_refusals
from broker.web.rendering import prepare_rendering
from broker.web.request_end import end_request
from broker.web.role_check import check_role, find_people_holders
from broker.web.security_headers import add_security_headers

_MOST_BODY_BYTES = 1_048_576
_log = logging.getLogger("preau")


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
    app.before_request(check_role)
    app.after_request(add_security_headers)  # the last that was named is the first that acts
    app.after_request(end_request)
    protection = FormProtection(app)
    side = SamlSide(issuer, shared.peers, shared.clock)
    for blueprint in connect_languages(parts, side, shared.workspace.keys):
        protection.exempt(blueprint)
        app.register_blueprint(blueprint)
    for blueprint in make_page_blueprints(issuer, shared):
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
    directory, office = _people_of(issuer, shared)
    at_guichet = issuer.password is not None
    channels: dict[str, BackChannel] = {}
    sign_on = _make_sign_on(issuer, shared, directory, journeys, sessions)
    return Parts(
        issuer=issuer,
        clock=shared.clock,
        directory=directory,
        directories=shared.directories,
        office=office,
        store=shared.store,
        acts=shared.acts,
        journeys=journeys,
        sessions=sessions,
        traces=traces,
        contracts=shared.contracts,
        sign_on=_with_lab(sign_on, shared, traces),
        sign_out=SignOutFlow(issuer.name, shared.clock, sessions, StoredSignOutBook(shared.store), traces, channels),
        find_session=guichet_session.current_session if at_guichet else session_cookie.find_session,
        open_session=guichet_session.open_session if at_guichet else session_cookie.open_session,
        forget_session=guichet_session.forget_session if at_guichet else session_cookie.forget_session,
        back_channels=channels,
        demo_password=shared.demo_password_of(issuer.directory),
        authorities=shared.authorities,
        second_factor_secret=shared.workspace.read_secret("second-factor.key"),
        find_holders=make_console_holders(shared) if issuer.console else find_people_holders,
        sign_in_for=sign_in_for if issuer.password is None else lambda _page: redirect(SIGN_IN, 302),
        listing=shared.listing,
        machine=MachineCaller(shared.urls[WEBSERVICES], shared.authorities, shared.clients),
        issuers=shared.issuers,
        find_services=shared.peers.service_names,
        find_cases=shipped_cases if shared.is_seeded else tuple,
        find_problems=lambda: _problems(shared),
    )


def _make_sign_on(
    issuer: Issuer, shared: Shared, directory: Directory, journeys: JourneyBook, sessions: SessionBook
) -> SignOn:
    key, members = shared.workspace.read_pseudonym_key(), shared.federating.guichets_of(issuer)
    return SignOn(
        issuer=issuer,
        clock=shared.clock,
        directory=directory,
        journeys=journeys,
        sessions=sessions,
        contracts=shared.contracts,
        find_key=lambda: key,
        find_guichets=lambda: (*issuer.guichets, *members(), *shared.guichets.offered_at(issuer.name)),
        access=shared.access_of(issuer),
        mark=shared.acts.mark,
    )


def _with_lab(sign_on: SignOn, shared: Shared, traces: TraceBook) -> SignOn:
    """Let publishers starve their resources of attributes, where this installation lets them."""
    if not is_lab_open(shared.settings, sign_on.issuer.url):
        return sign_on
    return starving(sign_on, OrderBook(shared.store, shared.clock), traces)


def _people_of(issuer: Issuer, shared: Shared) -> tuple[Directory, AccountOffice | None]:
    """Return where an issuer's people are looked for, and what keeps their accounts where it has some of its own."""
    records = shared.directories[issuer.directory]
    people = RegroupedDirectory(records) if issuer.regroups_guardians else records
    demo, desk_open = shared.demo_password_of(issuer.directory) is not None, is_desk_open(shared.settings, issuer.url)
    office = make_office(issuer, people, AccountGround(shared.clock, shared.store, shared.records, demo, desk_open))
    return (AccountDirectory(office) if office else people), office


def _problems(shared: Shared) -> tuple[Problem, ...]:
    files = (*shared.contracts.problems, *shared.notices.problems, *shared.peers.problems, *shared.guichets.problems)
    return (*files, *find_key_problems(shared.issuers, shared.workspace.keys))
