"""Holds the list of resources, as an ENT asks for it over mutual TLS, to what was observed (facts/gar.md 7.1, 7.2)."""

import base64
import gzip
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from lxml import etree

from broker.core.identity import Identity
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.roles import Holder, Role
from broker.webservices.call_log import CallLog
from tests.rights import DISTRIBUTOR as OWNER
from tests.sandbox import Sandbox
from tests.webservices.callers import DISTRIBUTOR, P0, call, code_of, pair_of
from tests.webservices.test_catalogue_body import NS
from tests.webservices.test_list_bodies import FIELDS

P1 = Holder(Role.ENT, "P1")
HERBIER, DAUGHTER, MOTHER = "ark:/77777/herbier", "ark:/77777/marees-lecture", "ark:/77777/collection-marees"
COLLEGE = "9990004A"
NAME = "LIST-OVER-TLS"


@pytest.fixture(scope="module")
def subscribed(sandbox: Sandbox) -> Iterator[Sandbox]:
    """Let the collège open two resources while this module runs: one by itself, one by its family."""
    now, kept = sandbox.clock.now(), sandbox.shared.records.subscriptions
    subscription = Subscription(
        id=f"{NAME}-1",
        distributor=OWNER,
        resource=HERBIER,
        starts=now - timedelta(days=1),
        ends=now + timedelta(days=30),
        audiences=frozenset(Audience),
        kind=AssignmentKind.SCHOOL,
        created=now,
        modified=now,
        schools=frozenset({COLLEGE}),
        licences_overall=UNLIMITED,
    )
    made = (subscription, replace(subscription, id=f"{NAME}-2", resource=MOTHER))
    kept.create_all(made)
    yield sandbox
    for one in made:
        kept.delete(one.id, OWNER, now)


def pupil_of(sandbox: Sandbox) -> Identity:
    found = sandbox.shared.directory.find_person("login", "ibrahima.le-goff", "P0")
    assert found is not None
    return found


def path_of(sandbox: Sandbox, project: str = "P0", uai: str = COLLEGE) -> str:
    return f"/ressources/{project}/{uai}/{pupil_of(sandbox).key.identifier}"


def as_p0(sandbox: Sandbox, path: str, accept: str = "application/json") -> requests.Response:
    return call(sandbox, path, cert=pair_of(sandbox, P0), headers={"Accept": accept})


def test_the_json_list_holds_what_the_person_may_open_with_every_field(subscribed: Sandbox) -> None:
    answer = as_p0(subscribed, path_of(subscribed))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    resources = {one["idRessource"]: one for one in answer.json()["listeRessources"]["ressource"]}
    assert HERBIER in resources
    assert all(list(one) == FIELDS for one in resources.values())
    uai = base64.b64encode(COLLEGE.encode()).decode()
    assert resources[HERBIER]["urlAccesRessource"] == (
        f"{subscribed.home}/domaineGar?idENT=UDA=&idEtab={uai}&idRessource={HERBIER}"
    )


def test_the_xml_list_holds_the_same(subscribed: Sandbox) -> None:
    answer = as_p0(subscribed, path_of(subscribed), "application/xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    in_json = as_p0(subscribed, path_of(subscribed)).json()["listeRessources"]["ressource"]
    root = etree.fromstring(answer.content)
    assert root.tag == "listeRessources"
    assert [one.findtext("idRessource") for one in root] == [one["idRessource"] for one in in_json]
    assert [one.findtext("urlAccesRessource") for one in root] == [one["urlAccesRessource"] for one in in_json]


def test_the_list_comes_packed_for_who_asks(subscribed: Sandbox) -> None:
    headers = {"Accept-Encoding": "gzip", "Accept": "application/json"}
    answer = call(subscribed, path_of(subscribed), cert=pair_of(subscribed, P0), headers=headers, stream=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "listeRessources" in json.loads(gzip.decompress(answer.raw.read()))


@pytest.mark.parametrize("written", ["P0", "UDA=", "UDA", "UDA%3D"])
def test_the_project_is_written_plainly_or_in_base64(subscribed: Sandbox, written: str) -> None:
    assert as_p0(subscribed, path_of(subscribed, written)).status_code == 200


@pytest.mark.parametrize("written", ["P1", "UDE=", "p0", "EG"])
def test_a_project_that_is_not_the_certificates_is_refused(subscribed: Sandbox, written: str) -> None:
    answer = as_p0(subscribed, path_of(subscribed, written))
    assert (answer.status_code, code_of(answer)) == (403, "list.other_project")


def test_a_project_lists_its_own_people_only(subscribed: Sandbox) -> None:
    answer = call(subscribed, path_of(subscribed, "P1", "9990005B"), cert=pair_of(subscribed, P1))
    assert (answer.status_code, code_of(answer)) == (400, "list.person_unknown")


@pytest.mark.parametrize("uai", ["9999998Z", "9990005B", "x", "ibrahima.le-goff"])
def test_a_school_that_is_not_the_projects_is_not_found_in_the_words_observed(subscribed: Sandbox, uai: str) -> None:
    answer = as_p0(subscribed, path_of(subscribed, uai=uai))
    error = answer.json()["Erreur"]
    assert (answer.status_code, error["Code"]) == (400, "Bad Request")
    assert error["Message"].startswith("Établissement non trouvé")
    assert error["Resource"].startswith("ressources/P0/")


def test_a_person_of_another_school_is_told_as_one_who_is_nowhere(subscribed: Sandbox) -> None:
    elsewhere = as_p0(subscribed, path_of(subscribed, uai="9990008E"))
    nowhere = as_p0(subscribed, "/ressources/P0/9990008E/nobody-at-all")
    assert (elsewhere.status_code, code_of(elsewhere)) == (400, "list.person_unknown")
    assert elsewhere.json() == nowhere.json()


def test_no_answer_log_or_call_kept_repeats_the_persons_identifier(
    subscribed: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    identifier = pupil_of(subscribed).key.identifier
    paths = (path_of(subscribed, uai="9999998Z"), path_of(subscribed, "P1"), path_of(subscribed).replace("res", "rez"))
    with caplog.at_level(logging.DEBUG, "preau"):
        answers = [as_p0(subscribed, path, accept) for path in paths for accept in ("application/json", "text/xml")]
        answers += [as_p0(subscribed, path_of(subscribed)), as_p0(subscribed, f"{path_of(subscribed)}/more")]
    assert all(identifier not in answer.text for answer in answers)
    assert identifier not in caplog.text
    assert identifier not in str(CallLog(subscribed.shared.store).latest(P0))


def test_a_distributor_lists_nobodys_resources_but_reads_the_catalogue(subscribed: Sandbox) -> None:
    refused = call(subscribed, path_of(subscribed), cert=pair_of(subscribed, DISTRIBUTOR))
    assert (refused.status_code, code_of(refused)) == (403, "client.other_role")
    assert call(subscribed, "/ressourcesDiffusables", cert=pair_of(subscribed, DISTRIBUTOR)).status_code == 200


def test_the_catalogue_holds_families_and_what_no_list_shows(subscribed: Sandbox) -> None:
    answer = as_p0(subscribed, "/ressourcesDiffusables", "application/json")
    assert answer.headers["Content-Type"].startswith("application/xml")
    found = {one.findtext(f"{NS}idRessource"): one for one in etree.fromstring(answer.content)[1:]}
    assert found[MOTHER].findtext(f"{NS}mereFamille") == "true"
    assert found[DAUGHTER].findtext(f"{NS}membreFamille") == MOTHER
    assert found["ark:/77777/en-preparation"].findtext(f"{NS}affichable") == "false"
    assert found["ark:/77777/retiree"].findtext(f"{NS}diffusable") == "false"
    assert "urn:preau:edugar" not in found
