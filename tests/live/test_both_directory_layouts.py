"""Both layouts of directory, each served by its own slapd to a running sandbox: an ENT, and academies' guichets."""

from collections.abc import Iterator

import pytest

from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA
from broker.directories.directory_settings import DirectorySettings
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.lab.browser import Browser
from tests.journeys.agents import TEACHER
from tests.journeys.own_run import lend_keys
from tests.journeys.steps import choose_guichet, entry_link, received, resource_url
from tests.live.slapd_server import RunningSlapd, run_slapd
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand

pytestmark = pytest.mark.live

_AGENTS_FILE = DATA / "people" / "agents.ldif"


@pytest.fixture(scope="module")
def served(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("layouts")
    lend_keys(folder / "workspace", sandbox)
    with run_slapd(folder / "people", ACADEMY_FILE) as people, run_slapd(folder / "agents", _AGENTS_FILE) as agents:
        settings = Settings(directory=_asking(people), directories={"agents": _asking(agents)})
        with running_sandbox(folder / "workspace", settings=settings) as own:
            yield own


def _asking(slapd: RunningSlapd) -> DirectorySettings:
    return DirectorySettings(kind="ldap", ldap=slapd.settings())


def test_a_pupil_of_slapd_signs_in_at_their_ent(served: Sandbox) -> None:
    browser = Browser()
    page = browser.get(entry_link(served, "ark:/77777/carnet-de-bord"))
    assert page.url.startswith(served.urls["ent-cour"])
    page = sign_in_by_hand(browser, page, "ibrahima.le-goff")
    assert received(browser, page)["PRO"] == ["National_elv"]


@pytest.mark.parametrize(
    ("academy", "login", "name"), [("academie", TEACHER, "Diarra"), ("academie-brume", "rozenn.kerbrat", "Kerbrat")]
)
def test_an_agent_of_slapd_signs_in_at_their_academy(served: Sandbox, academy: str, login: str, name: str) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(served, "orientation")), academy)
    assert page.url.startswith(served.urls[academy])
    found = received(browser, sign_in_by_hand(browser, page, login))
    assert found["family_name"] == [name]
    assert found["FrEduRne"]


def test_an_agent_of_another_academy_is_not_let_in(served: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(served, "orientation")), "academie-brume")
    page = sign_in_by_hand(browser, page, TEACHER)
    assert page.url.startswith(served.urls["academie-brume"])
    assert 'role="alert"' in page.text
