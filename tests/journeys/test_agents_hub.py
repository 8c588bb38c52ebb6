"""The agents' hub: each academy behind one choice, with memory; what its applications receive, and whom they refuse."""

import pytest

from broker.lab.browser import Browser, forms_of
from tests.journeys.agents import CENTRAL, DELEGATE, HEAD, OF_BRUME, TEACHER, open_at_the_hub
from tests.journeys.steps import choose_guichet, envelope, read_refusal, received, resource_url, text_of
from tests.sandbox import Sandbox, sign_in_by_hand


def test_a_head_opens_an_application_and_it_receives_what_the_contract_names(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "pilotage", HEAD)
    assert received(browser, page) == {
        "ctemail": [f"{HEAD}@ac-preau.example"],
        "ctln": ["Ouattara"],
        "ctfn": ["Hélène"],
        "FrEduFonctAdm": ["DIR"],
        "FrEduRneResp": ["9990004A$UAJ$PU$N$T3$CLG$340"],
        "FrEduResDel": ["X"],
    }
    assert envelope(page)["NameID"].startswith("_")


def test_whoever_holds_a_delegation_in_force_opens_it_too(sandbox: Sandbox) -> None:
    browser, page = open_at_the_hub(sandbox, "pilotage", DELEGATE)
    assert received(browser, page)["FrEduFonctAdm"] == ["ADF"]


def test_a_teacher_learns_why_not_and_nothing_is_sent(sandbox: Sandbox) -> None:
    _, page = open_at_the_hub(sandbox, "pilotage", TEACHER)
    shown = read_refusal(page)
    assert (shown.status, shown.code) == (403, "access.function")
    assert "délégation" in shown.sentence
    assert (shown.rows["Attendu"], shown.rows["Reçu"]) == ("DIR", "ENS")


@pytest.mark.parametrize(
    ("academy", "login", "code"),
    [("academie", HEAD, "077"), ("academie-brume", OF_BRUME, "078"), ("administration-centrale", CENTRAL, "079")],
)
def test_agents_of_every_academy_come_by_their_own_guichet_in_openid_connect(
    sandbox: Sandbox, academy: str, login: str, code: str
) -> None:
    browser, page = open_at_the_hub(sandbox, "orientation", login, academy)
    found = received(browser, page)
    assert found["codaca"] == [code]
    assert found["email"][0].startswith(f"{login}@")
    assert found["FrEduRneResp"]  # an array, `X` where there is none


def test_a_guichet_signs_on_the_agents_of_its_own_academy_only(sandbox: Sandbox) -> None:
    for login, academy in ((HEAD, "academie-brume"), (OF_BRUME, "academie"), (CENTRAL, "academie")):
        _, page = open_at_the_hub(sandbox, "orientation", login, academy)
        assert page.url.startswith(sandbox.urls[academy])
        assert 'role="alert"' in page.text


def test_the_academy_chosen_last_is_offered_first_and_can_be_changed_or_forgotten(sandbox: Sandbox) -> None:
    browser = Browser()
    page = browser.get(resource_url(sandbox, "pilotage"))
    assert 'id="remembered"' not in page.text
    choose_guichet(browser, page, "academie-brume")
    page = browser.get(resource_url(sandbox, "pilotage"))
    assert "Académie de Brume" in text_of(page).partition("Un autre guichet")[0]
    page = choose_guichet(browser, page, "academie")
    assert page.url.startswith(sandbox.urls["academie"])
    page = browser.get(resource_url(sandbox, "pilotage"))
    assert "Académie de Préau" in text_of(page).partition("Un autre guichet")[0]
    page = browser.submit(next(form for form in forms_of(page) if form.action.partition("?")[0].endswith("forget")), {})
    assert 'id="remembered"' not in page.text


def test_a_remembered_name_that_nobody_offers_is_no_choice(sandbox: Sandbox) -> None:
    browser = Browser()
    choose_guichet(browser, browser.get(resource_url(sandbox, "pilotage")), "academie")
    for cookie in browser.http.cookies:
        if cookie.name.endswith("_guichet"):
            cookie.value = "https://elsewhere.example"
    page = browser.get(resource_url(sandbox, "pilotage"))
    assert page.ok
    assert "elsewhere" not in page.text


def test_one_sign_in_opens_the_hubs_applications_one_after_the_other(sandbox: Sandbox) -> None:
    browser, _ = open_at_the_hub(sandbox, "pilotage", HEAD)
    assert "email" in received(browser, browser.get(resource_url(sandbox, "orientation")))


def test_staff_come_to_the_access_broker_by_the_same_directory(sandbox: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "carnet")), "academie")
    page = sign_in_by_hand(browser, page, "souleymane.perrot")
    assert received(browser, page)["PRO"] == ["National_ens"]
