"""One whole sign-on over TLS in a real browser that trusts the local authority as the command says to, and no more."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.chromium import running_chromium
from tests.journeys.own_run import lend_keys
from tests.sandbox import Sandbox, running_sandbox

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def secure(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("secure")
    lend_keys(folder, sandbox)
    with running_sandbox(folder, tls=True) as found:
        yield found


@pytest.fixture(scope="module")
def trusting_home(secure: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home folder whose store of authorities has ours, put there as `preau run --tls` prints it."""
    certutil = shutil.which("certutil")
    if certutil is None:
        reason = "certutil is not installed (on Debian: the libnss3-tools package)"
        pytest.fail(reason) if os.environ.get("PREAU_LIVE") else pytest.skip(reason)
    home = tmp_path_factory.mktemp("home")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    authority = str(secure.workspace.tls / "authority.pem")
    for words in (("-N", "--empty-password"), ("-A", "-n", "preau", "-t", "C,,", "-i", authority)):
        subprocess.run([certutil, "-d", f"sql:{store}", *words], check=True, capture_output=True)  # noqa: S603 - ours
    return home


@pytest.fixture
def trusting(trusting_home: Path) -> Iterator[Browser]:
    with running_chromium(home=trusting_home) as browser:
        yield browser


def test_a_pupil_signs_on_from_the_card_to_the_resource(trusting: Browser, secure: Sandbox) -> None:
    page = trusting.new_page()
    page.goto(f"{secure.home}/")
    page.locator("button[formaction$='card=pupil-college']").click()
    expect(page).to_have_url(f"{secure.urls['ent-cour']}/mediacentre")
    page.locator("a[href*='domaineGar'][href*='atelier-eleve']").click()
    page.wait_for_url(f"{secure.urls['resources']}/atelier/**")
    expect(page.get_by_role("table").first).to_contain_text("Ibrahima")


def test_the_password_form_is_taken_from_a_browser_that_names_no_referrer(trusting: Browser, secure: Sandbox) -> None:
    page = trusting.new_page()
    page.goto(f"{secure.urls['ent-cour']}/sign-in")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator("input[name=email]").fill("ibrahima.le-goff")
        page.locator("input[name=password]").fill("bac-a-sable")
        page.locator("main form button").first.click()
    expect(page).to_have_url(f"{secure.urls['ent-cour']}/account")
    headers = sent.value.all_headers()
    assert (headers["origin"], headers["sec-fetch-site"]) == ("null", "same-origin")
    assert "referer" not in headers


def test_a_page_of_another_port_cannot_send_the_form_with_the_cookies_and_the_token(
    trusting: Browser, secure: Sandbox
) -> None:
    context = trusting.new_context()
    page = context.new_page()
    page.goto(f"{secure.urls['ent-cour']}/sign-in")
    token = page.locator("input[name=csrf_token]").first.input_value()
    form = (
        f"<form method=post action='{secure.urls['ent-cour']}/sign-in'><input name=csrf_token value='{token}'>"
        "<input name=email value=ibrahima.le-goff><input name=password value=bac-a-sable><button>go</button></form>"
    )
    page.route("**/hostile", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(f"{secure.urls['resources']}/hostile")
    page.locator("button").click()
    expect(page.locator("#refusal-code")).to_have_text("form.forged")


def test_a_browser_that_does_not_trust_the_authority_refuses(chromium: Browser, secure: Sandbox) -> None:
    page = chromium.new_page()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(f"{secure.home}/")
    page.close()
