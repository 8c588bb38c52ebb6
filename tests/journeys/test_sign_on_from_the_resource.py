"""Owns the sign-ons that begin at the resource: the person says by which guichet (facts/identity-providers.md)."""

from base64 import b64decode

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import (
    PUPIL,
    STUDIO,
    choose_guichet,
    choose_profile,
    envelope,
    open_by_ent,
    person_of,
    received,
    resource_url,
)
from tests.sandbox import Sandbox, sign_in_by_hand


def sign_on(sandbox: Sandbox, slug: str, guichet: str, login: str, profile: str | None = None) -> dict[str, list[str]]:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, slug)), guichet)
    if profile is not None:
        page = choose_profile(browser, page, profile)
    return received(browser, sign_in_by_hand(browser, page, login))


def test_the_guichets_are_offered_with_their_titles(sandbox: Sandbox) -> None:
    page = Browser().get(resource_url(sandbox, "carnet"))
    doors = html.fromstring(page.content).xpath("//ul[@class='doors']//strong/text()")
    assert doors == ["ENT de la Cour", "ENT de l’Écume", "ÉduConnect simulé", "Guichet de l’académie"]


def test_a_pupil_comes_by_the_ent_chosen_on_the_page(sandbox: Sandbox) -> None:
    assert sign_on(sandbox, "carnet", "ent-cour", PUPIL)["PRO"] == ["National_elv"]


@pytest.mark.parametrize(
    ("login", "profile"), [("anouk.sane", "National_elv"), ("ndeye.sane", "National_tut")], ids=["pupil", "guardian"]
)
def test_without_an_ent_pupils_and_guardians_come_by_educonnect_having_said_who_they_are(
    sandbox: Sandbox, login: str, profile: str
) -> None:
    found = sign_on(sandbox, "carnet", "educonnect", login, profile)
    assert found["PRO"] == [profile]
    assert found["UAI"] == ["9990010G"]


def test_educonnect_asks_the_profile_before_the_password(sandbox: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "carnet")), "educonnect")
    assert page.url.startswith(sandbox.urls["educonnect"])
    assert not [form for form in forms_of(page) if "j_password" in form.fields]
    assert {"bouton_eleve", "bouton_responsable"} <= set(html.fromstring(page.content).xpath("//button/@id"))


def test_educonnect_refuses_a_guardian_who_said_pupil(sandbox: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "carnet")), "educonnect")
    page = sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), "ndeye.sane")
    assert page.url.startswith(sandbox.urls["educonnect"])
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(
    ("login", "profile"),
    [
        ("souleymane.perrot", "National_ens"),
        ("berenice.leger", "National_dir"),
        ("amadou.bensaid", "National_evs"),
        ("nathalie.rossi", "National_aca"),
    ],
    ids=["teacher", "head", "school-life", "academy"],
)
def test_staff_come_by_the_academys_guichet(sandbox: Sandbox, login: str, profile: str) -> None:
    found = sign_on(sandbox, "carnet", "academie", login)
    assert found["PRO"] == [profile]
    assert found["UAI"] == [person_of(sandbox, login).memberships[0].uai]


def test_the_academys_guichet_does_not_sign_on_a_pupil(sandbox: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "carnet")), "academie")
    page = sign_in_by_hand(browser, page, PUPIL)
    assert page.url.startswith(sandbox.urls["academie"])
    assert 'role="alert"' in page.text


def test_a_service_that_publishes_an_encryption_key_receives_an_encrypted_assertion(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, STUDIO, "clemence.diarra")
    attributes, person = received(browser, page), person_of(sandbox, "clemence.diarra")
    assert envelope(page)["EncryptedAssertion"] == "true"
    assert attributes["NOM"] == list(person.family_name.values)
    assert attributes["P_MEL"] == list(person.mail.values[:1])
    assert attributes["P_MAT"] == list(person.memberships[0].subjects.values)
    assert attributes["P_MS4"] == list(person.memberships[0].levels.values)


def test_what_travels_to_that_service_shows_no_value(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, STUDIO, "clemence.diarra")
    assert received(browser, page)
    action, encoded = browser.responses[-1]
    assert action == f"{resource_url(sandbox, 'studio')}saml/acs"
    assert b"EncryptedAssertion" in b64decode(encoded)
    assert b"clemence" not in b64decode(encoded).lower()


def test_the_metadata_of_the_hub_names_the_addresses_that_work(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.home}/idp/metadata", timeout=15)
    assert answer.headers["Content-Type"].startswith("application/samlmetadata+xml")
    assert f"{sandbox.home}/idp/profile/SAML2/Redirect/SSO" in answer.text
    assert f"{sandbox.home}/idp/profile/SAML2/Callback" in answer.text
    assert "bac à sable" in answer.text
