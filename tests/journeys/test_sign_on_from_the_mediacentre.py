"""Owns the sign-ons that begin with the médiacentre's link, by the ENT (facts/gar.md 2, 5)."""

import re

import requests

from broker.lab.browser import Browser, forms_of
from tests.journeys.steps import (
    ATELIER,
    CARNET,
    PUPIL,
    entry_link,
    envelope,
    in_base64,
    open_by_ent,
    person_of,
    received,
    resource_url,
)
from tests.sandbox import Sandbox, sign_in_by_hand


def test_the_link_leads_to_the_resource_then_the_ent_then_back_with_what_the_contract_names(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, ATELIER, PUPIL, "9990004A")
    assert page.url.startswith(resource_url(sandbox, "atelier"))
    found, person = received(browser, page), person_of(sandbox, PUPIL)
    assert set(found) == {"IDO", "UAI", "PRO", "PRE", "DIV", "GRO"}
    assert re.fullmatch("[0-9a-f]{128}", found["IDO"][0])
    assert found["UAI"] == ["9990004A"]
    assert found["PRO"] == ["National_elv"]
    assert found["PRE"] == list(person.given_name.values)
    assert found["DIV"] == list(person.memberships[0].divisions.values)
    assert found["GRO"] == list(person.memberships[0].groups.values)


def test_the_link_redirects_to_the_resources_own_address_and_nowhere_else(sandbox: Sandbox) -> None:
    answer = requests.get(entry_link(sandbox, CARNET, uai="9990004A"), allow_redirects=False, timeout=15)
    assert answer.status_code == 302
    assert answer.headers["Location"] == resource_url(sandbox, "carnet")


def test_the_chain_goes_by_the_resource_the_hub_and_the_ent_in_this_order(sandbox: Sandbox) -> None:
    page = Browser().get(entry_link(sandbox, CARNET))
    visited = [f"{step.url.split('?')[0]}" for step in (*page.history, page)]
    assert visited == [
        f"{sandbox.home}/domaineGar",
        resource_url(sandbox, "carnet"),
        f"{sandbox.home}/idp/profile/SAML2/Redirect/SSO",
        f"{sandbox.urls['ent-cour']}/idp/SSO/Redirect",
    ]


def test_the_older_form_of_the_link_names_the_resource_in_base64(sandbox: Sandbox) -> None:
    browser = Browser()
    link = f"{sandbox.home}/domaineGar?idENT={in_base64('P0')}&idEtab={in_base64('9990004A')}&idSrc={in_base64(CARNET)}"
    page = sign_in_by_hand(browser, browser.get(link), PUPIL)
    assert set(received(browser, page)) == {"IDO", "UAI", "PRO"}


def test_the_school_may_be_absent_from_the_link(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL, uai=None)
    assert received(browser, page)["UAI"] == ["9990004A"]


def test_the_ent_project_may_be_absent_and_then_the_guichet_is_asked(sandbox: Sandbox) -> None:
    page = Browser().get(entry_link(sandbox, CARNET, project=None))
    assert "/journey/guichet?" in page.text
    assert not [form for form in forms_of(page) if "password" in form.fields]


def test_another_ent_signs_on_its_own_people(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, "yanis.chauvin")
    assert page.history
    assert received(browser, page)["UAI"] == ["9990005B"]


def test_an_ent_does_not_sign_on_the_people_of_another(sandbox: Sandbox) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, browser.get(entry_link(sandbox, CARNET, project="P1")), PUPIL)
    assert page.url.startswith(sandbox.urls["ent-ecume"])
    assert 'role="alert"' in page.text


def test_the_resource_shows_the_assertion_that_it_received_and_the_relay_state_that_it_sent(sandbox: Sandbox) -> None:
    browser, page = open_by_ent(sandbox, CARNET, PUPIL)
    assert received(browser, page)
    shown = envelope(page)
    assert shown["RelayState"] == resource_url(sandbox, "carnet")
    assert shown["Issuer"] == f"{sandbox.home}/idp/metadata"
    assert "AttributeStatement" in shown["assertion"]
    assert "SignatureValue" in shown["assertion"]
    assert shown["EncryptedAssertion"] == "false"
