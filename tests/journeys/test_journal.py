"""What leaves is written down first, in each language; so are refusals, roles and administrative acts. No value is."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from broker.clock import SystemClock
from broker.commands.journal import journal as command
from broker.core.journal.act import Act, ActKind, Line
from broker.core.journal.search import ActSearch
from broker.core.roles import Role
from broker.definitions.workspace import DATA
from broker.keys.journal_key import journal_key_ring
from broker.keys.rotation import announce, remove_current, retire, use
from broker.lab.browser import Browser
from broker.records.opening import FILE_NAME
from tests.journal import a_desk
from tests.journeys.cas_service import cas_service, read_failure, read_success
from tests.journeys.own_service import own_service
from tests.journeys.steps import CARNET, GRIMOIRE, PUPIL, entry_link, open_by_ent, person_of, read_refusal, received
from tests.journeys.test_counting_accesses import as_role
from tests.journeys.test_mediacentres import at_edugar
from tests.oidc_party import Party, signed_in
from tests.sandbox import Sandbox, running_sandbox

_EDUGAR_PAGE = '[page]\npath = "/edugar"\nproject = "EG"\n'


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("journal")) as sandbox:
        yield sandbox


def last(sandbox: Sandbox, count: int, issuer: str = "gar", kind: ActKind | None = None) -> list[Act]:
    """Return the latest acts at an issuer, the oldest of them first."""
    return [line.act for line in last_lines(sandbox, count, issuer, kind)]


def last_lines(sandbox: Sandbox, count: int, issuer: str = "gar", kind: ActKind | None = None) -> list[Line]:
    """Return the latest lines at an issuer, the oldest of them first."""
    return list(reversed(sandbox.shared.records.acts.search(ActSearch(kind, issuer=issuer, limit=count))))


def end(sandbox: Sandbox) -> int:
    return sandbox.shared.records.acts.end.position


def run(sandbox: Sandbox, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, [*words, "--workspace", str(sandbox.workspace.root)])
    return done.exit_code, done.output


def test_an_assertion_is_a_line_at_the_guichet_and_one_at_the_hub(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    attributes = received(browser, page)
    (beyond,), (line,) = last_lines(sandbox, 1, "ent-cour"), last_lines(sandbox, 1)
    there, here = beyond.act, line.act
    contract = sandbox.shared.contracts.by_resource("gar", CARNET)
    assert contract is not None
    assert (here.kind, here.protocol, here.contract.name) == (ActKind.RELEASE, "saml", contract.name)
    assert (here.contract.version, here.contract.fingerprint) == (contract.version, contract.fingerprint)
    assert set(here.released) == set(attributes)
    assert line.about == beyond.about, "one person, at the guichet and here"
    assert here.reference != there.reference, "but no two receipts say so"
    assert here.decision != there.decision
    assert there.contract.name == "gar-chez-ent-cour"


def test_cas_is_a_line_at_each_validation_and_none_at_the_ticket(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        before = end(sandbox)
        read_success(service.validate(ticket))
        (whole,) = last(sandbox, 1)
        read_success(service.validate(service.ticket(browser), "serviceValidate"))
        (bare,) = last(sandbox, 1)
        assert end(sandbox) == before + 2
        assert whole.released
        assert bare.released == ()
        assert {code for code, reason in bare.withheld if reason == "not_asked"} == set(whole.released)
        assert read_failure(service.validate(ticket)) == "INVALID_TICKET"
        assert end(sandbox) == before + 2, "a ticket that is unknown belongs to no journey"
        wrong = service.call("p3/serviceValidate", service=f"{service.site}/app", ticket=service.ticket(browser))
        assert read_failure(wrong) == "INVALID_SERVICE"
        (refused,) = last(sandbox, 1)
        assert (refused.kind, refused.what) == (ActKind.REFUSAL, "cas.ticket.other_service")


def test_openid_connect_is_a_line_at_the_token_and_one_at_each_userinfo(sandbox: Sandbox) -> None:
    party = Party(sandbox, name="palet-journal", client_id="palet-journal", terms={"refresh_tokens": True}).register()
    browser = signed_in(party)
    before = end(sandbox)
    answered = party.code(browser)
    assert end(sandbox) == before, "a code says nothing of anybody"
    tokens = answered.exchange().json()
    assert party.userinfo(tokens["access_token"]).status_code == 200
    assert party.userinfo(tokens["access_token"]).status_code == 200
    party.call("oidcAccessToken", {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]})
    acts = last(sandbox, 4)
    assert [act.what for act in acts] == ["token", "userinfo", "userinfo", "token"]
    assert acts[1].released
    assert len({act.journey for act in acts}) == 1
    assert len({line.about for line in last_lines(sandbox, 4)}) == 1
    assert answered.exchange().status_code == 400
    assert end(sandbox) == before + 4
    party.withdraw()


def test_a_page_of_our_own_is_a_line_at_entry_and_one_when_it_is_told_something_else(sandbox: Sandbox) -> None:
    browser, _ = at_edugar(sandbox, "anouk.sane", "educonnect", "National_elv")
    (entered,), before = last(sandbox, 1), end(sandbox)
    assert browser.get(f"{sandbox.home}/edugar").ok
    assert (entered.protocol, entered.released, end(sandbox)) == ("page", ("UAI", "PRO", "PRE"), before)
    shipped = (DATA / "contracts" / "mediacentre-edugar.toml").read_text()
    narrower = sandbox.workspace.contracts / "mediacentre-edugar.toml"
    narrower.write_text(shipped.partition('[[attributes]]\ncode = "PRE"')[0] + _EDUGAR_PAGE)
    for _ in range(2):
        assert "Anouk" not in browser.get(f"{sandbox.home}/edugar").text
    here = [act for act in last(sandbox, 9) if act.kind is ActKind.RELEASE and act.journey == entered.journey]
    assert [(act.what, act.released) for act in here] == [
        ("issued", ("UAI", "PRO", "PRE")),
        ("visit", ("UAI", "PRO")),
    ]
    narrower.unlink()


def test_a_refusal_of_a_journey_is_a_line_with_its_code_and_contract_and_nobody(sandbox: Sandbox) -> None:
    refusal = read_refusal(Browser().get(entry_link(sandbox, GRIMOIRE)))
    (act,) = last(sandbox, 1)
    assert (act.kind, act.what) == (ActKind.REFUSAL, refusal.code)
    assert (act.contract.name, act.reference, act.released) == ("grimoire", "", ())


def test_a_role_that_is_taken_and_a_form_that_is_sent_are_lines(sandbox: Sandbox) -> None:
    http = as_role(sandbox, Role.REVIEWER)
    (taken,) = last(sandbox, 1)
    assert (taken.kind, taken.what, taken.actor) == (ActKind.ADMINISTRATION, "role.taken", "reviewer")
    assert http.get(f"{sandbox.home}/review/journal", timeout=15).status_code == 200
    assert end(sandbox) == sandbox.shared.records.acts.search(ActSearch(limit=1))[0].position


def test_the_page_shows_lines_and_says_whether_the_journal_is_whole(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, CARNET, PUPIL)
    http = as_role(sandbox, Role.OPERATOR)
    page = http.get(f"{sandbox.home}/review/journal", params={"act": "release", "contract": "carnet"}, timeout=15)
    assert "<code>IDO</code>" in page.text
    assert "gar-chez-ent-cour" not in page.text
    assert person_of(sandbox, PUPIL).key.identifier not in page.text
    asked = http.get(f"{sandbox.home}/review/journal", params={"check": "1"}, timeout=15)
    assert "Le journal est entier." not in asked.text, "a link does not have it read whole"
    token = re.search(r'name="csrf_token" value="([^"]+)"', asked.text)
    assert token is not None
    whole = http.post(f"{sandbox.home}/review/journal/check", data={"csrf_token": token[1]}, timeout=15)
    assert "Le journal est entier." in whole.text
    assert http.get(f"{sandbox.home}/review/journal/999999999999.json", timeout=15).status_code == 404
    nobody = requests.get(f"{sandbox.home}/review/journal", timeout=15, allow_redirects=False)
    assert nobody.headers["Location"].startswith("/roles?")


def test_the_publisher_has_the_receipts_of_a_journey_and_checks_them_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    attributes = received(browser, page)
    (act,) = last(sandbox, 1)
    answer = requests.get(f"{sandbox.home}/journeys/{act.journey}/receipts", timeout=15)
    (line,) = answer.text.splitlines()
    assert person_of(sandbox, PUPIL).key.identifier not in line
    (tmp_path / "receipt.json").write_text(line)
    (tmp_path / "got.json").write_text(json.dumps({"subject": "", "attributes": attributes}))
    (tmp_path / "other.json").write_text(json.dumps({"subject": "", "attributes": {**attributes, "NOM": ["X"]}}))
    (tmp_path / "key.pem").write_text(run(sandbox, "key")[1])
    check = ["check-receipt", str(tmp_path / "receipt.json"), "--key", str(tmp_path / "key.pem")]
    done = CliRunner().invoke(command, [*check, "--received", str(tmp_path / "got.json")])
    assert (done.exit_code, "is what the line commits to" in done.output) == (0, True)
    other = CliRunner().invoke(command, [*check, "--received", str(tmp_path / "other.json"), "--json"])
    assert (other.exit_code, json.loads(other.output)["fault"]) == (1, "other_values")
    assert requests.get(f"{sandbox.home}/journeys/nowhere/receipts", timeout=15).status_code == 404


def test_the_command_agrees_with_the_page(sandbox: Sandbox) -> None:
    open_by_ent(sandbox, CARNET, PUPIL)
    code, said = run(sandbox, "list", "--act", "release", "--contract", "carnet", "--json", "--limit", "1")
    row = json.loads(said)
    assert (code, row["position"], row["contract"]) == (0, end(sandbox), "carnet")
    assert run(sandbox, "list", "--contract", "nothing")[0] == 1
    assert run(sandbox, "list", "--journey", row["journey"], "--from", "2000-01-01", "--to", "2100-01-01")[0] == 0
    assert run(sandbox, "list", "--to", "2000-01-01")[0] == 1
    code, said = run(sandbox, "verify", "--json")
    assert (code, json.loads(said)["whole"]) == (0, True)
    assert run(sandbox, "receipt")[0] == 2
    assert run(sandbox, "receipt", "999999")[0] == 1


def test_nothing_leaves_that_cannot_be_written_down(sandbox: Sandbox) -> None:
    with own_service(sandbox) as service, cas_service(sandbox) as cas:
        browser, ticket = cas.sign_on()
        other = cas.ticket(browser)
        party = Party(sandbox, name="palet-clos", client_id="palet-clos").register()
        code = party.code(signed_in(party))
        before = end(sandbox)
        with unwritable(sandbox):
            page = service.sign_on(PUPIL)
            assert read_refusal(page).code == "journal.unavailable"
            assert "SAMLResponse" not in page.text
            answer = cas.validate(ticket)
            assert (read_failure(answer), "journal.unavailable" in answer.text) == ("INTERNAL_ERROR", True)
            refused = code.exchange()
            assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
            assert "access_token" not in refused.text
        assert end(sandbox) == before
        read_success(cas.validate(other))
        party.withdraw()


class unwritable:  # noqa: N801 - read as a word of the sentence above
    """Take away the writing to the journal for the length of a block: a rule of the database refuses each line."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.file = sandbox.workspace.root / FILE_NAME

    def __enter__(self) -> None:
        self._say("CREATE TRIGGER no_line BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'full'); END")

    def __exit__(self, *_failure: object) -> None:
        self._say("DROP TRIGGER no_line")

    def _say(self, statement: str) -> None:
        connection = sqlite3.connect(self.file, timeout=15)
        with connection:
            connection.execute(statement)
        connection.close()


def test_what_a_retired_key_signed_is_still_taken(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, SystemClock())
    desk.record_administration("test", actor="operator")
    workspace, ring = ["--workspace", str(tmp_path)], journal_key_ring(tmp_path / "keys")
    receipt, head, keys = (str(tmp_path / name) for name in ("receipt.json", "head.json", "keys.pem"))
    Path(receipt).write_text(CliRunner().invoke(command, ["receipt", "1", *workspace]).output)
    CliRunner().invoke(command, ["seal", "--out", head, *workspace])
    for step in (announce, use, retire, remove_current):
        step(ring)
        desk.record_key_step(step.__name__, issuer="gar", use="journal")
    Path(keys).write_text(CliRunner().invoke(command, ["key", *workspace]).output)
    checked = CliRunner().invoke(command, ["check-receipt", receipt, "--key", keys])
    assert (checked.exit_code, "is in the journal" in checked.output) == (0, True)
    verified = CliRunner().invoke(command, ["verify", "--known", head, "--known", receipt, *workspace])
    assert (verified.exit_code, "is whole" in verified.output) == (0, True)
