"""Owns what the console's roles open where others than this machine reach it: by codes, and nothing without."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from broker.commands.main import main
from broker.console.role_pages import code_of
from broker.core.contract import Contract
from broker.core.roles import CONSOLE_ROLES, Holder, Role
from broker.core.sentence import Sentence
from broker.core.trace import Outcome, Sent, TraceSummary
from broker.definitions.shipped_clients import DISTRIBUTORS
from broker.definitions.workspace import DATA
from broker.issuer_pages import make_role_desk
from broker.stores.trace_book import StoredTraceBook
from tests.console import BEYOND, HERE, Console, Row
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox

NAME = DISTRIBUTORS[0].identifier
TRACES = ("/journeys", "/journeys/x")
FORM = "/resources/new"


def codes_of(folder: Path, url: str) -> dict[str, Row]:
    """Return what `preau roles` prints, by role; of distributors the first that is shipped."""
    settings = folder / "preau.toml"
    settings.write_text(f'[issuers.gar]\nurl = "{url}"\n', encoding="utf-8")
    words = ["roles", "--json", "--settings", str(settings), "--workspace", str(folder)]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0, answer.output
    rows: list[Row] = json.loads(answer.stdout)
    return {str(row["role"]): row for row in rows if row["role"] != Role.DISTRIBUTOR or row["name"] == NAME}


@pytest.fixture(scope="module")
def workspace(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roles")
    lend_keys(folder, sandbox)
    return folder


@pytest.fixture(scope="module")
def here(workspace: Path) -> Console:
    """Return the console where this machine alone reaches it."""
    return Console(workspace, HERE)


@pytest.fixture(scope="module")
def console(workspace: Path) -> Console:
    """Return the console where others reach it."""
    return Console(workspace, BEYOND)


@pytest.fixture(scope="module")
def codes(workspace: Path) -> dict[str, Row]:
    """Return what opens each role there."""
    return codes_of(workspace, BEYOND)


def is_sent_to_roles(answer: TestResponse) -> bool:
    return answer.status_code == 303 and answer.headers["Location"].startswith("/roles?")


@pytest.mark.parametrize("path", TRACES)
def test_traces_are_open_to_a_visitor_on_this_machine_only(path: str, here: Console, console: Console) -> None:
    assert not is_sent_to_roles(here.get(here.browser(), path))
    assert is_sent_to_roles(console.get(console.browser(), path))


@pytest.mark.parametrize("role", CONSOLE_ROLES)
def test_by_its_code_a_role_opens_the_traces_that_are_its_work(
    role: Role, console: Console, codes: dict[str, Row]
) -> None:
    browser = console.browser()
    assert console.take(browser, codes[role]).status_code == 303
    answer = console.get(browser, "/journeys")
    assert (answer.status_code == 200) == (role is not Role.DISTRIBUTOR)


def test_the_home_page_lists_no_journey_to_whoever_may_not_read_them(console: Console, codes: dict[str, Row]) -> None:
    browser = console.browser()
    assert "les parcours s’y lisent avec un rôle" in console.get(browser, "/").text
    console.take(browser, codes[Role.OPERATOR])
    assert "les parcours s’y lisent avec un rôle" not in console.get(browser, "/").text


def trace_of(console: Console, contract: Contract) -> str:
    """Leave the trace of a journey to a resource, and return where it is read."""
    at, name = console.clock.now(), f"trace-{contract.name}"
    outcome = Outcome((Sent("PRE", ("Camille",), "", Sentence("", ""), ""),), (), contract.name, "9990001A", None)
    StoredTraceBook(console.shared.store).conclude(TraceSummary(name, "gar", at, min(contract.names), "ok"), outcome)
    return f"/journeys/{name}"


def test_j219_a_publisher_reads_the_journeys_to_their_own_resources_and_no_others(
    workspace: Path, console: Console, codes: dict[str, Row]
) -> None:
    text = (DATA / "contracts" / "marees-lecture.toml").read_text(encoding="utf-8")
    written = text.replace("marees-lecture", "marees-autres").replace("777777777_", "777777776_")
    (workspace / "contracts" / "marees-autres.toml").write_text(written, encoding="utf-8")
    found = {one.name: one for one in console.shared.contracts.all("gar")}
    own, other = found["marees-autres"], found["marees-lecture"]
    urls = {one.name: trace_of(console, one) for one in (own, other)}
    publisher = Holder(Role.PUBLISHER, own.provider.identifier)
    secret = make_role_desk(console.shared).secret or b""
    codes = codes | {Role.PUBLISHER: {"role": "publisher", "name": publisher.name, "code": code_of(secret, publisher)}}
    for role, is_read in ((Role.PUBLISHER, False), (Role.REVIEWER, True), (Role.OPERATOR, True)):
        browser = console.browser()
        console.take(browser, codes[role])
        assert "Camille" in console.get(browser, urls[own.name]).text
        assert ("Camille" in console.get(browser, urls[other.name]).text) is is_read
        for page in ("/", "/journeys"):
            text = console.get(browser, page).text
            assert urls[own.name] in text
            assert (urls[other.name] in text) is is_read


def test_the_form_opened_on_purpose_is_for_publishers_and_operators(console: Console, codes: dict[str, Row]) -> None:
    assert is_sent_to_roles(console.get(console.browser(), FORM))
    assert console.post(console.browser(), FORM, ark="ark:/77777/x").status_code == 403
    for role, status in ((Role.REVIEWER, 303), (Role.OPERATOR, 200)):
        browser = console.browser()
        console.take(browser, codes[role])
        assert console.get(browser, FORM).status_code == status


def test_the_printed_codes_are_none_on_this_machine_and_one_a_role_beyond(
    workspace: Path, codes: dict[str, Row]
) -> None:
    assert {row["code"] for row in codes_of(workspace, HERE).values()} == {None}
    told = [row["code"] for row in codes.values()]
    assert len(set(told)) == len(CONSOLE_ROLES)
    assert all(re.fullmatch("[A-Z2-7]{20}", code or "") for code in told)


def test_a_code_opens_the_role_and_the_name_that_it_is_for_and_no_other(
    console: Console, codes: dict[str, Row]
) -> None:
    other: Row = {"role": Role.DISTRIBUTOR, "name": DISTRIBUTORS[1].identifier, "code": codes[Role.DISTRIBUTOR]["code"]}
    wrong: Row = {**codes[Role.OPERATOR], "code": codes[Role.REVIEWER]["code"]}
    for row in (other, wrong, {**codes[Role.OPERATOR], "code": ""}, {**codes[Role.OPERATOR], "code": "ÀÉÏ"}):
        browser = console.browser()
        answer = console.take(browser, row)
        assert (answer.status_code, "role.code_wrong" in answer.text) == (403, True)
        assert is_sent_to_roles(console.get(browser, "/statistics"))


def test_nobody_becomes_whom_nothing_names(console: Console) -> None:
    answer = console.take(console.browser(), {"role": "distributor", "name": "999999999_0000000000000000", "code": "x"})
    assert "parameter.malformed" in answer.text


def test_guessing_is_slowed_for_the_address_that_guesses_and_for_nobody_else(
    console: Console, codes: dict[str, Row]
) -> None:
    right = codes[Role.OPERATOR]
    guesser = console.browser("192.0.2.66")
    answers = [console.take(guesser, {**right, "code": f"GUESS{number}"}) for number in range(11)]
    assert ["role.code_wrong" in answer.text for answer in answers] == [*[True] * 10, False]
    assert "too_many" in console.take(guesser, right).text
    assert console.take(console.browser("192.0.2.8"), right).status_code == 303
    console.clock.shift += timedelta(seconds=61)
    assert console.take(guesser, right).status_code == 303


def test_a_cookie_that_was_changed_holds_no_role(console: Console, codes: dict[str, Row]) -> None:
    browser = console.browser()
    console.take(browser, codes[Role.REVIEWER])
    assert console.get(browser, "/statistics").status_code == 200
    (cookie,) = [one for one in browser._cookies.values() if not one.key.endswith("_browser")]  # noqa: SLF001 - the only list there is
    signed, at, signature = cookie.value.split(".")[-3:]
    for forged in (f"{signed[:-1]}.{at}.{signature}", f"{signed}.{at}.{signature[:-2]}AA", "eyJyb2xlcyI6W119"):
        browser.set_cookie(cookie.key, forged, domain="preau.example", secure=True)
        assert is_sent_to_roles(console.get(browser, "/statistics"))


def test_a_role_taken_by_a_click_is_none_once_others_reach_the_console(here: Console, console: Console) -> None:
    clicking = here.browser()
    here.take(clicking, {"role": Role.OPERATOR})
    assert here.get(clicking, "/statistics").status_code == 200
    assert is_kept_by(console, here, clicking) is False


def is_kept_by(console: Console, before: Console, browser: FlaskClient) -> bool:
    """Tell whether what a browser holds at one address of a workspace opens the statistics at another."""
    with browser.session_transaction(base_url=before.url) as held:
        kept = dict(held)
    moved = console.browser()
    with moved.session_transaction(base_url=console.url) as session:
        session.update(kept)
    return console.get(moved, "/statistics").status_code == 200


def test_a_new_secret_ends_every_role_that_was_taken_by_a_code(
    console: Console, codes: dict[str, Row], workspace: Path, tmp_path: Path
) -> None:
    browser = console.browser()
    console.take(browser, codes[Role.OPERATOR])
    copytree(workspace, tmp_path, dirs_exist_ok=True)
    assert is_kept_by(Console(tmp_path, BEYOND), console, browser) is True
    (tmp_path / "keys" / "roles.key").unlink()
    assert is_kept_by(Console(tmp_path, BEYOND), console, browser) is False


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_a_role_leads_back_to_this_console_only(path: str, here: Console) -> None:
    answer = here.take(here.browser(), {"role": Role.OPERATOR}, next=path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/roles")


def test_a_role_leads_back_to_the_page_that_asked_for_it(here: Console) -> None:
    console, asked = here, "/statistics?period=2026-11&by=day"
    browser = console.browser()
    page = console.get(browser, asked).headers["Location"]
    assert re.search("for=operator%2Cpublisher%2Creviewer", page)
    hidden = re.search('name="next" value="([^"]+)"', console.get(browser, page).text)
    assert hidden is not None
    answer = console.take(browser, {"role": Role.OPERATOR}, next=hidden[1].replace("&amp;", "&"))
    assert answer.headers["Location"] == asked


def test_every_page_of_the_console_tells_the_role_held_and_lays_it_down(here: Console) -> None:
    console, browser = here, here.browser()
    told = '<aside class="role"'
    assert told not in console.get(browser, "/").text
    console.take(browser, {"role": Role.DISTRIBUTOR, "name": NAME})
    for path in ("/", "/resources", "/journeys", "/nowhere"):
        page = console.get(browser, path).text
        assert told in page
        assert DISTRIBUTORS[0].name in page
    console.post(browser, "/roles/leave")
    assert told not in console.get(browser, "/").text


@pytest.mark.parametrize(
    "make", [lambda row: {**row, "role": "visitor"}, lambda row: {**row, "role": "ent"}, lambda _: {}]
)
def test_only_the_consoles_own_roles_are_taken_on_it(make: Callable[[Row], Row], here: Console) -> None:
    assert "parameter.malformed" in here.take(here.browser(), make({"name": "P0"})).text
