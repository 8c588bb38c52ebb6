"""Owns whole sign-ons at ÉduConnect: its form, the profile preselected, what each service receives, how one leaves."""

import re
from urllib.parse import quote

import pytest
import requests
from lxml import html

from broker.lab.browser import Browser, forms_of
from tests.journeys.educonnect_service import attributes_of, choose_profile, educonnect_service
from tests.sandbox import Sandbox, password_form, sign_in_by_hand

_WORDS = ("FrEduCtId", "FrEduCtPersonAffiliation", "FrEduCtDateConnexion", "FrEduUrlRetour", "FrEduCtEleveUAI", "sn")


def _is_signed_in(browser: Browser, sandbox: Sandbox) -> bool:
    return browser.get(f"{sandbox.urls['educonnect']}/account").url.endswith("/account")


def _press(browser: Browser, page: requests.Response) -> requests.Response:
    [form] = [form for form in forms_of(page) if "/Shibboleth.sso/Logout" in form.action]
    return browser.submit(form, {})


def test_a_pupil_is_released_in_a_response_signed_twice_with_names_and_friendly_names(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        response = service.receive(Browser(), "anouk.sane", "eleve")
    signatures = response.xpath("//*[local-name()='Signature']/parent::*")
    assert [element.tag.rpartition("}")[2] for element in signatures] == ["Response", "Assertion"]
    names = {found.get("FriendlyName"): found.get("Name") for found in response.xpath("//*[local-name()='Attribute']")}
    assert names["FrEduCtEleveUAI"] == "urn:oid:1.3.6.1.4.1.20326.10.999.1.72"
    said = attributes_of(response)
    assert said["FrEduCtPersonAffiliation"] == ("eleve2d",)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", said["FrEduCtDateConnexion"][0])


def test_a_guardian_brings_a_service_nothing_of_the_child(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        said = attributes_of(service.receive(Browser(), "ndeye.sane", "responsable"))
    assert said["FrEduCtPersonAffiliation"] == ("resp2d",)
    assert "FrEduCtEleveUAI" not in said


def test_a_guardian_of_two_academies_is_one_account_with_both_records(sandbox: Sandbox) -> None:
    words = ("FrEduCtRefId", "FrEduCtPersonAffiliation")
    with educonnect_service(sandbox, *words, vocabulary="educonnect-ent") as service:
        found = [attributes_of(service.receive(Browser(), login, "responsable")) for login in _TWO_ACADEMIES]
    assert found[0] == found[1]
    assert {value.partition("|")[0] for value in found[0]["FrEduCtRefId"] if "{AAF}" in value} == {"{AAF}77", "{AAF}78"}


_TWO_ACADEMIES = ("samia.berrada", "samia.berrada2")


def test_a_teleservice_hears_of_each_child_of_both_academies(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, "FrEduVecteur", vocabulary="educonnect-teleservices") as service:
        said = attributes_of(service.receive(Browser(), _TWO_ACADEMIES[0], "responsable"))
    assert len({value.rpartition("|")[2] for value in said["FrEduVecteur"]}) == 2
    assert all(re.fullmatch(r"[12]\|Berrada\|Samia\|\w+\|\w{8}", value) for value in said["FrEduVecteur"])


@pytest.mark.parametrize(("identifier", "form"), [("transient", "transient"), ("pseudonym", "persistent")])
def test_the_name_of_the_subject_is_as_the_contract_says(sandbox: Sandbox, identifier: str, form: str) -> None:
    with educonnect_service(sandbox, "FrEduCtId", more=f'identifier = "{identifier}"\n') as service:
        names = [service.receive(Browser(), "anouk.sane", "eleve").xpath("//*[local-name()='NameID']")[0] for _ in "ab"]
    assert all(name.get("Format").endswith(f":{form}") for name in names)
    assert (names[0].text == names[1].text) is (identifier == "pseudonym")


def test_a_service_preselects_the_profile_and_the_person_may_choose_another(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        browser = Browser()
        page = service.ask(browser, "eleve")
        assert password_form(page)
        [other] = html.fromstring(page.content).xpath("//a[contains(@href, '/sign-in/profile')]/@href")
        page = choose_profile(browser, browser.get(f"{service.base}{other}"), "National_tut")
        sign_in_by_hand(browser, page, "ndeye.sane")
        assert attributes_of(service.received(browser))["FrEduCtPersonAffiliation"] == ("resp2d",)


def test_without_a_preselection_the_two_buttons_come_first(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        page = html.fromstring(service.ask(Browser()).content)
    assert page.xpath("//form//button/@id") == ["bouton_eleve", "bouton_responsable"]


def test_a_wrong_password_shows_the_same_form_with_the_next_number_and_tells_the_service_nothing(
    sandbox: Sandbox,
) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        browser = Browser()
        page = service.ask(browser, "eleve")
        for number in (1, 2, 3):
            form = password_form(page)
            assert form.action.endswith(f"execution=e1s{number}")
            assert html.fromstring(page.content).xpath("//button[@id='bouton_valider']/@name") == ["_eventId_proceed"]
            page = browser.submit(form, {"j_username": "anouk.sane", "j_password": "wrong"})
            assert page.status_code == requests.codes.ok
        assert not browser.responses


def test_the_return_address_asks_then_signs_out_then_leads_on_to_the_end_of_the_chain(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS) as service:
        browser = Browser()
        [address] = attributes_of(service.receive(browser, "anouk.sane", "eleve"))["FrEduUrlRetour"]
        page = browser.get(address)
        assert _is_signed_in(browser, sandbox), "a link alone ends nothing"
        page = _press(browser, page)
        assert not _is_signed_in(browser, sandbox)
        if not page.url.endswith("/idp/profile/Logout"):  # the service has no address of sign-out: the page says so
            [onward] = html.fromstring(page.content).xpath("//a[contains(@href, '/idp/profile/Logout')]/@href")
            page = browser.get(str(onward))
        assert page.url == f"{service.base}/idp/profile/Logout"


def test_who_is_not_signed_in_is_led_on_at_once_and_to_the_service_s_own_address_too(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, "FrEduCtId") as service:
        link = f"{service.base}/Shibboleth.sso/Logout?return="
        for address in (f"{service.base}/logout", f"https://{service.name}.example/"):
            answer = requests.get(f"{link}{quote(address, safe='')}", allow_redirects=False, timeout=15)
            assert (answer.status_code, answer.headers["Location"]) == (302, address)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "{base}@evil.example/",
        "{base}\\@evil.example/",
        "{base}.evil.example/",
        "/logout",
    ],
)
def test_nobody_is_led_to_an_address_that_nobody_registered(sandbox: Sandbox, address: str) -> None:
    base = sandbox.urls["educonnect"]
    link = f"{base}/Shibboleth.sso/Logout?return={quote(address.format(base=base), safe='')}"
    answer = requests.get(link, allow_redirects=False, timeout=15)
    assert answer.status_code == requests.codes.bad_request
    assert "sign_out.return" in answer.text


def test_a_portal_s_link_brings_a_response_that_answers_nothing_where_the_contract_takes_one(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, *_WORDS, terms="unsolicited = true\n") as service:
        browser, link = Browser(), f"{service.base}/idp/profile/SAML2/Unsolicited/SSO?providerId="
        page = browser.get(f"{link}{quote(service.entity_id, safe='')}&target=there")
        sign_in_by_hand(browser, choose_profile(browser, page, "National_elv"), "anouk.sane")
        response = service.received(browser)
    assert not response.xpath("//@InResponseTo")
    assert attributes_of(response)["FrEduCtPersonAffiliation"] == ("eleve2d",)


def test_a_portal_s_link_opens_nothing_where_the_contract_does_not_say_so(sandbox: Sandbox) -> None:
    with educonnect_service(sandbox, "FrEduCtId") as service:
        link = f"{service.base}/idp/profile/SAML2/Unsolicited/SSO?providerId={quote(service.entity_id, safe='')}"
        assert requests.get(link, timeout=15).status_code >= requests.codes.bad_request


@pytest.mark.parametrize("path", ["/logout", "/idp/profile/Logout"])
def test_the_sign_out_pages_ask_first(sandbox: Sandbox, path: str) -> None:
    with educonnect_service(sandbox, "FrEduCtId") as service:
        browser = Browser()
        service.receive(browser, "anouk.sane", "eleve")
        page = browser.get(f"{service.base}{path}")
        assert _is_signed_in(browser, sandbox)
        [form] = [form for form in forms_of(page) if form.action.endswith("/sign-out")]
        browser.submit(form, {})
        assert not _is_signed_in(browser, sandbox)
