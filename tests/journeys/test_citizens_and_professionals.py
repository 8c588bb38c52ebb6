"""Walks the sign-ons of the example services of FranceConnect and ProConnect, as their publishers wrote them."""

import pytest
import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import received, resource_url
from tests.sandbox import Sandbox, sign_in_by_hand


def test_a_citizen_opens_a_service_of_franceconnect(sandbox: Sandbox) -> None:
    browser, page = _open(sandbox, "demarches", "aminata.le-goff")
    found = received(browser, page)
    assert found["given_name"] == ["Aminata"]
    assert found["family_name"] == ["Le Goff"]
    assert found["birthdate"] == ["1984-05-07"]


def test_a_professional_opens_a_service_of_proconnect(sandbox: Sandbox) -> None:
    browser, page = _open(sandbox, "parapheur", "nathalie.rossi")
    found = received(browser, page)
    assert found["usual_name"] == ["Rossi"]
    assert found["belonging_population"] == ["agent"]


@pytest.mark.parametrize(
    ("slug", "login", "issuer"),
    [("demarches", "ndeye.sane", "franceconnect"), ("parapheur", "youssef.amrani", "proconnect")],
)
def test_who_signs_out_at_the_service_is_nowhere_signed_in(
    sandbox: Sandbox, slug: str, login: str, issuer: str
) -> None:
    browser, page = _open(sandbox, slug, login)
    form = next(form for form in forms_of(page) if form.action.endswith("/sign-out"))
    browser.submit(form, {})
    again = browser.get(f"{resource_url(sandbox, slug)}?again=1")
    assert again.url.startswith(sandbox.urls[issuer]), "the password is asked again"


def test_who_lacks_what_the_contract_requires_is_refused_and_may_go_back(sandbox: Sandbox) -> None:
    _browser, page = _open(sandbox, "parapheur", "paola.huet")
    assert page.status_code == 403
    assert "attribute.required_missing" in page.text
    assert any(form.fields.get("error") == "access_denied" for form in forms_of(page))


def _open(sandbox: Sandbox, slug: str, login: str) -> tuple[Browser, requests.Response]:
    browser = Browser()
    return browser, sign_in_by_hand(browser, browser.get(resource_url(sandbox, slug)), login)
