"""Owns what attacks on pages share: every route of every issuer, forms at a guichet, and what a page must not hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy

import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from lxml import html

from broker.app import make_issuer_app
from broker.core.issuer import Issuer
from broker.core.roles import Role
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import Browser, Form, forms_of
from broker.web.routes import roles_at
from tests.sandbox import Sandbox

_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href"}
_DRAWN = "starts-with(@src, 'http://localhost:') and contains(@src, '/thumbnails/')"  # by the hub, of names of files
_FOREIGN = "//iframe | //object | //embed | //base | //form[@onsubmit]"
_FOREIGN += f" | //img[not(starts-with(@src, '/static/') or ({_DRAWN}))]"


@dataclass(frozen=True, slots=True)
class Route:
    """Name one route of one issuer, with `x` in each place of its path."""

    issuer: Issuer
    method: str
    path: str
    roles: frozenset[Role]

    @property
    def url(self) -> str:
        return f"{self.issuer.url}{self.path}"

    @property
    def is_for_anybody(self) -> bool:
        """Tell whether visitors reach it: whoever may not is sent away before any form is looked at."""
        return Role.VISITOR in self.roles

    @property
    def is_drawn(self) -> bool:
        """Tell whether it is a picture drawn of a resource's name alone."""
        return self.path.startswith("/thumbnails/")

    @property
    def is_saml(self) -> bool:
        """Tell whether messages of peers come here: signatures protect it, not a form's token."""
        paths = self.issuer.paths
        ways = paths.sign_out
        return self.path in {paths.redirect, paths.post, paths.consumer, ways and ways.redirect, ways and ways.post}

    @property
    def is_soap(self) -> bool:
        """Tell whether peers' servers speak here, in envelopes that no browser makes."""
        ways = self.issuer.paths.sign_out
        return ways is not None and self.path == ways.soap

    @property
    def is_oidc(self) -> bool:
        """Tell whether clients come here, by the browser or not: tokens, proofs and secrets protect it."""
        oidc = self.issuer.oidc
        paths = () if oidc is None else (oidc.token, oidc.introspection, oidc.revocation, oidc.pushed)
        return self.path in paths or self.asks_by_oidc

    @property
    def asks_by_oidc(self) -> bool:
        """Tell whether clients ask here by GET and by POST alike, as the specification says."""
        oidc = self.issuer.oidc
        return oidc is not None and self.path in {oidc.authorize, oidc.userinfo, oidc.end_session}

    @property
    def is_public(self) -> bool:
        """Tell whether what is read here holds nothing of anybody, and may be kept for a while."""
        oidc = self.issuer.oidc
        known = {self.issuer.paths.metadata}
        if oidc is not None:
            known |= {oidc.jwks, f"{oidc.issuer}/.well-known/openid-configuration"}
            known.add(f"/.well-known/oauth-authorization-server{oidc.issuer}")
        return self.path in known

    @property
    def shows_a_ticket(self) -> bool:
        """Tell whether services come here with a ticket, server to server: no cookie counts, so no form's token."""
        cas = self.issuer.cas
        return cas is not None and self.path == f"{cas.context}/samlValidate"

    @property
    def is_of_clients(self) -> bool:
        """Tell whether OpenID Connect clients, or browsers on their behalf, come here: what they hold protects it."""
        oidc = self.issuer.oidc
        return oidc is not None and self.path.startswith(f"{oidc.issuer}/")


def routes_of(sandbox: Sandbox, method: str) -> Iterator[Route]:
    """Return every route of every issuer that takes a method, read from the applications themselves."""
    for issuer in sandbox.shared.issuers:
        app = make_issuer_app(issuer, sandbox.shared)
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                _, path = rule.build(dict.fromkeys(rule.arguments, "x")) or ("", "")
                yield Route(issuer, method, path, roles_at(app, rule.endpoint))


@contextmanager
def stranger() -> Iterator[requests.Session]:
    """Give a client that keeps no cookie, whose every request is a stranger's; its connections stay open, to ask much.

    What the environment says of proxies is not read again for each address.
    """
    with requests.Session() as session:
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.trust_env = False
        yield session


def sign_in_page(sandbox: Sandbox, guichet: str, browser: Browser) -> Form:
    """Return the password form of a guichet."""
    page = browser.get(f"{sandbox.urls[guichet]}/sign-in")
    return next(form for form in forms_of(page) if {"password", "email", "user"} & set(form.fields))


def try_password(
    sandbox: Sandbox, guichet: str, login: str, password: str = DEMO_PASSWORD, browser: Browser | None = None
) -> requests.Response:
    """Try a login and a password at a guichet, as its own form would."""
    chosen = browser or Browser()
    form = sign_in_page(sandbox, guichet, chosen)
    username = next(name for name in ("email", "user") if name in form.fields)
    values = {**form.fields, username: login, "password": password}
    return chosen.http.post(form.action, data=values, allow_redirects=False, timeout=20)


def is_signed_in(answer: requests.Response) -> bool:
    """Tell whether a password opened: the guichet then leads to the account page."""
    return answer.status_code == 303 and answer.headers["Location"] == "/account"


def cookie_signer(secret: str | bytes | None) -> URLSafeTimedSerializer:
    """Sign cookies as Flask does, with a secret."""
    interface = SecureCookieSessionInterface()
    return URLSafeTimedSerializer(
        secret or " ",
        salt=interface.salt,
        serializer=interface.serializer,
        signer_kwargs={"key_derivation": interface.key_derivation, "digest_method": interface.digest_method},
    )


def session_of(sandbox: Sandbox, issuer: str, browser: Browser) -> dict[str, str]:
    """Return what an issuer's cookie holds in a browser."""
    signer = cookie_signer(_application(sandbox, issuer).secret_key)
    session: dict[str, str] = signer.loads(str(browser.http.cookies[cookie_name(sandbox, issuer)]))
    return session


def cookie_name(sandbox: Sandbox, issuer: str) -> str:
    """Return the name of an issuer's cookie in one installation."""
    return str(_application(sandbox, issuer).config["SESSION_COOKIE_NAME"])


def _application(sandbox: Sandbox, issuer: str) -> Flask:
    found = next(one for one in sandbox.shared.issuers if one.name == issuer)
    return make_issuer_app(found, sandbox.shared)


def find_active(page: requests.Response) -> list[str]:
    """Return whatever could act in a page, but for its own script and its own mark."""
    tree = html.fromstring(page.content)
    scripts = [found for found in tree.iter("script") if found.text or not str(found.get("src")).startswith("/static/")]
    foreign = [*scripts, *tree.xpath(_FOREIGN)]
    attributes = [
        f"{name}={value}"
        for element in tree.iter()
        for name, value in element.attrib.items()
        if name.startswith("on") or name == "style" or (name in _ADDRESSES and not _is_address(str(value)))
    ]
    return [html.tostring(found, encoding="unicode")[:120] for found in foreign] + attributes


def _is_address(value: str) -> bool:
    """Tell whether a link leads to a page, and not to a script."""
    return value.startswith(("/", "#", "http://", "https://")) and not value.startswith(("//", "/\\"))
