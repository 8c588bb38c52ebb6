"""Walks every route of the web services with every client: who may come is let in, everybody else is refused."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from broker.core.roles import Holder, Role
from broker.machine_services import make_machine_listener
from broker.web.admission import admitted_to
from tests.sandbox import Sandbox
from tests.webservices.callers import DISTRIBUTOR, P0, REPORTS, pair_of

# By address and method: nobody else. An address that is not here fails, until somebody says for whom it is.
EXPECTED = {
    ("GET", "/"): {Role.ENT, Role.DISTRIBUTOR, Role.REPORTS},
    ("PUT", "/<subscription>"): {Role.DISTRIBUTOR},
    ("POST", "/<subscription>"): {Role.DISTRIBUTOR},
    ("DELETE", "/<subscription>"): {Role.DISTRIBUTOR},
    ("GET", "/abonnements"): {Role.DISTRIBUTOR},
    ("POST", "/abonnements"): {Role.DISTRIBUTOR},
    ("GET", "/etablissements/etablissements.xml"): {Role.DISTRIBUTOR},
}


@pytest.fixture(scope="module")
def application(sandbox: Sandbox) -> Flask:
    found = make_machine_listener(sandbox.shared, sandbox.machine_clock).application
    assert isinstance(found, Flask)
    return found


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD"})


def test_every_route_is_for_whom_it_is_said_to_be(application: Flask) -> None:
    found = {
        (method, rule.rule): set(admitted_to(application, rule.endpoint))
        for rule in application.url_map.iter_rules()
        for method in _methods(rule)
    }
    assert found == EXPECTED


@pytest.mark.parametrize(
    "holder", [P0, DISTRIBUTOR, REPORTS, None], ids=lambda holder: holder.role if holder else "none"
)
def test_nobody_else_gets_in(application: Flask, sandbox: Sandbox, holder: Holder | None) -> None:
    client = application.test_client()
    if holder is not None:
        client.environ_base["SSL_CLIENT_CERT"] = Path(pair_of(sandbox, holder)[0]).read_text(encoding="ascii").strip()
    for rule in application.url_map.iter_rules():
        path = rule.rule.replace("<", "").replace(">", "")
        for method in _methods(rule):
            answer = client.open(path, method=method)
            told = answer.get_data(as_text=True)
            admitted = holder is not None and holder.role in EXPECTED[method, rule.rule]
            assert ("client.other_role" in told or "client.no_certificate" in told) is not admitted, (method, path)
            assert (answer.status_code == 403) is not admitted, (method, path)
