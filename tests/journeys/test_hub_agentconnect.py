"""Owns sign-ons through Hub AgentConnect: an agent whom ProConnect knows, and those whom the hub refuses."""

import tomllib
from collections.abc import Callable, Iterator

import pytest

from broker.definitions.workspace import DATA
from broker.lab.browser import Browser, forms_of
from tests.journeys.member_service import HubApplication, hub_application
from tests.journeys.provider_guichet import define_like
from tests.journeys.steps import choose_guichet, read_refusal, text_of
from tests.openid_provider import Provider, providing
from tests.sandbox import Sandbox, sign_in_by_hand

AGENT = {
    "sub": "s-1",
    "uid": "u-1",
    "usual_name": "Rossi",
    "given_name": "Nathalie",
    "email": "nathalie.rossi@ministere.example",
    "siret": "73282932000074",
}


@pytest.fixture
def application(sandbox: Sandbox) -> Iterator[HubApplication]:
    codes = ("ctemail", "ctln", "ctfn", "ct-remote-user", "FrEduRneResp")
    with hub_application(sandbox, "hub-agentconnect", "agents", *codes) as found:
        yield found


@pytest.fixture
def liar(sandbox: Sandbox) -> Iterator[Provider]:
    """Give a second provider above the hub, asked just as ProConnect is, which says what a test asks."""
    shipped = tomllib.loads((DATA / "issuers" / "hub-agentconnect.toml").read_text(encoding="utf-8"))
    with providing() as provider, define_like(sandbox, shipped["guichets"][0], provider, at="hub-agentconnect"):
        provider.person = dict(AGENT)
        yield provider


def test_an_agent_signs_on_by_proconnect(application: HubApplication) -> None:
    browser = Browser()
    sign_in_by_hand(browser, application.ask(browser), "nathalie.rossi")
    assert application.received(browser) == {
        "ctemail": ["nathalie.rossi@ac-preau.example"],
        "ctln": ["Rossi"],
        "ctfn": ["Nathalie"],
        "ct-remote-user": ["nathalie.rossi"],
        "FrEduRneResp": ["X"],
    }


def test_the_trace_says_where_each_value_comes_from(application: HubApplication) -> None:
    browser = Browser()
    sign_in_by_hand(browser, application.ask(browser), "nathalie.rossi")
    page = text_of(application.trace())
    assert "proconnect: email" in page
    assert "proconnect: usual_name" in page


def test_a_sign_out_ends_the_session_at_proconnect_too(application: HubApplication) -> None:
    sandbox, browser = application.sandbox, Browser()
    sign_in_by_hand(browser, application.ask(browser), "nathalie.rossi")
    assert browser.get(f"{sandbox.urls['proconnect']}/account").url.endswith("/account")
    page = browser.get(f"{sandbox.urls['hub-agentconnect']}/sign-out")
    browser.submit(next(form for form in forms_of(page) if form.action.endswith("/sign-out")), {})
    assert not browser.get(f"{sandbox.urls['proconnect']}/account").url.endswith("/account")


def _ask(application: HubApplication) -> tuple[int, str]:
    browser = Browser()
    refusal = read_refusal(choose_guichet(browser, application.ask(browser), "proconnect-essai"))
    return refusal.status, refusal.code


def test_the_second_provider_is_believed_where_it_says_all(application: HubApplication, liar: Provider) -> None:
    browser = Browser()
    choose_guichet(browser, application.ask(browser), "proconnect-essai")
    assert application.received(browser)["ctemail"] == [AGENT["email"]]
    assert liar.asked[-1]["acr_values"] == "eidas1"


@pytest.mark.parametrize(
    ("code", "lie"),
    [
        ("guichet.fact_missing", lambda p: p.person.pop("siret")),
        ("guichet.fact_missing", lambda p: p.person.update(email="")),
        ("guichet.siret", lambda p: p.person.update(siret="73282932000075")),
        ("guichet.siret", lambda p: p.person.update(siret="7328293200007")),
        ("guichet.too_weak", lambda p: p.claims.update(acr="eidas0")),
        ("guichet.claim", lambda p: setattr(p, "plain_userinfo", True)),
        ("guichet.issuer_mixed", lambda p: p.answer.update(iss=None)),
    ],
    ids=["no siret", "no mail", "wrong key", "thirteen digits", "weak acr", "userinfo unsigned", "no iss"],
)
def test_what_proconnect_must_say_and_does_not_opens_nothing(
    application: HubApplication, liar: Provider, code: str, lie: Callable[[Provider], object]
) -> None:
    lie(liar)
    status, found = _ask(application)
    assert found == code
    assert status in {400, 403}


def test_an_establishment_of_la_poste_has_a_right_siret(application: HubApplication, liar: Provider) -> None:
    liar.person["siret"] = "35600000049837"
    browser = Browser()
    choose_guichet(browser, application.ask(browser), "proconnect-essai")
    assert application.received(browser)["ctln"] == ["Rossi"]
