"""Walks whole sign-ons by an OpenID provider above the hub, over real HTTP."""

from collections.abc import Iterator

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.own_run import lend_keys
from tests.journeys.provider_guichet import define, mail_of, open_studio, secret_of
from tests.journeys.steps import latest_journey, read_refusal, received, text_of
from tests.openid_provider import CLIENT, Provider, providing
from tests.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="module")
def palace(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Provider]]:
    """Give a sandbox of its own, with a provider above it."""
    folder = tmp_path_factory.mktemp("palace")
    lend_keys(folder, sandbox)
    with running_sandbox(folder) as own, providing() as provider:
        define(own, provider)
        yield own, provider


@pytest.fixture
def truthful(palace: tuple[Sandbox, Provider]) -> tuple[Sandbox, Provider]:
    """Give the provider telling the truth of a teacher."""
    sandbox, provider = palace
    provider.tell_the_truth()
    provider.person["email"] = mail_of(sandbox)
    return palace


def test_a_person_signs_on_by_a_provider_above(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    browser = Browser()
    page = open_studio(sandbox, browser)
    assert received(browser, page)["P_MEL"] == [mail_of(sandbox)]
    asked = provider.asked[-1]
    assert asked["client_id"] == CLIENT
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "eidas1"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 32
    assert provider.exchanged[-1]["client_secret"] == secret_of(sandbox)


def test_each_question_has_secrets_of_its_own(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    for _ in range(2):
        open_studio(sandbox, Browser())
    first, second = provider.asked[-2:]
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_trace_shows_the_legs_to_the_provider_and_no_secret(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, _provider = truthful
    open_studio(sandbox, Browser())
    trace = latest_journey(sandbox, "studio")
    for title in ("Request sent to the guichet", "Response of the guichet", "What the guichet says of the person"):
        assert title in text_of(requests.get(trace.url, headers={"Accept-Language": "en"}, timeout=15))
    assert secret_of(sandbox) not in trace.text


def test_who_gives_up_at_the_provider_is_told_so(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    provider.answer = {"code": None, "error": "access_denied"}
    refusal = read_refusal(open_studio(sandbox, Browser()))
    assert (refusal.status, refusal.code) == (403, "guichet.cancelled")


def test_an_error_of_the_provider_is_named(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    provider.answer = {"code": None, "error": "Y020018"}
    refusal = read_refusal(open_studio(sandbox, Browser()))
    assert (refusal.status, refusal.code) == (502, "guichet.error")
    assert "Y020018" in refusal.page


@pytest.mark.parametrize("path", ["/token", "/userinfo"])
def test_a_provider_that_fails_is_unavailable(truthful: tuple[Sandbox, Provider], path: str) -> None:
    sandbox, provider = truthful
    provider.status[path] = 503
    refusal = read_refusal(open_studio(sandbox, Browser()))
    assert (refusal.status, refusal.code) == (503, "guichet.unavailable")


def test_a_provider_that_is_not_there_is_unavailable(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, _provider = truthful
    define(sandbox, Provider(url="http://127.0.0.1:9"), name="ruine")
    refusal = read_refusal(open_studio(sandbox, Browser(), name="ruine"))
    assert (refusal.status, refusal.code) == (503, "guichet.unavailable")
    (sandbox.workspace.guichets / "ruine.toml").unlink()


def test_somebody_whom_the_directory_does_not_know_is_told_so(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    provider.person["email"] = "nobody@nowhere.example"
    browser = Browser()
    assert read_refusal(open_studio(sandbox, browser)).code == "person.unknown"
    assert not any(name.endswith("_session") for name in browser.http.cookies.keys())  # noqa: SIM118 - a jar, no dictionary


def test_a_sign_out_leads_through_the_provider(truthful: tuple[Sandbox, Provider]) -> None:
    sandbox, provider = truthful
    browser = Browser()
    open_studio(sandbox, browser)
    page = browser.get(f"{sandbox.home}/sign-out")
    done = browser.submit(next(form for form in forms_of(page) if form.action.endswith("/sign-out")), {})
    ended = provider.ended[-1]
    assert ended["id_token_hint"].count(".") == 2
    assert ended["post_logout_redirect_uri"] == f"{sandbox.home}/guichet/palais/signed-out"
    assert "Guichet du Palais" in text_of(done)
    assert html.fromstring(done.content).xpath("//h1")
