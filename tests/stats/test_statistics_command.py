"""`preau statistics` prints what the page shows, as text, JSON and CSV."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broker.commands.statistics import statistics
from broker.core.rights.access import Door
from broker.core.rights.audience import Audience
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

CARNET, SCHOOL = "ark:/77777/carnet-de-bord", "9990004A"


@pytest.fixture(scope="module")
def workspace(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("statistics")
    lend_keys(folder, sandbox)
    records = Records(RecordsSettings(), folder)
    for audience, accesses in ((Audience.PUPIL, 9), (Audience.TEACHER, 3), (None, 4)):
        for _ in range(accesses):
            records.access_counts.count_access(Door(CARNET, SCHOOL, "P0", audience), date(2026, 11, 30))
    records.close()
    return folder


def run(workspace: Path, *words: str) -> Result:
    return CliRunner().invoke(statistics, [*words, "--period", "2026-2027", "--workspace", str(workspace)])


def test_json_holds_the_total_and_every_table(workspace: Path) -> None:
    document = json.loads(run(workspace, "--json", "--by", "day").stdout)
    tables = {table["by"]: table["rows"] for table in document["tables"]}
    assert document["total"] == 14  # 9, and 3 + 4 as one packet of 5
    assert tables["day"] == [{"value": "2026-11-30", "title": "30 novembre 2026", "accesses": 14}]
    assert tables["school"] == [{"value": SCHOOL, "title": "Collège des Quatre-Vents", "accesses": 14}]
    assert tables["public"] == [{"value": "ELEVE", "title": "Élève", "accesses": 9}]


def test_csv_says_the_same_as_json(workspace: Path) -> None:
    document = json.loads(run(workspace, "--json").stdout)
    rows = list(csv.reader(io.StringIO(run(workspace, "--csv").stdout), delimiter=";"))
    assert rows[:2] == [["groupement", "valeur", "libelle", "acces"], ["total", "", "", "14"]]
    assert rows[2:] == [
        [table["by"], row["value"], row["title"], str(row["accesses"])]
        for table in document["tables"]
        for row in table["rows"]
    ]


def test_text_says_what_may_be_missing(workspace: Path) -> None:
    said = run(workspace, "--only", "public=ELEVE").stdout
    assert "accesses: 9" in said
    assert "short by up to 4" in said


def test_too_few_are_not_shown(workspace: Path) -> None:
    assert "fewer than 5, not shown" in run(workspace, "--only", "public=ENSEIGNANT").stdout
    assert json.loads(run(workspace, "--only", "public=ENSEIGNANT", "--json").stdout)["total"] is None


@pytest.mark.parametrize("only", ["pupil=1", "public", "=ELEVE"])
def test_a_filter_that_is_none_is_a_usage_error(workspace: Path, only: str) -> None:
    assert run(workspace, "--only", only).exit_code == 2


def test_a_filter_whose_value_cannot_be_is_refused_with_its_code(workspace: Path) -> None:
    found = run(workspace, "--only", "public=PARENT")
    assert found.exit_code == 1
    assert "parameter.malformed" in found.output
