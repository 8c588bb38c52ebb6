"""Owns that every route of every issuer says who may come, and that nobody else does, over real HTTP."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from flask import Flask
from lxml import html
from werkzeug.routing import Rule

from broker.app import make_issuer_app
from broker.core.roles import CONSOLE_ROLES, Role
from broker.lab.browser import Browser, forms_of
from broker.web.role_check import ROLES
from broker.web.routes import Routes
from tests.journeys.assignment_console import arrive
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("roles")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


def every_app(sandbox: Sandbox) -> list[Flask]:
    return [make_issuer_app(issuer, sandbox.shared) for issuer in sandbox.shared.issuers]


def test_every_route_of_every_issuer_names_its_roles(sandbox: Sandbox) -> None:
    for app in every_app(sandbox):
        for rule in app.url_map.iter_rules():
            blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
            assert isinstance(blueprint, Routes), f"{app.name}: {rule.rule} has no roles"
            assert blueprint.roles_of(rule.endpoint), f"{app.name}: {rule.rule} is for nobody"


def take_role(browser: Browser, home: str, role: Role) -> None:
    page = browser.get(f"{home}/roles")
    form = next(form for form in forms_of(page) if form.fields.get("role") == role)
    names = html.fromstring(page.content).xpath(f"//select[@id='name-{role}']/option/@value")
    assert browser.submit(form, {"name": names[0]} if names else {}).status_code == 200


def sign_in_for(sandbox: Sandbox, page: str, guichet: str, login: str) -> Browser:
    browser = Browser.trusting(sandbox.shared.authorities)
    choice = browser.get(f"{sandbox.home}{page}")
    form = browser.get(next(link for link in links_of(choice) if f"name={guichet}" in link))
    assert sign_in_by_hand(browser, form, login).url == f"{sandbox.home}{page}"
    return browser


def links_of(page: requests.Response) -> list[str]:
    return [urljoin(page.url, link) for link in html.fromstring(page.content).xpath("//a/@href")]


def is_let_in(sandbox: Sandbox, browser: Browser, rule: Rule) -> bool:
    """Tell whether the check of roles let a request through to its view, whatever the view then says."""
    method = "GET" if "GET" in (rule.methods or ()) else "POST"
    asked = f"{sandbox.home}{path_of(rule)}"
    # Somebody who is signed in already is sent through a journey, and comes back at once.
    answer = browser.http.request(method, asked, allow_redirects=method == "GET", timeout=15)
    if urlsplit(answer.url).path == ROLES and path_of(rule) != ROLES:
        return False
    return "role.missing" not in answer.text and "/journey/guichet" not in answer.text


def path_of(rule: Rule) -> str:
    return re.sub(r"<[^>]*>", "x", rule.rule)


def restricted_rules(sandbox: Sandbox) -> list[tuple[Rule, frozenset[Role]]]:
    hub = make_issuer_app(sandbox.shared.hub, sandbox.shared)
    found = []
    for rule in hub.url_map.iter_rules():
        blueprint = hub.blueprints[rule.endpoint.rpartition(".")[0]]
        assert isinstance(blueprint, Routes)
        allowed = blueprint.roles_of(rule.endpoint)
        if Role.VISITOR not in allowed:
            found.append((rule, allowed))
    return found


@pytest.mark.parametrize("role", [Role.VISITOR, *CONSOLE_ROLES])
def test_a_role_opens_the_routes_that_name_it_and_no_other(sandbox: Sandbox, role: Role) -> None:
    for rule, allowed in restricted_rules(sandbox):
        browser = Browser.trusting(sandbox.shared.authorities)
        if role is not Role.VISITOR:
            take_role(browser, sandbox.home, role)
        assert is_let_in(sandbox, browser, rule) == (role in allowed), f"{role} at {rule.rule}"


def test_a_signed_in_person_comes_back_to_the_page_that_asked(sandbox: Sandbox) -> None:
    for rule, allowed in restricted_rules(sandbox):
        browser = sign_in_for(sandbox, "/edugar", "academie", "souleymane.perrot")
        assert is_let_in(sandbox, browser, rule) == (Role.PERSON in allowed), rule.rule


@pytest.mark.parametrize(("login", "role"), [("helene.ouattara", Role.RESPONSIBLE), ("jean.benoit", Role.PERSON)])
def test_who_assigns_in_a_school_reaches_what_is_for_that_and_nobody_else_does(
    sandbox: Sandbox, login: str, role: Role
) -> None:
    held = {Role.PERSON, role}
    rules = [(rule, allowed) for rule, allowed in restricted_rules(sandbox) if Role.PERSON not in allowed]
    assert any(Role.RESPONSIBLE in allowed for _, allowed in rules)
    browser = arrive(sandbox, login).browser
    for rule, allowed in rules:
        assert is_let_in(sandbox, browser, rule) == bool(held & allowed), f"{login} at {rule.rule}"
