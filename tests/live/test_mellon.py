"""mod_auth_mellon under Apache, configured by the kit: signs on by SAML, shows the attributes, signs out."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from broker.commands.browser import Browser
from broker.directories.sandbox_academy import DEMO_PASSWORD
from tests.journeys.steps import PUPIL, choose_guichet
from tests.live.apache_server import Site, environment_of, need_apache, publisher_site, running_apache
from tests.live.publisher import Publisher
from tests.sandbox import Sandbox, sign_in_by_hand

pytestmark = pytest.mark.live

_WISHES = ("--profiles", "National_elv,National_ens", "--attributes", "IDO,UAI,PRO,PRE,DIV")


@pytest.fixture(scope="module")
def site(sandbox: Sandbox) -> Iterator[Site]:
    """Give a site whose page /lecon/ mellon protects, made as a publisher does: its tool, our command, our kit."""
    need_apache("auth_mellon")
    with publisher_site("lecon") as made:
        publisher = Publisher(sandbox, "lecon-mellon", f"{made.url}/lecon/")
        metadata = _make_metadata(made)
        with publisher.registered("--metadata", str(metadata), *_WISHES):
            made.write(publisher.take_kit("saml", "mellon"), under="mellon")
            hub = requests.get(f"{sandbox.home}/idp/metadata", timeout=15).text
            made.write({"gar-metadata.xml": hub}, under="mellon")
            with running_apache(
                made, "auth_mellon", f"Define MELLON_FOLDER {made.folder}/mellon\nInclude mellon/mellon.conf"
            ):
                yield made


def _make_metadata(site: Site) -> Path:
    """Make key, certificate and first metadata with the tool that the module's package brings."""
    folder = site.folder / "mellon"
    folder.mkdir()
    command = ["mellon_create_metadata", f"{site.url}/mellon/metadata", f"{site.url}/mellon"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a fixed command
    key, certificate, metadata = (next(folder.glob(f"*.{kind}")) for kind in ("key", "cert", "xml"))
    key.rename(folder / "sp-key.pem")
    certificate.rename(folder / "sp-cert.pem")
    return metadata


def test_a_pupil_signs_on_and_the_page_sees_the_attributes_of_the_contract(site: Site) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(f"{site.url}/lecon/"), "ent-cour")
    page = sign_in_by_hand(browser, page, PUPIL)
    assert page.url == f"{site.url}/lecon/"
    shown = environment_of(page)
    assert shown["REMOTE_USER"] == shown["IDO"]
    assert shown["PRE"] == "Ibrahima"
    assert shown["DIV"] == "4A##4EME A"


@pytest.mark.browser
def test_a_real_browser_signs_on_over_plain_http_too(site: Site, chromium: Chromium) -> None:
    tab = chromium.new_page()
    tab.goto(f"{site.url}/lecon/")
    tab.locator("a[href$='name=ent-cour']").click()
    tab.locator("input[autocomplete='username']").fill(PUPIL)
    tab.locator("input[type='password']").fill(DEMO_PASSWORD)
    tab.locator("input[type='password']").press("Enter")
    expect(tab.locator("#environment")).to_contain_text("PRE=Ibrahima")
    assert tab.url == f"{site.url}/lecon/"
    tab.context.close()
