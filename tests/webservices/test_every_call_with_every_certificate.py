"""Holds every call of the web services to the certificates that it admits: all others are refused, before all else."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from broker.core.roles import Holder, Role
from broker.web.routes import roles_at
from tests.sandbox import Sandbox
from tests.webservices.callers import DISTRIBUTOR, P0, REPORTS, call, pair_of, services_of

_HIDDEN = frozenset({"HEAD", "OPTIONS"})


def every_call(sandbox: Sandbox) -> Iterator[tuple[Rule, str, str, frozenset[Role]]]:
    """Yield each rule with each of its methods, a path that it takes, and the roles that it declares."""
    app = services_of(sandbox)
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - _HIDDEN):
            yield rule, method, re.sub(r"<[^>]*>", "x", rule.rule), roles_at(app, rule.endpoint)


@pytest.mark.parametrize("holder", [P0, DISTRIBUTOR, REPORTS], ids=lambda holder: holder.role.value)
def test_a_certificate_opens_the_calls_that_name_its_role_and_no_other(sandbox: Sandbox, holder: Holder) -> None:
    cert = pair_of(sandbox, holder)
    for rule, method, path, admitted in every_call(sandbox):
        answer = call(sandbox, path, cert=cert, method=method, headers={"Accept": "application/json"})
        is_refused = "(client.other_role" in answer.text
        assert is_refused == (holder.role not in admitted), f"{method} {rule.rule}: {answer.text[:200]}"
        assert not is_refused or answer.status_code == 403


def test_without_a_certificate_no_call_opens(sandbox: Sandbox) -> None:
    for rule, method, path, _ in every_call(sandbox):
        answer = call(sandbox, path, method=method, headers={"Accept": "application/json"})
        assert answer.status_code == 403, rule.rule
        assert "(client.no_certificate" in answer.text, rule.rule


def test_every_call_is_for_machines_and_at_least_one_kind_of_them(sandbox: Sandbox) -> None:
    for rule, _, _, admitted in every_call(sandbox):
        assert admitted, rule.rule
        assert admitted <= {Role.ENT, Role.DISTRIBUTOR, Role.REPORTS}, rule.rule
