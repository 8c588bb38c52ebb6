"""The whole chain on real parts: people in slapd over StartTLS, short-lived state in Redis (what compose.yaml runs)."""

import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker.definitions.addresses import RESOURCES, RESOURCES_LISTENER, WEBSERVICES_LISTENER, check_exposure
from broker.definitions.issuer_files import read_listeners
from broker.definitions.settings import Settings
from broker.definitions.workspace import DATA
from broker.directories.directory_settings import DirectorySettings
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.lab.browser import Browser, link_of
from tests.journeys.own_run import lend_keys
from tests.live.redis_server import running_redis
from tests.live.slapd_server import run_slapd
from tests.sandbox import Sandbox, running_sandbox, sign_in_by_hand

pytestmark = pytest.mark.live

_COMPOSE = Path(__file__).parents[2] / "compose.yaml"


@pytest.fixture(scope="module")
def real_parts(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("real-parts")
    lend_keys(folder / "workspace", sandbox)
    with run_slapd(folder / "ldap", ACADEMY_FILE) as slapd, running_redis() as redis:
        settings = Settings(
            directory=DirectorySettings(kind="ldap", ldap=slapd.settings()),
            store={"kind": "redis", "url": redis.url},
        )
        with running_sandbox(folder / "workspace", settings=settings) as own:
            yield own


def test_a_pupil_of_slapd_signs_on_with_state_in_redis(real_parts: Sandbox) -> None:
    browser = Browser()
    page = browser.get(f"{real_parts.home}/domaineGar?idENT=UDA=&idRessource=ark:/77777/atelier-eleve")
    page = sign_in_by_hand(browser, page, "ibrahima.le-goff")
    received = browser.http.get(link_of(page, "alternate") or "", timeout=10).json()
    assert received["attributes"]["PRE"] == ["Ibrahima"]
    assert received["attributes"]["DIV"] == ["4A##4EME A"]


def test_the_cards_of_the_home_page_come_from_slapd_too(real_parts: Sandbox) -> None:
    assert "card=pupil-college" in Browser().get(f"{real_parts.home}/").text


def test_the_settings_in_compose_are_valid() -> None:
    written = _COMPOSE.read_text(encoding="utf-8").partition("content: |\n")[2].partition("\nvolumes:")[0]
    settings = Settings.model_validate(tomllib.loads(textwrap.dedent(written)))
    assert settings.directory.kind == "ldap"
    assert settings.store.kind == "redis"
    check_exposure(settings)  # nobody listens beyond loopback with the shipped people unnamed
    published = {name: f"http://localhost:{8000 + number}" for name, number in read_listeners(DATA / "issuers").items()}
    published[RESOURCES] = f"http://localhost:{8000 + RESOURCES_LISTENER}"
    assert {name: override.url for name, override in settings.issuers.items()} == published
    assert settings.webservices.url == f"https://localhost:{8000 + WEBSERVICES_LISTENER}"
