"""An access is counted once a session at the resource is sure, in each language, and what is counted is shown."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import AssignmentKind
from broker.core.roles import Role
from broker.flows.rights_ports import AccessCount
from broker.lab.browser import Browser, forms_of
from tests.journeys.cas_service import cas_service, read_failure, read_success
from tests.journeys.own_run import lend_keys
from tests.journeys.own_service import OTHER_PROVIDER, SHIPPED_PROVIDER, own_service
from tests.journeys.steps import GUARDIAN, PUPIL, person_of, text_of
from tests.oidc_party import Party, signed_in
from tests.rights import a_subscription
from tests.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="module")
def sandbox(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("counts")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, examples=False) as own:
        yield own


def subscribe(sandbox: Sandbox, resource: str) -> str:
    """Open a resource to everybody of the pupil's school, by a subscription; return its identifier."""
    now = sandbox.clock.now()
    subscription = a_subscription(
        f"all-of-{resource[-12:]}",
        resource=resource,
        kind=AssignmentKind.SCHOOL,
        audiences=frozenset(Audience),
        schools=frozenset({person_of(sandbox, PUPIL).memberships[0].uai}),
        licences_overall=100,
        starts=now - timedelta(days=1),
        ends=now + timedelta(days=1),
    )
    sandbox.shared.records.subscriptions.create(subscription)
    return subscription.id


def counted(sandbox: Sandbox, resource: str) -> list[AccessCount]:
    today = sandbox.clock.now().date()
    found = sandbox.shared.records.access_counts.access_counts(today, today)
    return [one for one in found if one.resource == resource]


def how_many(sandbox: Sandbox, resource: str) -> int:
    return sum(one.accesses for one in counted(sandbox, resource))


def test_saml_counts_each_response_that_is_issued_and_no_refusal(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        subscribe(sandbox, service.resource)
        silent = Browser()
        service.ask(silent, IsPassive="true")
        assert len(silent.responses) == 1, "the service is told that nobody is signed in"
        assert service.be_refused().status_code == 403
        assert how_many(sandbox, service.resource) == 0
        service.receive(PUPIL)
        service.receive(PUPIL)
        today, person = sandbox.clock.now().date(), person_of(sandbox, PUPIL)
        assert counted(sandbox, service.resource) == [
            AccessCount(today, person.memberships[0].uai, "ELEVE", service.resource, person.key.project, 2)
        ]


def test_cas_counts_the_validation_and_not_the_ticket(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        resource = f"ark:/77777/{service.name}"
        subscribe(sandbox, resource)
        browser, ticket = service.sign_on()
        assert how_many(sandbox, resource) == 0
        read_success(service.validate(ticket))
        assert how_many(sandbox, resource) == 1
        assert read_failure(service.validate(ticket)) == "INVALID_TICKET"
        wrong = service.call("p3/serviceValidate", service=f"{service.site}/app", ticket=service.ticket(browser))
        assert read_failure(wrong) == "INVALID_SERVICE"
        assert how_many(sandbox, resource) == 1
        read_success(service.validate(service.ticket(browser), "serviceValidate"))
        assert how_many(sandbox, resource) == 2


def test_openid_connect_counts_the_exchange_of_the_code_and_nothing_after_it(sandbox: Sandbox) -> None:
    party = Party(sandbox, name="palet-compte", client_id="palet-compte", terms={"refresh_tokens": True}).register()
    subscribe(sandbox, party.resource)
    browser = signed_in(party)
    before = how_many(sandbox, party.resource)
    answered = party.code(browser)
    assert answered.exchange(code_verifier="x" * 43).status_code == 400
    assert how_many(sandbox, party.resource) == before
    answered = party.code(browser)
    tokens = answered.exchange().json()
    assert how_many(sandbox, party.resource) == before + 1
    assert party.userinfo(tokens["access_token"]).status_code == 200
    refreshed = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert party.call("oidcAccessToken", refreshed).status_code == 200
    assert answered.exchange().status_code == 400
    assert how_many(sandbox, party.resource) == before + 1
    party.withdraw()


def test_a_resource_open_to_all_counts_as_any_other_and_a_guardian_is_of_no_public(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        text = service.contract_text().replace("open_to_all = true\n", "")
        text = text.replace("approved_by", "open_to_all = true\napproved_by").replace(
            '"National_elv"', '"National_tut"'
        )
        service.contract_file.write_text(text)
        service.receive(GUARDIAN)
        assert [(one.audience, one.accesses) for one in counted(sandbox, service.resource)] == [("", 1)]


def test_a_person_is_forgotten_and_the_counts_stay(sandbox: Sandbox) -> None:
    records = sandbox.shared.records
    with own_service(sandbox) as service:
        service.contract_file.write_text(service.contract_text().replace("open_to_all = true\n", ""))
        subscription, person = subscribe(sandbox, service.resource), person_of(sandbox, PUPIL)
        service.receive(PUPIL)
        uai = person.memberships[0].uai
        assert [one.person for one in records.assignments.licences(subscription, uai)] == [person.key]
        assert records.assignments.forget_person(person.key) >= 1
        assert records.assignments.licences(subscription, uai) == ()
        assert how_many(sandbox, service.resource) == 1
        assert person.key.identifier.encode() not in b"".join(
            file.read_bytes() for file in sandbox.workspace.root.glob("records.sqlite*")
        )


def as_role(sandbox: Sandbox, role: Role, name: str = "") -> requests.Session:
    """Return a browser that has taken a role of the console."""
    browser = Browser()
    form = next(one for one in forms_of(browser.get(f"{sandbox.home}/roles")) if one.fields.get("role") == role)
    assert browser.submit(form, {"name": name} if name else {}).status_code == 200
    return browser.http


def ask(sandbox: Sandbox, http: requests.Session, kind: str = "", **query: str) -> requests.Response:
    return http.get(f"{sandbox.home}/statistics{kind}", params=query, timeout=15)


def test_the_page_the_csv_and_the_json_say_the_same_numbers(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        resource = f"ark:/77777/{service.name}"
        subscribe(sandbox, resource)
        browser, ticket = service.sign_on()
        read_success(service.validate(ticket))
        for _ in range(5):
            read_success(service.validate(service.ticket(browser)))
        reviewer = as_role(sandbox, Role.REVIEWER)
        asked = {"period": sandbox.clock.now().date().isoformat(), "resource": resource}
        document = ask(sandbox, reviewer, ".json", **asked).json()
        answer = ask(sandbox, reviewer, ".csv", **asked)
        rows = list(csv.reader(io.StringIO(answer.content.decode()), delimiter=";"))
        page = ask(sandbox, reviewer, **asked)
    assert document["total"] == 6
    written = [[t["by"], r["value"], r["title"], str(r["accesses"])] for t in document["tables"] for r in t["rows"]]
    assert rows == [["groupement", "valeur", "libelle", "acces"], ["total", "", "", "6"], *written]
    assert ["public", "ELEVE", "Élève", "6"] in written
    assert page.status_code == 200
    assert all(row[2] in text_of(page) for row in written)
    assert person_of(sandbox, PUPIL).key.identifier not in page.text


def test_a_small_number_is_shown_nowhere(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        subscribe(sandbox, service.resource)
        service.receive(PUPIL)
        reviewer = as_role(sandbox, Role.OPERATOR)
        document = ask(sandbox, reviewer, ".json", resource=service.resource).json()
        page = ask(sandbox, reviewer, resource=service.resource)
    assert document["total"] is None
    assert [table["rows"] for table in document["tables"]] == [[]] * len(document["tables"])
    assert "Moins de 5 accès" in text_of(page).replace("\xa0", " ")


def test_a_publisher_sees_the_accesses_to_their_own_resources_whatever_they_ask(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        resource = f"ark:/77777/{service.name}"
        subscribe(sandbox, resource)
        browser, ticket = service.sign_on()
        read_success(service.validate(ticket))
        for _ in range(4):
            read_success(service.validate(service.ticket(browser)))
        own = as_role(sandbox, Role.PUBLISHER, OTHER_PROVIDER)
        other = as_role(sandbox, Role.PUBLISHER, SHIPPED_PROVIDER)
        seen = ask(sandbox, own, ".json", resource=resource).json()
        withheld = ask(sandbox, other, ".json", resource=resource, publisher=OTHER_PROVIDER).json()
        page = ask(sandbox, other)
    assert (seen["total"], seen["filters"]["publisher"]) == (5, OTHER_PROVIDER)
    assert (withheld["total"], withheld["filters"]["publisher"]) == (None, SHIPPED_PROVIDER)
    assert resource not in page.text, "not even among the choices of the form"


def test_a_distributor_and_a_visitor_do_not_see_them(sandbox: Sandbox) -> None:
    for http in (as_role(sandbox, Role.DISTRIBUTOR, SHIPPED_PROVIDER), Browser().http):
        answer = http.get(f"{sandbox.home}/statistics.csv", timeout=15, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/roles")


@pytest.mark.parametrize("query", [{"period": "2026"}, {"unit": "hour"}, {"school": "x"}, {"public": "PARENT"}])
def test_a_question_that_cannot_be_read_is_refused(sandbox: Sandbox, query: dict[str, str]) -> None:
    answer = ask(sandbox, as_role(sandbox, Role.REVIEWER), **query)
    assert answer.status_code == 400
    assert "parameter.malformed" in answer.text
