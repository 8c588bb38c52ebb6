"""Owns the life of a contract led by the console's forms, by roles that the browser holds, and what each page says."""

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from broker.core.contract import Status
from broker.core.roles import Role
from tests.console import HERE, Console
from tests.definitions.test_contract_files import GOOD

PUBLISHER = "777777777_0000000077777777"
OTHER = "777777788_0000000000000000"
LIST = "/review/contracts"
ATELIER = f"{LIST}/atelier"


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path, HERE)


def as_role(console: Console, role: Role, name: str = "") -> FlaskClient:
    """Return a browser that holds one role."""
    browser = console.browser()
    row: dict[str, str | None] = {"role": str(role), "name": name}
    assert console.take(browser, row).status_code == 303
    return browser


def codes_in_force(console: Console) -> list[str]:
    """Return the attributes of the workshop's contract in force."""
    contract = console.shared.contracts.by_resource("gar", "ark:/77777/atelier-eleve")
    assert contract is not None
    return [clause.code for clause in contract.clauses]


def text_of(answer: TestResponse) -> str:
    """Return the text of a page, as one line."""
    return " ".join(html.fromstring(answer.data).text_content().split())


def ask_for_name(console: Console, browser: FlaskClient) -> TestResponse:
    """Ask for one attribute more by the form, as a publisher."""
    fields = {"code": "NOM", "purpose": "Nommer.", "necessity": "Les travaux sont signés.", "precision": ""}
    return console.post(browser, f"{ATELIER}/attribute", role="publisher", by="Camille", **fields)


def approve(console: Console, browser: FlaskClient, **fields: str) -> TestResponse:
    """Send the form of approval as its page carries it."""
    (content,) = html.fromstring(console.get(browser, ATELIER).data).xpath("//input[@name='content']/@value")
    return console.post(browser, f"{ATELIER}/approve", content=content, **fields)


def test_the_list_says_where_each_contract_stands(console: Console) -> None:
    page = console.get(as_role(console, Role.REVIEWER), LIST)
    assert page.status_code == 200
    text = text_of(page)
    assert "Atelier de l’élève" in text
    assert "version 1, contrat en vigueur" in text
    assert "6 sur 6 demandés" in text


def test_a_contract_is_drafted_submitted_and_approved_by_forms(console: Console) -> None:
    publisher, reviewer = as_role(console, Role.PUBLISHER, PUBLISHER), as_role(console, Role.REVIEWER)
    assert ask_for_name(console, publisher).status_code == 303
    page = text_of(console.get(publisher, ATELIER))
    assert "Copie de travail : brouillon" in page
    assert "élargit NOM : donné" in page
    assert console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille").status_code == 303
    assert "NOM" not in codes_in_force(console)
    asked = console.get(reviewer, ATELIER)
    assert "élargit NOM : donné" in text_of(asked), "what it would widen, once approved"
    assert html.fromstring(asked.data).xpath("//input[@name='refuse_NOM']")
    assert approve(console, reviewer, role="reviewer", by="Ana", refuse_NOM="").status_code == 303
    assert "NOM" in codes_in_force(console)
    page = text_of(console.get(reviewer, ATELIER))
    assert "Camille (éditeur)" in page
    assert "Ana (auditeur)" in page
    diff = text_of(console.get(reviewer, f"{ATELIER}/diff?from=1&to=2"))
    assert "élargit NOM : donné" in diff


def test_an_attribute_is_refused_by_the_form_with_its_reason(console: Console) -> None:
    publisher, reviewer = as_role(console, Role.PUBLISHER, PUBLISHER), as_role(console, Role.REVIEWER)
    ask_for_name(console, publisher)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    approve(console, reviewer, role="reviewer", by="Ana", refuse_NOM="Le prénom suffit.")
    assert "refusé Le prénom suffit." in text_of(console.get(reviewer, ATELIER))


def test_a_publisher_neither_approves_nor_sees_the_contracts_of_others(console: Console) -> None:
    publisher = as_role(console, Role.PUBLISHER, PUBLISHER)
    ask_for_name(console, publisher)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    assert "contract.not_yours" in console.post(publisher, f"{ATELIER}/approve", role="publisher", by="x").text
    assert "role.missing" in console.post(publisher, f"{ATELIER}/approve", role="reviewer", by="x").text
    theirs = GOOD.replace(PUBLISHER, OTHER)
    (console.shared.workspace.contracts / "marelle.toml").write_text(theirs, encoding="utf-8")
    other = as_role(console, Role.PUBLISHER, OTHER)
    assert console.get(other, f"{LIST}/marelle").status_code == 200
    assert console.get(other, ATELIER).status_code == 404
    assert console.get(other, f"{ATELIER}.toml").status_code == 404
    assert "atelier" not in console.get(other, LIST).text
    assert "NOM" not in codes_in_force(console)


def test_a_removal_by_the_form_counts_at_once_and_a_suspension_stops_everything(console: Console) -> None:
    operator = as_role(console, Role.OPERATOR)
    console.post(operator, f"{ATELIER}/remove", role="operator", by="Sacha", code="PRE")
    assert "PRE" not in codes_in_force(console)
    assert "contract.reason" in console.post(operator, f"{ATELIER}/suspend", role="operator", by="x", reason=" ").text
    console.post(operator, f"{ATELIER}/suspend", role="operator", by="Sacha", reason="plainte")
    contract = console.shared.contracts.by_resource("gar", "ark:/77777/atelier-eleve")
    assert contract is not None
    assert contract.status is Status.SUSPENDED
    console.post(operator, f"{ATELIER}/resume", role="operator", by="Sacha", reason="close")
    assert "contract.second_role" in approve(console, operator, role="operator", by="x").text


def test_what_cannot_be_is_shown_beside_what_to_correct_and_nothing_changes(console: Console) -> None:
    operator = as_role(console, Role.OPERATOR)
    answer = console.post(
        operator, f"{ATELIER}/attribute", role="operator", by="x", code="NOM", precision="year", purpose="x"
    )
    assert answer.status_code == 422
    assert "NOM cannot leave as year" in answer.text
    assert not (console.shared.workspace.contracts / "atelier.toml").exists()
    assert console.post(operator, f"{ATELIER}/burn", role="operator", by="x").status_code == 400


def test_the_file_of_the_console_is_the_file_of_git(console: Console) -> None:
    operator = as_role(console, Role.OPERATOR)
    exported = console.get(operator, f"{ATELIER}.toml")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="atelier.toml"'
    assert exported.content_type.startswith("application/toml")
    text = exported.get_data(as_text=True)
    assert "version = 1" in text
    wider = re.sub(r"\n\[saml\]", '\n[[attributes]]\ncode = "NOM"\npurpose = "Nommer."\n\n[saml]', text)
    token = re.search(r'name="csrf_token" value="([^"]+)"', console.get(operator, LIST).text)
    assert token is not None
    sent = {"csrf_token": token[1], "role": "operator", "by": "x", "file": (io.BytesIO(wider.encode()), "atelier.toml")}
    answer = operator.post(LIST, base_url=console.url, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert console.shared.contract_desk.find("atelier").working.contract.status is Status.DRAFT
    assert "NOM" not in codes_in_force(console)
    broken = console.post(operator, LIST, role="operator", by="x", name="atelier", text="issuer = ")
    assert broken.status_code == 422
    assert "Invalid value" in broken.text


def test_the_impact_attached_to_a_content_is_shown_before_it_is_approved(console: Console) -> None:
    publisher, reviewer = as_role(console, Role.PUBLISHER, PUBLISHER), as_role(console, Role.REVIEWER)
    ask_for_name(console, publisher)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    working = console.shared.contract_desk.find("atelier").working
    folder = console.shared.register.versions_of("atelier").folder
    assert console.get(reviewer, f"{ATELIER}/impact").status_code == 404
    (folder / f"impact-{working.contract.fingerprint}.json").write_text('{"gains": 12}')
    assert html.fromstring(console.get(reviewer, ATELIER).data).xpath("//dt[.='gains']/following-sibling::dd[.='12']")
    assert console.get(reviewer, f"{ATELIER}/impact").json == {"gains": 12}


def test_each_act_is_in_the_journal_by_role_and_without_a_name(console: Console) -> None:
    publisher, reviewer = as_role(console, Role.PUBLISHER, PUBLISHER), as_role(console, Role.REVIEWER)
    ask_for_name(console, publisher)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    approve(console, reviewer, role="reviewer", by="Ana")
    told = " ".join(map(str, console.shared.records.acts.rows()))
    assert not any(name in told for name in ("Camille", "Ana"))
    for step in ("edited", "submitted", "approved", "in_force"):
        assert step in told


def test_what_changed_since_it_was_read_is_not_approved(console: Console) -> None:
    publisher, reviewer = as_role(console, Role.PUBLISHER, PUBLISHER), as_role(console, Role.REVIEWER)
    ask_for_name(console, publisher)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    read = html.fromstring(console.get(reviewer, ATELIER).data).xpath("//input[@name='content']/@value")[0]
    text = console.shared.contract_desk.export("atelier").replace("Nommer.", "Vendre.")
    console.post(publisher, LIST, role="publisher", by="Camille", name="atelier", text=text)
    console.post(publisher, f"{ATELIER}/submit", role="publisher", by="Camille")
    for content in (read, ""):
        answer = console.post(reviewer, f"{ATELIER}/approve", role="reviewer", by="Ana", content=content)
        assert answer.status_code == 409
        assert "contract.changed" in answer.text
    assert "NOM" not in codes_in_force(console)
    assert approve(console, reviewer, role="reviewer", by="Ana").status_code == 303
    assert "NOM" in codes_in_force(console)
