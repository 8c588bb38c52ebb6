"""The OpenAPI document says what the web services do: generated calls are answered as it says, by real clients."""

from collections.abc import Callable, Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks

from broker.core.roles import Holder, Role
from broker.transport.outgoing import local_session
from broker.webservices.index_endpoint import find_admitted
from broker.webservices.openapi_document import OPERATIONS, make_document
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox
from tests.webservices.callers import DISTRIBUTOR, P0, REPORTS, call, pair_of, services_of

_CALLERS = {Role.ENT: P0, Role.DISTRIBUTOR: DISTRIBUTOR, Role.REPORTS: REPORTS}
_CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
]
_EACH = {call: frozenset(Role) for call in OPERATIONS}
generated = schemathesis.openapi.from_dict(make_document("https://localhost", _EACH))


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("openapi")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


def test_the_document_names_every_call_and_no_other(sandbox: Sandbox) -> None:
    assert set(find_admitted(services_of(sandbox))) == set(OPERATIONS)


def test_the_document_is_served_to_every_client_with_the_roles_of_each_call(sandbox: Sandbox) -> None:
    for holder in _CALLERS.values():
        answer = call(sandbox, "/openapi.json", cert=pair_of(sandbox, holder))
        assert answer.status_code == 200
    document = answer.json()
    assert document["servers"] == [{"url": sandbox.urls["webservices"]}]
    assert document["paths"]["/{subscription}"]["put"]["description"] == "Certificats : distributor."
    assert "RG1" in document["paths"]["/{subscription}"]["put"]["responses"]["400"]["description"]


def _holding(path: str, method: str) -> Callable[..., None]:
    """Return the test of one call, with a certificate that it admits; that others are refused is tested elsewhere."""

    @generated.include(path=path, method=method.upper()).parametrize()
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def generated_calls_are_answered_as_the_document_says(case: Case, sandbox: Sandbox) -> None:
        admitted = find_admitted(services_of(sandbox))[path, method]
        holder = next(holder for role, holder in _CALLERS.items() if role in admitted)
        answer = sent(case, sandbox, holder)
        load_all_checks()
        case.validate_response(answer, checks=CHECKS.get_by_names(_CHECKS))

    return generated_calls_are_answered_as_the_document_says


# A test of its own for each call, by a name of its own: those that one function would give all bear the function's.
globals().update(
    (f"test_{method}_{path}_is_answered_as_the_document_says", _holding(path, method)) for path, method in OPERATIONS
)


def sent(case: Case, sandbox: Sandbox, holder: Holder) -> requests.Response:
    authorities = str(sandbox.workspace.tls / "authority.pem")
    with local_session(authorities) as session:
        given = {"session": session, "verify": authorities, "cert": pair_of(sandbox, holder), "timeout": 20}
        answer: requests.Response = case.call(base_url=sandbox.urls["webservices"], **given)
        return answer
