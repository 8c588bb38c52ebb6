"""Holds the counts and reports of assignments to what public clients ask and read (facts/gar.md 7.4)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests
from click.testing import CliRunner

from broker.commands.main import main
from broker.core.french_time import in_france
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import Subscription
from broker.core.roles import Holder, Role
from broker.saml.xml_tree import parse
from tests.journeys.own_run import lend_keys
from tests.rights import a_subscription, an_assignment, people, to_person
from tests.sandbox import Sandbox
from tests.webservices.callers import call, code_of, exchange, pair_of
from tests.webservices.distributor import new_distributor, new_identifier

COLLEGE, LYCEE = "9990004A", "9990007D"
HEADER = (
    "UAI;idAbonnement;codeProjetRessource;idRessource;cumulAffectationEleve;"
    "cumulAffectationEnseignant;cumulAffectationDocumentaliste;cumulAffectationAutrePersonnel"
)


class Seller:
    """Be one distributor, with its two certificates."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.name = new_distributor().name

    def ask(self, path: str, role: Role = Role.REPORTS) -> requests.Response:
        return call(self._sandbox, path, cert=pair_of(self._sandbox, Holder(role, self.name)))

    def count(self, query: str) -> requests.Response:
        return self.ask(f"/decompteaffectations{query}", Role.DISTRIBUTOR)

    def listed(self, state: str = "TOUT") -> list[dict[str, object]]:
        answer = self.ask(f"/rapportsAffectation/{self.name}/{state}")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["rapportsAffectation"]
        return found

    def fetch(self, name: object) -> requests.Response:
        return self.ask(f"/GAR-Affectations/{self.name}/{name}")

    def sell(self, **changes: object) -> Subscription:
        """Keep a subscription of its own, valid now."""
        now = self._sandbox.shared.clock.now().replace(microsecond=0)
        times = {"starts": now - timedelta(days=9), "ends": now + timedelta(days=9), "created": now, "modified": now}
        usual = {"distributor": self.name, "schools": frozenset({COLLEGE, LYCEE}), "licences_overall": 99}
        publics = {"audiences": frozenset({Audience.PUPIL, Audience.TEACHER})}
        one = a_subscription(new_identifier(), **{**times, **usual, **publics, **changes})
        self._sandbox.shared.records.subscriptions.create(one)
        return one

    def assign(self, one: Subscription, uai: str, audience: Audience, *names: str) -> None:
        made = an_assignment(new_identifier(), to_person(names[0], audience), subscription=one.id, uai=uai)
        self._sandbox.shared.records.assignments.assign(made, people(*names))


def report_in(answer: requests.Response) -> str:
    """Return the document in a zip."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (name,) = archive.namelist()
        return archive.read(name).decode()


@pytest.fixture
def seller(sandbox: Sandbox) -> Seller:
    return Seller(sandbox)


def test_a_count_has_the_observed_header_and_says_null_where_there_is_no_project(seller: Seller) -> None:
    one = seller.sell()
    seller.assign(one, COLLEGE, Audience.PUPIL, "lou", "max")
    seller.assign(one, COLLEGE, Audience.TEACHER, "ines")
    seller.assign(one, LYCEE, Audience.PUPIL, "zoe")
    answer = seller.count(f"?idAbonnement={one.id}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.text.splitlines() == [
        HEADER,
        f"{COLLEGE};{one.id};null;{one.resource};2;1;0;0",
        f"{LYCEE};{one.id};null;{one.resource};1;0;0;0",
    ]


def test_a_count_by_project_gathers_its_subscriptions_as_the_django_library_reads_them(seller: Seller) -> None:
    for number, name in enumerate(("lou", "max")):
        seller.assign(seller.sell(project_code="P-7"), COLLEGE, Audience.PUPIL, name, f"autre-{number}")
    seller.assign(seller.sell(project_code="P-8"), COLLEGE, Audience.PUPIL, "zoe")
    reader = csv.DictReader(io.StringIO(seller.count("?codeProjetRessource=P-7").text), delimiter=";")
    lines = list(reader)
    assert [line["codeProjetRessource"] for line in lines] == ["P-7", "P-7"]
    assert sum(int(line["cumulAffectationEleve"]) for line in lines) == 4


def test_what_nobody_has_is_counted_by_the_header_alone(seller: Seller) -> None:
    assert seller.count(f"?idAbonnement={seller.sell().id}").text.splitlines() == [HEADER]
    assert seller.count("?codeProjetRessource=P-0").text.splitlines() == [HEADER]


@pytest.mark.parametrize(
    "query",
    ["", "?idAbonnement=", "?idAbonnement=a&codeProjetRessource=b", "?idAbonnement=a&idAbonnement=b", "?autre=a"],
)
def test_a_count_asks_by_exactly_one_of_two(query: str, seller: Seller) -> None:
    answer = seller.count(query)
    assert answer.status_code == 400
    assert "count.one_of_two" in answer.text
    assert ET.fromstring(answer.content).tag == "Erreur"  # noqa: S314 - our own answer


def test_nobody_counts_what_another_sold(seller: Seller, sandbox: Sandbox) -> None:
    other = Seller(sandbox)
    one = other.sell(project_code="P-9")
    other.assign(one, COLLEGE, Audience.PUPIL, "lou")
    answer = seller.count(f"?idAbonnement={one.id}")
    assert (answer.status_code, "subscription.unknown" in answer.text) == (404, True)
    assert seller.count("?codeProjetRessource=P-9").text.splitlines() == [HEADER]


def test_a_list_has_todays_report_and_last_the_whole_one_that_has_no_state(seller: Seller, sandbox: Sandbox) -> None:
    seller.assign(seller.sell(), COLLEGE, Audience.PUPIL, "lou")
    today, whole = seller.listed()
    day = in_france(sandbox.shared.clock.now())
    assert today == {
        "nomRapport": f"GAR-Affectations_{seller.name}_{day:%Y%m%d}.zip",
        "dateCreation": f"{day:%d/%m/%Y}",
        "taille": len(seller.fetch(today["nomRapport"]).content),
        "statut": "NON_PRIS_EN_COMPTE",
    }
    assert set(whole) == {"nomRapport", "dateCreation", "taille"}


def test_a_report_that_was_fetched_is_taken_into_account(seller: Seller) -> None:
    (today, whole), name = seller.listed("NON_PRIS_EN_COMPTE"), "nomRapport"
    assert [one[name] for one in seller.listed("PRIS_EN_COMPTE")] == [whole[name]]
    assert seller.fetch(whole[name]).status_code == 200
    assert len(seller.listed("NON_PRIS_EN_COMPTE")) == 2, "the whole one settles nothing"
    assert seller.fetch(today[name]).status_code == 200
    assert [one[name] for one in seller.listed("NON_PRIS_EN_COMPTE")] == [whole[name]]
    assert [one.get("statut") for one in seller.listed("PRIS_EN_COMPTE")] == ["PRIS_EN_COMPTE", None]


def test_the_php_bundle_reads_the_whole_report(seller: Seller, tmp_path: Path) -> None:
    """It takes the last of the list, whatever the state, unpacks it, and counts the assignments of each school."""
    one = seller.sell(resource="ark:/77777/atlas", label="Atlas des marées")
    other = seller.sell(resource="ark:/77777/globe")
    seller.assign(one, COLLEGE, Audience.PUPIL, "lou", "max")
    seller.assign(one, LYCEE, Audience.TEACHER, "ines")
    seller.assign(other, COLLEGE, Audience.PUPIL, "zoe")
    reports = seller.listed("PRIS_EN_COMPTE")
    identifier = str(reports[len(reports) - 1]["nomRapport"])
    packed = tmp_path / identifier
    packed.write_bytes(seller.fetch(identifier).content)
    with zipfile.ZipFile(packed) as archive:
        first = archive.namelist()[0]
        archive.extractall(tmp_path)
    tree = ET.parse(tmp_path / first)  # noqa: S314 - our own answer
    found = [
        (resource.attrib["idRessource"], subscription.attrib["idAbonnement"], school.attrib["UAI"])
        for resource in tree.iterfind(".//GARRessource")
        for subscription in resource.iterfind("GARAbonnement")
        for school in subscription.iterfind("GAREtablissement")
    ]
    assert found == [
        (one.resource, one.id, COLLEGE),
        (one.resource, one.id, LYCEE),
        (other.resource, other.id, COLLEGE),
    ]
    titles = [element.attrib["titreRessource"] for element in tree.iterfind(".//GARRessource")]
    assert titles == ["Atlas des marées", other.resource]
    ends = {element.attrib["finValidite"] for element in tree.iterfind(".//GARAbonnement")}
    assert ends == {f"{in_france(one.last_moment):%Y-%m-%d}"}
    counted = [
        [assigned.attrib for assigned in school.iterfind("Affectation")]
        for school in tree.iterfind(".//GAREtablissement")
    ]
    pupil, teacher = {"publicCible": "ELEVE"}, {"publicCible": "ENSEIGNANT"}
    assert counted == [[pupil, pupil], [teacher], [pupil]]


def test_what_reports_and_counts_tell_names_nobody(seller: Seller) -> None:
    one = seller.sell()
    seller.assign(one, COLLEGE, Audience.PUPIL, "quelquun")
    (today, _) = seller.listed()
    told = report_in(seller.fetch(today["nomRapport"]))
    assert one.id in told
    assert "quelquun" not in told + seller.count(f"?idAbonnement={one.id}").text


@pytest.fixture
def moved(sandbox: Sandbox) -> Iterator[Sandbox]:
    yield sandbox
    sandbox.clock.shift = timedelta()


def test_a_report_says_what_was_so_on_its_day(moved: Sandbox) -> None:
    seller = Seller(moved)
    one = seller.sell()
    seller.assign(one, COLLEGE, Audience.PUPIL, "lou")
    (first, _) = seller.listed()
    seller.assign(one, LYCEE, Audience.PUPIL, "max")
    moved.clock.shift += timedelta(days=1)
    (again, second, _) = seller.listed()
    assert again == first
    assert int(str(second["taille"])) > 0
    texts = [report_in(seller.fetch(report["nomRapport"])) for report in (first, second)]
    assert [LYCEE in text for text in texts] == [False, True]


@pytest.mark.parametrize(
    "path", ["/rapportsAffectation/{}/TOUT", "/rapportsAffectation/{}/x", "/GAR-Affectations/{}/{}"]
)
def test_the_reports_of_another_are_refused_as_those_of_nobody(path: str, seller: Seller, sandbox: Sandbox) -> None:
    other = Seller(sandbox)
    name = other.listed()[0]["nomRapport"]
    there, nowhere = (seller.ask(path.format(who, name)) for who in (other.name, "777777777_0000000000000000"))
    assert (there.status_code, code_of(there)) == (404, "report.distributor_unknown")
    assert there.json() == nowhere.json()
    assert [one["statut"] for one in other.listed()[:-1]] == ["NON_PRIS_EN_COMPTE"]


def test_the_name_of_anothers_report_is_no_name_of_ones_own(seller: Seller, sandbox: Sandbox) -> None:
    answer = seller.fetch(Seller(sandbox).listed()[0]["nomRapport"])
    assert (answer.status_code, code_of(answer)) == (404, "report.unknown")


@pytest.mark.parametrize(
    "name", ["..", "..%2f..%2fpreau.toml", "%2fetc%2fpasswd", "..%5cx.zip", "x%00.zip", "%2e%2e", "*", "%25"]
)
def test_a_name_leads_nowhere_but_to_a_report(name: str, seller: Seller, sandbox: Sandbox) -> None:
    """Sent as it stands: the library would tidy dots away."""
    path = f"/GAR-Affectations/{seller.name}/{name}"
    holder = Holder(Role.REPORTS, seller.name)
    octets = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    answer = exchange(sandbox, octets, holder=holder)
    assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), answer[:200]
    assert b"PK" not in answer


def test_a_head_takes_no_report_into_account(seller: Seller, sandbox: Sandbox) -> None:
    name, holder = seller.listed()[0]["nomRapport"], Holder(Role.REPORTS, seller.name)
    answer = call(sandbox, f"/GAR-Affectations/{seller.name}/{name}", cert=pair_of(sandbox, holder), method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert seller.listed()[0]["statut"] == "NON_PRIS_EN_COMPTE"


def test_what_a_distributor_writes_stays_text_in_a_report(seller: Seller) -> None:
    """A label is no markup, and the document has no DTD: our own parser, which takes none, reads it."""
    label = '"><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;\x01<GARRessource idRessource=\''
    one = seller.sell(resource="ark:/77777/sans-notice", label=label)
    seller.assign(one, COLLEGE, Audience.PUPIL, "lou")
    root = parse(report_in(seller.fetch(seller.listed()[-1]["nomRapport"])).encode(), 100_000)
    (resource,) = root
    assert resource.attrib["titreRessource"] == label.replace("\x01", "")


def test_a_state_or_a_report_that_is_none_is_told(seller: Seller) -> None:
    answer = seller.ask(f"/rapportsAffectation/{seller.name}/tout")
    assert (answer.status_code, code_of(answer)) == (400, "report.state_unknown")
    answer = seller.fetch("GAR-Affectations_20200101.zip")
    assert (answer.status_code, code_of(answer)) == (404, "report.unknown")


def test_the_command_makes_what_the_first_call_of_the_day_would(seller: Seller, sandbox: Sandbox) -> None:
    words = ["reports", "make", "--json", "--distributor", seller.name, "--workspace", str(sandbox.workspace.root)]
    seller.assign(seller.sell(), COLLEGE, Audience.PUPIL, "lou")
    made = [CliRunner().invoke(main, words) for _ in range(2)]
    assert [answer.exit_code for answer in made] == [0, 0], made[0].output
    (row,) = json.loads(made[0].stdout)
    assert made[0].stdout == made[1].stdout, "once a day"
    assert (row["name"], row["size"]) == (seller.listed()[0]["nomRapport"], seller.listed()[0]["taille"])


def test_the_command_makes_reports_of_all_who_have_a_certificate_for_them(seller: Seller, sandbox: Sandbox) -> None:
    pair_of(sandbox, Holder(Role.REPORTS, seller.name))
    answer = CliRunner().invoke(main, ["reports", "make", "--workspace", str(sandbox.workspace.root)])
    names = [line.split("\t")[0] for line in answer.output.splitlines()]
    assert seller.listed()[0]["nomRapport"] in names
    assert len(names) >= 3, "those of the shipped distributors too"


def test_the_command_takes_no_name_that_is_none(tmp_path: Path) -> None:
    words = ["reports", "make", "--distributor", "../../x", "--workspace", str(tmp_path)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert "SIREN_ISNI" in answer.output
    assert list(tmp_path.iterdir()) == []


def test_without_a_certificate_for_reports_the_command_says_what_to_do(sandbox: Sandbox, tmp_path: Path) -> None:
    lend_keys(tmp_path, sandbox)
    answer = CliRunner().invoke(main, ["reports", "make", "--workspace", str(tmp_path)])
    assert (answer.exit_code, "preau certificates make --reports" in answer.output) == (0, True)
