"""The register of processing is the same on the page, as files and on the command line, and for reviewers only."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from broker.commands.register import register
from tests.console import HERE, Console
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox


@pytest.fixture(scope="module")
def console(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Console:
    folder = tmp_path_factory.mktemp("register")
    lend_keys(folder, sandbox)
    return Console(folder, HERE)


def test_nobody_else_reads_the_register(console: Console) -> None:
    browser = console.browser()
    for form in ("", ".csv", ".json"):
        assert "/roles?" in console.get(browser, f"/review/register{form}").headers["Location"]


def test_the_page_lists_every_contract_and_shows_one_whole(console: Console) -> None:
    browser = console.browser()
    console.take(browser, {"role": "reviewer", "name": ""})
    page = console.get(browser, "/review/register").text
    contracts = console.shared.contracts.all("gar")
    assert page.count("contract=") == len(contracts)
    one = console.get(browser, "/review/register?issuer=gar&contract=atelier").text
    assert "Ranger les travaux par classe." in one
    assert "Délégué à la protection des données" in one
    whole = console.get(browser, "/review/register?issuer=gar&whole=1").text
    assert all(contract.provider.identifier in whole for contract in contracts)


def test_the_files_say_what_the_command_prints(console: Console, keyed_path: Path) -> None:
    browser = console.browser()
    console.take(browser, {"role": "reviewer", "name": ""})
    document = json.loads(console.get(browser, "/review/register.json?issuer=").text)
    printed = CliRunner().invoke(register, ["--json", "--workspace", str(keyed_path)])
    assert printed.exit_code == 0
    kept = {(one["issuer"], one["contract"]): one for one in json.loads(printed.stdout)["processing"]}
    assert {(one["issuer"], one["contract"]): one["data"] for one in document["processing"]} == {
        name: one["data"] for name, one in kept.items()
    }
    sheet = list(csv.reader(io.StringIO(console.get(browser, "/review/register.csv?issuer=").text), delimiter=";"))
    attributes = sum(len(part["attributes"]) for one in document["processing"] for part in one["data"])
    assert len(sheet) == 1 + attributes


def test_an_unknown_issuer_is_told_which_there_are(keyed_path: Path) -> None:
    printed = CliRunner().invoke(register, ["--issuer", "gra", "--workspace", str(keyed_path)])
    assert printed.exit_code != 0
    assert "gar" in printed.output
