"""Owns whole sign-ons over TLS with real HTTP, the authority verified on every leg, and refused where it is unknown."""

import json
from http.cookiejar import Cookie
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from lxml import html
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from broker.core.refusals.exchange import PeerUnreached
from broker.core.refusals.metadata import MetadataFetchFailed
from broker.lab.browser import Browser, forms_of
from broker.saml.metadata_fetch import FetchPolicy, fetch_metadata
from broker.saml.peer_call import is_awake, post_envelope
from tests.journeys.own_run import try_command
from tests.journeys.steps import CARNET, PUPIL, choose_guichet, entry_link, received, resource_url
from tests.sandbox import Sandbox, free_ports, sign_in_by_hand
from tests.security.doors import cookie_name
from tests.transport.tls_clients import ask


def a_browser(sandbox: Sandbox) -> Browser:
    return Browser.trusting(sandbox.shared.authorities)


def sign_on(sandbox: Sandbox, browser: Browser) -> dict[str, list[str]]:
    page = sign_in_by_hand(browser, browser.get(entry_link(sandbox, CARNET)), PUPIL)
    return received(browser, page)


def test_a_pupil_signs_on_from_the_mediacentre_every_leg_over_tls(secure: Sandbox) -> None:
    browser, legs = a_browser(secure), []
    browser.http.hooks["response"].append(lambda answer, **_: legs.append(answer.request.url))
    assert sign_on(secure, browser)["PRO"] == ["National_elv"]
    assert all(url.startswith("https://localhost:") for url in legs)
    assert {url.split("/")[2] for url in legs} == {
        secure.urls[name].removeprefix("https://") for name in ("gar", "ent-cour", "resources")
    }


def test_a_pupil_signs_on_from_the_resource_whose_own_requests_verify_the_hub(secure: Sandbox) -> None:
    browser = a_browser(secure)
    page = choose_guichet(browser, browser.get(resource_url(secure, "carnet")), "ent-cour")
    assert received(browser, sign_in_by_hand(browser, page, PUPIL))["PRO"] == ["National_elv"]


@pytest.mark.parametrize("slug", ["herbier", "orchestre"])
def test_a_resource_of_another_language_asks_the_hub_itself_over_tls(secure: Sandbox, slug: str) -> None:
    browser = a_browser(secure)
    page = choose_guichet(browser, browser.get(resource_url(secure, slug)), "ent-cour")
    assert received(browser, sign_in_by_hand(browser, page, PUPIL))


def test_a_sign_out_at_the_hub_reaches_resources_of_every_language_over_tls(secure: Sandbox) -> None:
    browser = a_browser(secure)
    page = choose_guichet(browser, browser.get(resource_url(secure, "carnet")), "ent-cour")
    assert received(browser, sign_in_by_hand(browser, page, PUPIL))
    slugs = ("carnet", "herbier", "orchestre")
    for slug in slugs:
        assert received(browser, browser.get(resource_url(secure, slug)))
    page = browser.get(f"{secure.home}/sign-out")
    browser.submit(next(form for form in forms_of(page) if form.action.endswith("/sign-out")), {})
    for slug in slugs:
        answer = browser.http.get(f"{resource_url(secure, slug)}received.json", timeout=15)
        assert answer.status_code == 401, slug


def test_a_second_resource_opens_without_a_second_password(secure: Sandbox) -> None:
    browser = a_browser(secure)
    sign_on(secure, browser)
    assert received(browser, browser.get(resource_url(secure, "atelier")))


@pytest.mark.parametrize("name", ["gar", "ent-cour", "ent-ecume", "educonnect", "academie", "resources"])
def test_a_client_without_the_authority_is_not_served(secure: Sandbox, name: str) -> None:
    with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        requests.get(f"{secure.urls[name]}/", timeout=15, verify=True)
    assert ask(secure, f"{secure.urls[name]}/").ok


def test_the_hub_fetches_metadata_over_tls_with_the_authorities_and_not_without(secure: Sandbox) -> None:
    url = f"{resource_url(secure, 'carnet')}saml/metadata"
    assert b"EntityDescriptor" in fetch_metadata(url, FetchPolicy(authorities=secure.shared.authorities))
    with pytest.raises(MetadataFetchFailed) as caught:
        fetch_metadata(url, FetchPolicy())
    assert caught.value.received == "SSLError"


def test_a_service_whose_authority_only_browsers_know_is_there_for_a_browser_to_be_sent_to(secure: Sandbox) -> None:
    address, others = f"{resource_url(secure, 'carnet')}saml/slo", DEFAULT_CA_BUNDLE_PATH
    assert is_awake(address, others)
    with pytest.raises(PeerUnreached):
        post_envelope(address, b"", others)
    assert not is_awake(f"https://localhost:{free_ports()}/", others)


def cookies_of(browser: Browser) -> dict[str, Cookie]:
    return {cookie.name: cookie for cookie in browser.http.cookies}


@pytest.mark.parametrize("issuer", ["gar", "ent-cour"])
def test_j193_the_cookies_of_an_issuer_are_of_this_host_only_and_travel_over_tls_only(
    secure: Sandbox, issuer: str
) -> None:
    browser = a_browser(secure)
    sign_on(secure, browser)
    prefix = f"__Host-preau_{issuer}_"
    assert cookie_name(secure, issuer).startswith(prefix)
    found = {name: cookie for name, cookie in cookies_of(browser).items() if f"preau_{issuer}_" in name}
    assert f"{cookie_name(secure, issuer)}_browser" in found
    for name, cookie in found.items():
        assert name.startswith(prefix)
        assert cookie.secure
        assert cookie.path == "/"
        assert not cookie.domain_specified
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "None"


def test_the_cookies_of_an_example_resource_travel_over_tls_only(secure: Sandbox) -> None:
    browser = a_browser(secure)
    sign_on(secure, browser)
    found = [cookie for name, cookie in cookies_of(browser).items() if name.startswith("carnet-")]
    assert len(found) == 2
    assert all(cookie.secure for cookie in found)


def test_no_page_asks_for_https_for_ever_since_that_would_bind_every_port_of_the_machine(secure: Sandbox) -> None:
    for url in secure.sites.values():
        assert "Strict-Transport-Security" not in ask(secure, f"{url}/").headers


def test_every_form_works_over_tls(secure: Sandbox) -> None:
    browser = a_browser(secure)
    home = browser.get(f"{secure.home}/")
    card = next(form for form in forms_of(home) if "csrf_token" in form.fields)
    address = urljoin(home.url, str(html.fromstring(home.content).xpath("//button/@formaction")[0]))
    assert browser.http.post(address, data=card.fields, timeout=15).url.startswith("https://localhost:")
    page = browser.get(f"{secure.urls['ent-cour']}/sign-in")
    assert sign_in_by_hand(browser, page, PUPIL).url.endswith("/account")


def test_preau_login_trusts_the_authority_of_the_workspace(secure: Sandbox, tmp_path: Path) -> None:
    words = ("--workspace", str(secure.workspace.root), "--first-port", str(secure.first_port), "--json")
    person = ("--person", PUPIL, "--resource", CARNET)
    done = try_command("login", *person, *words, "--tls", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["attributes"]) == {"IDO", "UAI", "PRO"}
