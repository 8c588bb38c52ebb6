"""Owns K220 (unknown requesters), K221 (rules that fail) and K225 (no identifier links two providers)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from broker.core.catalogue import VOCABULARIES
from broker.lab.browser import Browser, forms_of
from tests.journeys.own_service import SHIPPED_PROVIDER, own_service
from tests.journeys.steps import ATELIER, CARNET, PUPIL, later, open_by_ent, read_refusal, received, resource_url
from tests.sandbox import Sandbox
from tests.security.directory_values import find_leaks


def check_nothing_left(page: requests.Response, sandbox: Sandbox, login: str = PUPIL) -> None:
    """Fail where a page hands anything of a person to anybody."""
    assert not [form for form in forms_of(page) if form.automatic]
    assert find_leaks(page.text, sandbox, [login]) == []


def test_k220_a_requester_that_nobody_registered_gets_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service:
        assert set(service.receive(PUPIL)) == {"IDO", "UAI", "PRO"}  # the control
        service.metadata_file.unlink()
        page = service.ask(Browser())
        assert read_refusal(page).code == "service.unknown"
        check_nothing_left(page, sandbox)


def test_k220_a_requester_with_metadata_and_no_contract_gets_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox, contract=False) as service:
        page = service.ask(Browser())
        assert read_refusal(page).code == "contract.none"
        check_nothing_left(page, sandbox)
    page = Browser().get(resource_url(sandbox, "voisin"))
    assert read_refusal(page).code == "contract.none"


def test_k220_a_requester_who_takes_the_name_of_another_gets_nothing(sandbox: Sandbox) -> None:
    with own_service(sandbox) as registered, own_service(sandbox) as stranger:
        page = stranger.ask(Browser())
        assert page.ok  # the control
        impostor = replace(registered, consumer=stranger.consumer, name=stranger.name)
        stranger.metadata_file.unlink()
        refused = impostor.ask(Browser())
        assert read_refusal(refused).code == "service.unknown"
        check_nothing_left(refused, sandbox)


def test_k220_a_person_with_a_session_gives_an_unknown_requester_no_more(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    assert received(browser, page)
    sent = len(browser.responses)
    with own_service(sandbox, contract=False) as service:
        check_nothing_left(service.ask(browser), sandbox)
    assert len(browser.responses) == sent


def test_k221_a_required_attribute_that_is_malformed_stops_everything(sandbox: Sandbox) -> None:
    with own_service(sandbox, codes=("IDO", "UAI", "PRO", "PRE", "DIV"), required=("DIV",)) as service:
        assert service.receive(PUPIL)["DIV"]  # the control
        page = service.sign_on("octave.simonin")
    shown = read_refusal(page)
    assert (shown.code, shown.status) == ("attribute.required_missing", 403)
    assert shown.rows["Attendu"].startswith("DIV: ")
    assert shown.rows["Reçu"] == "malformed"
    check_nothing_left(page, sandbox, "octave.simonin")
    [form] = [form for form in forms_of(page) if "SAMLResponse" in form.fields]
    assert form.action == service.consumer


@pytest.mark.parametrize(
    ("login", "code"), [("ravindran", "PRE"), ("gaspard.doumbia", "DIV")], ids=["no-first-name", "no-class"]
)
def test_k221_a_required_attribute_that_is_missing_stops_everything(sandbox: Sandbox, login: str, code: str) -> None:
    with own_service(sandbox, codes=("IDO", "UAI", "PRO", code), required=(code,)) as service:
        assert service.receive(PUPIL)[code]  # the control
        shown = read_refusal(service.sign_on(login))
    assert shown.code == "attribute.required_missing"
    assert shown.rows["Reçu"] == "no_value"


def test_k221_the_same_attribute_not_required_is_left_out_and_nothing_else(sandbox: Sandbox) -> None:
    with own_service(sandbox, codes=("IDO", "UAI", "PRO", "PRE", "DIV")) as service:
        assert set(service.receive("octave.simonin")) == {"IDO", "UAI", "PRO", "PRE"}


def test_k221_a_contract_that_names_the_whole_catalogue_still_gives_a_pupil_nothing_of_staff(sandbox: Sandbox) -> None:
    resource_codes = tuple(VOCABULARIES["gar"])
    with own_service(sandbox, codes=resource_codes) as service:
        sent = service.receive(PUPIL)
    assert not {"P_MEL", "P_MAT", "P_MS4"} & set(sent)


def test_k225_two_providers_know_one_person_under_two_identifiers(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    shipped = received(browser, page)["IDO"]
    with own_service(sandbox) as service:
        other = service.receive(PUPIL)["IDO"]
    assert shipped != other
    assert len(shipped[0]) == len(other[0]) == 128


def test_k225_one_provider_knows_one_person_under_one_identifier_at_each_resource_and_time(sandbox: Sandbox) -> None:
    known = set()
    for resource in (CARNET, ATELIER, CARNET):
        browser, page = open_by_ent(sandbox, resource, PUPIL)
        known.add(tuple(received(browser, page)["IDO"]))
    with own_service(sandbox, provider=SHIPPED_PROVIDER) as service:
        known.add(tuple(service.receive(PUPIL)["IDO"]))
    assert len(known) == 1


def test_k225_the_subject_of_the_assertion_links_nothing_either(sandbox: Sandbox) -> None:
    subjects = set()
    for _ in range(2):
        browser, page = open_by_ent(sandbox, CARNET, PUPIL)
        address = f"{resource_url(sandbox, 'carnet')}received.json"
        assert page.ok
        subjects.add(browser.http.get(address, timeout=20).json()["envelope"]["NameID"])
    assert len(subjects) == 2


def test_k225_twins_and_namesakes_are_not_taken_for_one_another(sandbox: Sandbox) -> None:
    people = ("ines.petrov", "iris.petrov", "lea.martin", "lea.martin2")
    known = set()
    for login in people:
        browser, page = open_by_ent(sandbox, CARNET, login)
        known.add(received(browser, page)["IDO"][0])
    assert len(known) == len(people)


def test_k225_a_pupil_who_changed_ent_has_two_identifiers(sandbox: Sandbox) -> None:
    # The old account is over by now: both are read on a day when it was not (its service is played by the test itself).
    former = sandbox.shared.directory.find_person("login", "timeo.rakoto2", None)
    assert former is not None
    assert former.expires is not None
    back = former.expires - timedelta(days=30) - sandbox.clock.now().date()
    with own_service(sandbox) as service, later(sandbox, back.total_seconds()):
        new, old = service.receive("timeo.rakoto"), service.receive("timeo.rakoto2", "ent-ecume")
    assert new["IDO"] != old["IDO"]
