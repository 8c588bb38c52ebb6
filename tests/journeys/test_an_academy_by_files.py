"""An academy is added by files only: its issuer, its people, the hub's contract there, its place in the choice."""

import shutil
from pathlib import Path

import pytest

from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA
from broker.directories.directory_settings import DirectorySettings
from broker.lab.browser import Browser
from tests.journeys.agents import code_on, give_code, open_at_the_hub
from tests.journeys.steps import choose_guichet, read_refusal, received, resource_url, text_of
from tests.sandbox import Sandbox, running_sandbox

NAME, ACADEMY, LOGIN = "academie-vague", "AC-VAGUE", "maia.lenoir"
_GUICHET = """\
at = ["hub-agents"]
entity_id = "{academie-vague}/idp/metadata"
name = "vague"
title = { fr = "Académie de la Vague", en = "Academy of the Wave" }
scopes = ["ac-vague.example"]
key = { kind = "said", attribute = "ct-remote-user" }
[facts]
uid = ["ct-remote-user"]
mail = ["ctemail"]
family_name = ["ctln"]
given_name = ["ctfn"]
function = ["FrEduFonctAdm"]
postings = ["FrEduRne"]
schools_headed = ["FrEduRneResp"]
academy = ["codaca"]
"""
_AGENT = """
dn: ou=ac-vague,ou=education,o=gouv,c=fr
objectClass: organizationalUnit
ou: ac-vague

dn: uid=maia.lenoir,ou=personnels EN,ou=ac-vague,ou=education,o=gouv,c=fr
objectClass: inetOrgPerson
objectClass: preauAgent
uid: maia.lenoir
{password}
codaca: 080
sn: Lenoir
givenName: Maia
cn: Maia Lenoir
mail: maia.lenoir@ac-vague.example
fredufonctadm: DIR
fredurne: 9990101A$UAJ$PU$DIR$9990101A$T3$LYC$300
fredurneresp: 9990101A$UAJ$PU$N$T3$LYC$300
"""


def _add_academy(folder: Path) -> Path:
    """Write what an operator writes, in the workspace; return the file of people."""
    for name in ("issuers", "contracts", "guichets", "people"):
        (folder / name).mkdir(parents=True)
    issuer = (DATA / "issuers" / "academie-brume.toml").read_text()
    issuer = (
        issuer.replace("academie-brume", NAME).replace("AC-BRUME", ACADEMY).replace("listener = 6", "listener = 18")
    )
    (folder / "issuers" / f"{NAME}.toml").write_text(issuer)
    contract = (DATA / "contracts" / "hub-agents-chez-academie-brume.toml").read_text()
    (folder / "contracts" / f"hub-agents-chez-{NAME}.toml").write_text(contract.replace("academie-brume", NAME))
    (folder / "guichets" / "vague.toml").write_text(_GUICHET)
    shipped = (DATA / "people" / "agents.ldif").read_text()
    password = next(line for line in shipped.splitlines() if line.startswith("userPassword"))
    people = folder / "people" / "agents.ldif"
    people.write_text(f"{shipped.rstrip()}\n{_AGENT.format(password=password)}")
    return people


@pytest.fixture(scope="module")
def with_vague(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> object:
    folder = tmp_path_factory.mktemp("vague")
    people = _add_academy(folder)
    shutil.copytree(sandbox.workspace.root / "examples", folder / "examples")
    settings = Settings(directories={"agents": DirectorySettings(ldif_file=people)})
    with running_sandbox(folder, settings=settings) as there:
        assert there.shared.contracts.problems == there.shared.guichets.problems == ()
        yield there


def test_its_agents_open_the_hubs_applications(with_vague: Sandbox) -> None:
    browser, page = open_at_the_hub(with_vague, "orientation", LOGIN, "vague")
    found = received(browser, page)
    assert found["email"] == ["maia.lenoir@ac-vague.example"]
    assert found["codaca"] == ["080"]


def test_it_is_offered_beside_the_others(with_vague: Sandbox) -> None:
    page = Browser().get(resource_url(with_vague, "pilotage"))
    assert "Académie de la Vague" in text_of(page)
    assert "Académie de Brume" in text_of(page)


def test_the_policy_of_access_holds_for_it_too(with_vague: Sandbox) -> None:
    browser, page = open_at_the_hub(with_vague, "pilotage", LOGIN, "vague")
    assert received(browser, page)["FrEduRneResp"] == ["9990101A$UAJ$PU$N$T3$LYC$300"]


def test_whoever_guesses_its_agents_codes_waits_longer_each_time(with_vague: Sandbox) -> None:
    browser, page = open_at_the_hub(with_vague, "examens", LOGIN, "vague")
    assert code_on(page) == ""  # of people of one's own, nothing is shown
    for _ in range(5):
        page = give_code(browser, page, "12345")
        assert 'role="alert"' in page.text
    assert read_refusal(give_code(browser, page, "12345")).code == "account.waits"


def test_the_others_do_not_sign_its_agents_on(with_vague: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(with_vague, "pilotage")), "vague")
    assert page.url.startswith(with_vague.urls[NAME])
    _, elsewhere = open_at_the_hub(with_vague, "pilotage", LOGIN, "academie")
    assert 'role="alert"' in elsewhere.text
