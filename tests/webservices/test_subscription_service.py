"""Holds the subscription service, over its real door, to what it does, answers and refuses (facts/gar.md 7.3)."""

from collections.abc import Iterator

import pytest
import requests
from lxml import etree

from broker.transport.outgoing import local_session
from tests.sandbox import Sandbox
from tests.subscription_bodies import NAMESPACE
from tests.webservices.callers import DISTRIBUTOR, P0, code_of
from tests.webservices.distributor import Distributor, new_distributor, new_identifier


@pytest.fixture
def distributor(sandbox: Sandbox) -> Iterator[Distributor]:
    """Return a distributor that has nothing yet."""
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        yield Distributor(sandbox, new_distributor(), session)


@pytest.fixture
def other(sandbox: Sandbox) -> Iterator[Distributor]:
    """Return another distributor."""
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        yield Distributor(sandbox, DISTRIBUTOR, session)


def _message(answer: requests.Response) -> str:
    return etree.fromstring(answer.content).findtext("Message") or ""


def _code(answer: requests.Response) -> str:
    return _message(answer).rpartition("(")[2].split("\u00a0")[0]


def test_a_subscription_is_created_changed_found_and_deleted(distributor: Distributor) -> None:
    one = new_identifier()
    made = distributor.create(one, commentaireAbonnement="essai")
    assert (made.status_code, made.headers["Content-Type"].partition(";")[0]) == (201, "application/xml")
    changed = distributor.call("POST", f"/{one}", distributor.body(one, uaiEtab="", nbLicenceGlobale="30"))
    assert changed.status_code == 200
    found = etree.fromstring(distributor.call("POST", "/abonnements").content)
    (element,) = found
    said = {etree.QName(child).localname: child.text for child in element}
    assert (said["idAbonnement"], said["uaiEtab"], said["nbLicenceGlobale"]) == (one, "9990001A", "30")
    assert "commentaireAbonnement" not in said
    gone = distributor.call("DELETE", f"/{one}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert distributor.identifiers() == []
    assert distributor.identifiers("<aboSuppr>true</aboSuppr>") == [f"_{one}"]


def test_the_same_content_created_again_exists_already(distributor: Distributor, other: Distributor) -> None:
    one = new_identifier()
    assert distributor.create(one).status_code == 201
    for again in (distributor.create(one), other.create(one)):
        assert (again.status_code, _code(again)) == (409, "subscription.exists")
        assert "existe deja" in again.text


def test_an_identifier_is_free_again_once_its_subscription_is_deleted(distributor: Distributor) -> None:
    one = new_identifier()
    for _ in range(2):
        assert distributor.create(one).status_code == 201
        assert distributor.call("DELETE", f"/{one}").status_code == 204
    assert len(distributor.identifiers("<aboSuppr>1</aboSuppr>")) == 2


def test_every_rule_broken_is_said_in_one_answer_and_nothing_is_changed(distributor: Distributor) -> None:
    one = new_identifier()
    wrong = distributor.body(
        one, "\n<nbLicencesEleve>3</nbLicencesEleve>", nbLicenceEleve="3", codeNatureUAI="340", finValidite=""
    )
    answer = distributor.call("PUT", f"/{one}", wrong)
    assert answer.status_code == 400
    assert etree.fromstring(answer.content).findtext("Code") == "Bad Request"
    lines = [line.partition("\u00a0:")[0] for line in _message(answer).splitlines()[1:-1]]
    assert lines == ["INCONNU", "RG1", "RG2", "RG9"]
    assert "<nbLicencesEleve> ≈ nbLicenceEleve (ligne 2)" in _message(answer)
    assert distributor.identifiers() == []


def test_the_directory_says_which_schools_are_primary(distributor: Distributor) -> None:
    meant = ("ELEVE", "DOCUMENTALISTE")
    assert "RG11" in _message(distributor.create(new_identifier(), uaiEtab="9990001X", publicCible=meant))
    assert "RG11" in _message(distributor.create(new_identifier(), uaiEtab="", codeNatureUAI="151", publicCible=meant))
    assert distributor.create(new_identifier(), uaiEtab="9990004A", publicCible=meant).status_code == 201


def test_another_distributors_subscription_is_as_if_it_were_not_there(
    distributor: Distributor, other: Distributor
) -> None:
    one = new_identifier()
    assert other.create(one).status_code == 201
    for method, body in (("POST", distributor.body(one)), ("DELETE", b"")):
        answer = distributor.call(method, f"/{one}", body)
        assert (answer.status_code, _code(answer)) == (404, "subscription.unknown")
        absent = distributor.call(method, f"/{one}x", body.replace(one.encode(), f"{one}x".encode()))
        assert absent.text == answer.text.replace(one, f"{one}x")
    assert distributor.identifiers() == []
    assert one in other.identifiers()


def test_nobody_acts_in_anothers_name(distributor: Distributor, other: Distributor) -> None:
    one = new_identifier()
    answer = distributor.create(one, idDistributeurCom=other.name)
    assert (answer.status_code, _code(answer)) == (403, "subscription.of_another")
    asked = f"<filtre><filtreNom>idDistributeurCom</filtreNom><filtreValeur>{other.name}</filtreValeur></filtre>"
    search = distributor.call("GET", "/abonnements", f'<filtres xmlns="{NAMESPACE}">{asked}</filtres>'.encode())
    assert (search.status_code, _code(search)) == (403, "subscription.of_another")
    assert one not in other.identifiers()


def test_a_search_is_filtered_sorted_and_paged(distributor: Distributor) -> None:
    ones = [new_identifier() for _ in range(3)]
    for one, school, end in zip(ones, ("9990004A", "9990004A", "9990005B"), (2028, 2027, 2029), strict=True):
        assert distributor.create(one, uaiEtab=school, finValidite=f"{end}-01-01T00:00:00").status_code == 201
    first, second, third = ones
    by_school = "<filtre><filtreNom>uaiEtab</filtreNom><filtreValeur>9990004A</filtreValeur></filtre>"
    by_end = "<triPar>finValidite</triPar>"
    after = "<filtreParDate><dateName>finValidite</dateName><dateApres>2027-06-01</dateApres></filtreParDate>"
    assert distributor.identifiers() == ones
    assert distributor.identifiers(by_school) == [first, second]
    assert distributor.identifiers(f"{by_end}<tri>ASC</tri>") == [second, first, third]
    assert distributor.identifiers(f"{by_end}<tri>DSC</tri>") == [third, first, second]
    assert distributor.identifiers(after) == [first, third]
    assert distributor.identifiers(page="?debut=1&fin=2") == [second]
    too_many = distributor.call("GET", "/abonnements?debut=0&fin=5001")
    assert (too_many.status_code, _code(too_many)) == (400, "subscription.page")


@pytest.mark.parametrize(
    "name",
    [
        "idAbonnement",
        "idRessource",
        "typeIdRessource",
        "libelleRessource",
        "debutValidite",
        "finValidite",
        "categorieAffectation",
        "typeAffectation",
        "publicCible",
        "codeProjetRessource",
    ],
)
def test_a_search_is_sorted_by_each_field_of_the_facts(distributor: Distributor, name: str) -> None:
    low, high = sorted((new_identifier(), new_identifier()))
    assert distributor.create(high, libelleRessource="a").status_code == 201
    assert distributor.create(low, libelleRessource="b").status_code == 201
    found = distributor.identifiers(f"<triPar>{name}</triPar><tri>ASC</tri>")
    assert found == ([high, low] if name == "libelleRessource" else [low, high])


def test_json_is_answered_to_who_asks_for_it(distributor: Distributor) -> None:
    one = new_identifier()
    made = distributor.call(
        "PUT", f"/{one}", distributor.body(one), Content_Type="application/xml;charset=utf-8", Accept="application/json"
    )
    assert (made.status_code, made.json()["publicCible"]) == (201, ["ELEVE", "ENSEIGNANT"])
    listed = distributor.call("GET", "/abonnements", Accept="application/json")
    assert [row["idAbonnement"] for row in listed.json()["abonnements"]] == [one]
    wrong = distributor.call("PUT", f"/{one}", b"<a/>", Content_Type="text/xml", Accept="application/json")
    assert (wrong.status_code, code_of(wrong)) == (400, "subscription.document")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/abo-1", 405, "call.method_unknown"),
        ("PATCH", "/abo-1", 405, "call.method_unknown"),
        ("OPTIONS", "/abo-1", 405, "call.method_unknown"),
        ("OPTIONS", "/abonnements", 405, "call.method_unknown"),
        ("PUT", "/etablissements/etablissements.xml", 405, "call.method_unknown"),
        ("GET", "/etablissements", 405, "call.method_unknown"),
        ("GET", "/etablissements/autres.xml", 404, "call.address_unknown"),
        ("PUT", "/abo/1", 404, "call.address_unknown"),
        ("PUT", "/abo-1", 400, "subscription.body_missing"),
        ("POST", "/abo-1", 404, "subscription.unknown"),
        ("DELETE", "/abonnements", 404, "subscription.unknown"),
    ],
)
def test_a_call_that_is_none_is_refused_by_its_code(
    distributor: Distributor, method: str, path: str, status: int, code: str
) -> None:
    body = distributor.body("abo-1") if method == "POST" else b""
    answer = distributor.call(method, path, body, Accept="application/json", Content_Type="application/xml")
    assert (answer.status_code, code_of(answer)) == (status, code)


def test_head_tells_the_headers_of_a_search(distributor: Distributor) -> None:
    answer = distributor.call("HEAD", "/abonnements")
    assert (answer.status_code, answer.content) == (200, b"")
    assert distributor.call("HEAD", "/abo-1").status_code == 405


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
@pytest.mark.parametrize("path", ["/abo-1", "/abonnements"])
def test_a_body_of_another_kind_is_refused(distributor: Distributor, kind: str, path: str) -> None:
    answer = distributor.call("POST" if path == "/abonnements" else "PUT", path, b"a=b", Content_Type=kind)
    assert answer.status_code == 415
    assert "application/xml" in answer.text


def test_the_address_and_the_body_name_the_same_subscription(distributor: Distributor) -> None:
    answer = distributor.call("PUT", f"/{new_identifier()}", distributor.body(new_identifier()))
    assert (answer.status_code, _code(answer)) == (400, "subscription.misaddressed")


def test_reserved_words_are_refused_by_their_rule_and_not_by_the_router(distributor: Distributor) -> None:
    for word, rule in (("abonnements", "RG12"), ("categorie", "RG12"), ("_abo", "RG13")):
        assert f"\n{rule}\u00a0:" in _message(distributor.create(word))


def test_an_identifier_that_needs_encoding_is_one_all_the_same(distributor: Distributor) -> None:
    one = f"été {new_identifier()} +&?"
    address = requests.utils.quote(one, safe="")
    assert distributor.call("PUT", f"/{address}", distributor.body(one)).status_code == 201
    assert distributor.identifiers() == [one]
    assert distributor.call("DELETE", f"/{address}").status_code == 204


def test_a_body_beyond_its_cap_is_refused_in_the_services_own_words(distributor: Distributor) -> None:
    answer = distributor.call("PUT", "/abo-1", b"<a>" + b" " * 1_048_576 + b"</a>")
    assert answer.status_code == 413
    assert etree.fromstring(answer.content).findtext("Code") == "Request Entity Too Large"


def test_a_body_in_pieces_is_read_whole(distributor: Distributor) -> None:
    one = new_identifier()
    body = distributor.body(one)
    pieces = iter((body[:100], body[100:]))
    answer = distributor.call("PUT", f"/{one}", pieces)  # type: ignore[arg-type]  # requests sends it chunked
    assert answer.status_code == 201
    assert distributor.identifiers() == [one]


def test_an_ent_project_is_no_distributor(sandbox: Sandbox) -> None:
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        project = Distributor(sandbox, P0, session)
        for method, path in (
            ("PUT", "/abo-1"),
            ("POST", "/abo-1"),
            ("DELETE", "/abo-1"),
            ("GET", "/abonnements"),
            ("POST", "/abonnements"),
            ("GET", "/etablissements/etablissements.xml"),
        ):
            assert _code(project.call(method, path)) == "client.other_role"


def test_the_list_of_schools_is_the_directorys(distributor: Distributor) -> None:
    answer = distributor.call("GET", "/etablissements/etablissements.xml", Accept="application/json")
    assert answer.headers["Content-Type"].startswith("application/xml")
    names = {"ns": "http://www.atosworldline.com/listEtablissement/v1.0/"}
    schools = etree.fromstring(answer.content).findall("ns:etablissement", names)
    found = {school.findtext("ns:uai", "", names): school for school in schools}
    assert found["9990001X"].findtext("ns:nature_uai", "", names) == "151"
    assert found["9990001X"].findtext("ns:idENT", "", names) == "UDA="


def test_the_index_names_these_calls(distributor: Distributor) -> None:
    index = distributor.call("GET", "/", Accept="application/json").json()
    paths = {call["path"] for call in index["calls"]}
    assert {"/<subscription>", "/abonnements", "/etablissements/etablissements.xml"} <= paths
