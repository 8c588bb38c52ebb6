"""Retention is planned and applied by the command and on the console; only an operator applies it."""

import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from broker.commands.retention import retention
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import NOON
from tests.console import HERE, Console
from tests.rights import a_subscription, searched


def _rows(folder: Path, *words: str) -> dict[str, dict[str, object]]:
    printed = CliRunner().invoke(retention, [*words, "--json", "--workspace", str(folder)])
    assert printed.exit_code == 0, printed.output
    return {row["kind"]: row for row in json.loads(printed.stdout)["kinds"]}


def _with_an_old_subscription(folder: Path) -> Records:
    records = Records(RecordsSettings(), folder)
    records.subscriptions.create(
        a_subscription("old", starts=NOON - timedelta(2000), ends=NOON - timedelta(1900), modified=NOON)
    )
    return records


def test_the_command_plans_then_applies(keyed_path: Path) -> None:
    _with_an_old_subscription(keyed_path).close()
    assert _rows(keyed_path)["subscriptions"]["rows_over"] == 1
    assert _rows(keyed_path, "--apply")["subscriptions"]["rows_over"] == 1
    after = _rows(keyed_path)["subscriptions"]
    assert (after["rows_over"], after["archives_kept"]) == (0, 1)
    text = CliRunner().invoke(retention, ["--workspace", str(keyed_path)]).stdout
    assert "subscriptions, with their assignments and licences, since they ended" in text


def test_only_an_operator_applies_it_on_the_console(keyed_path: Path) -> None:
    console = Console(keyed_path, HERE)
    records = _with_an_old_subscription(keyed_path)
    reviewer, operator = console.browser(), console.browser()
    console.take(reviewer, {"role": "reviewer", "name": ""})
    console.take(operator, {"role": "operator", "name": ""})
    page = console.get(reviewer, "/review/retention").text
    assert "1 lignes" in page
    assert "Archiver et détruire" not in page
    assert console.post(reviewer, "/review/retention").status_code == 403
    assert "old" in searched(records)
    assert "Archiver et détruire" in console.get(operator, "/review/retention").text
    assert console.post(operator, "/review/retention").status_code == 303
    assert "old" not in searched(records)
    records.close()
