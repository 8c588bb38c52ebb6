"""The pages of the matrix and of lineages, as a reviewer meets them; and the two commands that say the same."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from lxml import etree

from broker.commands.lineage import lineage
from broker.commands.matrix import matrix
from broker.definitions.workspace import DATA
from tests.console import HERE, Console
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

_MATRIX, _LINEAGE = "/review/matrix", "/review/lineage"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Console:
    folder: Path = tmp_path_factory.mktemp("review")
    lend_keys(folder, sandbox)
    return Console(folder, HERE)


@pytest.fixture(scope="module")
def reviewer(console: Console) -> FlaskClient:
    browser = console.browser("127.0.0.1")
    assert console.take(browser, {"role": "reviewer"}).status_code == 303
    return browser


def _page(console: Console, reviewer: FlaskClient, path: str) -> str:
    answer = console.get(reviewer, path)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("path", [_MATRIX, f"{_MATRIX}.csv", f"{_MATRIX}.json", _LINEAGE])
def test_nobody_else_comes_to_them(console: Console, path: str) -> None:
    answer = console.get(console.browser("127.0.0.1"), path)
    assert answer.status_code != 200


def test_the_review_leads_to_both(console: Console, reviewer: FlaskClient) -> None:
    home = _page(console, reviewer, "/review")
    assert f'href="{_MATRIX}"' in home
    assert f'href="{_LINEAGE}"' in home


def test_the_matrix_shows_the_hubs_resources_and_every_issuers_where_asked(
    console: Console, reviewer: FlaskClient
) -> None:
    own, every = _page(console, reviewer, _MATRIX), _page(console, reviewer, f"{_MATRIX}?issuer=*")
    assert "/resources/atelier" in own
    assert "/resources/boussole" not in own
    assert "/resources/boussole" in every


@pytest.mark.parametrize("query", ["", "?issuer=*", "?resource=studio", "?only=withheld"])
def test_the_matrix_stays_light(console: Console, reviewer: FlaskClient, query: str) -> None:
    sheet = Path(__file__).parents[2] / "broker" / "web" / "static"
    besides = sum((sheet / name).stat().st_size for name in ("preau.css", "preau.svg"))
    assert len(_page(console, reviewer, f"{_MATRIX}{query}").encode()) + besides < 61_440


def test_the_matrix_of_fifty_resources_stays_light(keyed_path: Path) -> None:
    folder = keyed_path / "contracts"
    folder.mkdir(exist_ok=True)
    model = (DATA / "contracts" / "studio.toml").read_text(encoding="utf-8")
    for rank in range(24):
        (folder / f"studio-{rank}.toml").write_text(model.replace("studio", f"studio-{rank}"), encoding="utf-8")
    console = Console(keyed_path, HERE)
    browser = console.browser("127.0.0.1")
    console.take(browser, {"role": "reviewer"})
    page = _page(console, browser, _MATRIX)
    assert page.count('scope="rowgroup"') == 52
    assert len(page.encode()) < 48_000


def test_a_resource_alone_says_why_in_words(console: Console, reviewer: FlaskClient) -> None:
    page = _page(console, reviewer, f"{_MATRIX}?resource=herbier&lang=en")
    assert "nobody of this profile ever has one" in page
    assert "The contract does not name:" in page
    assert "the contract does not cover this profile" in page


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("profile=National_tut", "/resources/carnet", "IDC"),
        ("attribute=P_MEL", "/resources/studio", ">IDO<"),
        ("category=contact&only=released", "/resources/studio", "/resources/atelier"),
        ("provider=nobody", 'class="empty"', "/resources/atelier"),
        ("only=withheld&resource=studio", "(CIV)", ">IDO*<"),
    ],
)
def test_the_filters_narrow_the_matrix(
    console: Console, reviewer: FlaskClient, query: str, there: str, absent: str
) -> None:
    main = _page(console, reviewer, f"{_MATRIX}?{query}").partition('id="legend-title"')[2].partition("</dl>")[2]
    assert there in main
    assert absent not in main


def test_csv_json_and_the_commands_say_the_same(console: Console, reviewer: FlaskClient) -> None:
    query = "?resource=studio&lang=en"
    cells = json.loads(_page(console, reviewer, f"{_MATRIX}.json{query}"))["cells"]
    lines = [*csv.DictReader(io.StringIO(_page(console, reviewer, f"{_MATRIX}.csv{query}")), delimiter=";")]
    assert [(line["profile"], line["attribute"], line["answer"]) for line in lines] == [
        (cell["profile"], cell["attribute"], cell["answer"]) for cell in cells
    ]
    printed = _call(console, matrix, "--resource", "studio", "--json")
    assert json.loads(printed.stdout)["cells"] == cells
    assert {cell["answer"] for cell in cells} >= {"released", "refused", "not_in_contract"}


def test_the_matrix_is_printed_for_people_and_as_csv(console: Console) -> None:
    assert "IDO* UAI* PRO*" in _call(console, matrix, "--resource", "atelier").stdout
    lines = _call(console, matrix, "--attribute", "NOM", "--only", "released", "--csv").stdout.splitlines()
    assert lines[0].startswith("issuer;resource;contract;version")
    assert all(";NOM;" in line for line in lines[1:])


def test_names_that_nobody_knows_are_told_apart_from_nothing(console: Console) -> None:
    assert _call(console, matrix, "--issuer", "nobody").exit_code == 2
    assert _call(console, matrix, "--attribute", "NOBODY").exit_code == 2
    assert _call(console, matrix, "--resource", "nobody").exit_code == 1
    assert _call(console, lineage, "--source", "nobody").exit_code == 1
    unknown = _call(console, lineage, "--resource", "nobody")
    assert unknown.exit_code == 1
    assert "resource.unknown" in unknown.stderr


def test_a_resource_is_followed_to_the_names_it_reads(console: Console, reviewer: FlaskClient) -> None:
    page = _page(console, reviewer, f"{_LINEAGE}?resource=atelier")
    for word in ("ENTEleveClasses", "ENTStructureClasses", "code##", "AttributeStatement", "NameID"):
        assert word in page
    assert page.count("<svg") == 1


def test_a_contract_that_is_not_in_force_is_followed_and_said_to_be_so(console: Console, reviewer: FlaskClient) -> None:
    page = _page(console, reviewer, f"{_LINEAGE}?resource=contrat-echu&lang=en")
    assert "Nothing leaves today." in page
    assert "ENTPersonGARIdentifiant" in page


@pytest.mark.parametrize("query", ["source=sn", "source=academie:FrEduRne", "attribute=NOM", "source=preauIdENT"])
def test_a_source_and_an_attribute_are_followed(console: Console, reviewer: FlaskClient, query: str) -> None:
    page = _page(console, reviewer, f"{_LINEAGE}?{query}")
    assert "<svg" in page
    assert f"{_LINEAGE}?resource=" in page
    assert len(page.encode()) < 60_000


def test_the_page_of_choice_lists_what_can_leave_and_what_cannot(console: Console, reviewer: FlaskClient) -> None:
    page = _page(console, reviewer, _LINEAGE)
    can, _, cannot = page.partition('id="silent-title"')
    assert "source=sdet%3Asn" in can
    assert "source=sdet%3AENTEleveINE" in cannot


def test_an_unknown_resource_is_refused(console: Console, reviewer: FlaskClient) -> None:
    for path in (f"{_LINEAGE}?resource=nobody", f"{_LINEAGE}.svg", f"{_LINEAGE}.json"):
        assert console.get(reviewer, path).status_code == 404


def test_the_files_are_those_of_the_command(console: Console, reviewer: FlaskClient, tmp_path: Path) -> None:
    query = "?resource=atelier&lang=en"
    document = json.loads(_page(console, reviewer, f"{_LINEAGE}.json{query}"))
    assert json.loads(_call(console, lineage, "--resource", "atelier", "--json").stdout) == document
    out = tmp_path / "atelier.svg"
    assert _call(console, lineage, "--resource", "atelier", "--svg", str(out)).exit_code == 0
    assert out.read_text() == _page(console, reviewer, f"{_LINEAGE}.svg{query}")
    assert etree.fromstring(out.read_bytes()).tag.endswith("svg")


def test_a_lineage_is_complete_as_data(console: Console) -> None:
    [family_name] = json.loads(_call(console, lineage, "--resource", "studio", "--attribute", "NOM", "--json").stdout)[
        "lineages"
    ]
    assert family_name["sources"] == [{"kind": "directory", "origin": "sdet", "holder": "person", "name": "sn"}]
    assert family_name["traced"] == [{"source": "sn", "transformation": "as it is"}]
    assert family_name["clause"]["ruling"] == "approved"
    assert {one["protocol"] for one in family_name["carried"]} == {"saml"}


def test_the_command_prints_sources_and_ways(console: Console) -> None:
    listed = _call(console, lineage).stdout
    assert "leaves\tsn\tdirectory sdet" in listed
    assert "reaches nobody\tENTEleveINE\tdirectory sdet" in listed
    data = json.loads(_call(console, lineage, "--json").stdout)
    assert {"kind": "directory", "origin": "sdet", "holder": "person", "name": "ENTEleveINE"} in data["silent"]
    assert "orientation" in re.sub(r"\s", "", _call(console, lineage, "--source", "academic:fredurne").stdout)


def test_the_page_of_a_resource_leads_to_both(console: Console) -> None:
    page = console.get(console.browser("127.0.0.1"), "/resources/atelier").text
    assert f"{_LINEAGE}?resource=atelier" in page
    assert f"{_MATRIX}?issuer=gar&amp;resource=atelier" in page


def _call(console: Console, command: object, *words: str) -> Result:
    where = ["--workspace", str(console.shared.workspace.root)]
    return CliRunner().invoke(command, [*words, *where])  # type: ignore[arg-type]
