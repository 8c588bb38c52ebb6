"""Owns the tests of /login (CAS protocol 2.1, 2.2.1, 2.2.4)."""

from urllib.parse import urlencode

import pytest
import requests
from lxml import html

from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.lab.browser import Browser, forms_of
from tests.journeys.cas_service import CasService, cas_service, read_success, ticket_in
from tests.journeys.steps import PUPIL, choose_guichet, entry_link, later, person_of, read_refusal, text_of
from tests.sandbox import Sandbox, password_form, sign_in_by_hand


def asks_for_a_password(page: requests.Response) -> bool:
    return any({"password", "j_password"} & set(form.fields) for form in forms_of(page))


def test_2_2_4_the_ticket_is_added_to_the_very_address_that_was_given(service: CasService, signed_in: Browser) -> None:
    answer = service.ask_once(signed_in)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{service.address}&ticket={ticket_in(answer.headers['Location'])}"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("end", "joint"),
    [("", "?"), ("?", ""), ("?a=1", "&"), ("?a=1&", "&"), ("?u=%2F..%2F%C3%A9+x", "&"), ("?ids[]=3&ids[]=4", "&")],
)
def test_2_2_4_an_address_keeps_its_query_whatever_it_is(
    service: CasService, signed_in: Browser, end: str, joint: str
) -> None:
    """Clients take the ticket and the sign before it out of where they are called, and validate with what is left."""
    address = f"{service.site}/app{end}"
    location = service.ask_once(signed_in, service=address).headers["Location"]
    assert location == f"{address}{joint}ticket={ticket_in(location)}"


def test_2_1_1_log_ins_repeat_and_each_gives_another_ticket(service: CasService, signed_in: Browser) -> None:
    assert len({service.ticket(signed_in) for _ in range(5)}) == 5


def test_2_1_1_an_address_that_nobody_registered_is_explained_and_never_followed(
    service: CasService, signed_in: Browser
) -> None:
    answer = service.ask_once(signed_in, service="https://elsewhere.example/app")
    refusal = read_refusal(answer)
    assert (answer.status_code, refusal.code) == (403, "cas.service.unknown")
    assert "Location" not in answer.headers
    assert "https://elsewhere.example/app" in refusal.rows["Reçu"]
    assert not [form for form in forms_of(answer) if "elsewhere" in form.action]
    assert refusal.trace_url is not None
    assert "elsewhere.example" in requests.get(refusal.trace_url, timeout=15).text


def test_2_1_1_without_a_service_the_page_says_who_is_signed_in_and_releases_nothing(
    service: CasService, signed_in: Browser
) -> None:
    nobody = requests.get(f"{service.sandbox.home}/login", timeout=15)
    assert "Personne n’est connecté" in text_of(nobody)
    somebody = signed_in.get(f"{service.sandbox.home}/login?gateway=true")
    assert somebody.status_code == 200
    assert "ENT de la Cour" in text_of(somebody)
    person = person_of(service.sandbox, PUPIL)
    assert not [value for value in (*person.family_name.values, person.login) if value in somebody.text]


def test_2_1_1_renew_asks_for_the_password_in_spite_of_the_session(service: CasService) -> None:
    browser, _ticket = service.sign_on()
    page = choose_guichet(browser, service.ask(browser, renew="true"), "ent-cour")
    assert asks_for_a_password(page)
    fresh = ticket_in(sign_in_by_hand(browser, page, PUPIL).url)
    _user, attributes = read_success(service.validate(fresh, renew="true"))
    assert attributes["isFromNewLogin"] == ["true"]


def test_2_1_1_renew_false_is_not_set(service: CasService, signed_in: Browser) -> None:
    assert service.ask_once(signed_in, renew="false").status_code == 302


def test_2_1_1_gateway_gives_a_ticket_to_who_is_signed_in(service: CasService, signed_in: Browser) -> None:
    _user, attributes = read_success(service.validate(service.ticket(signed_in, gateway="true")))
    assert attributes["isFromNewLogin"] == ["false"]


def test_2_1_1_gateway_sends_who_is_not_signed_in_back_without_a_ticket_and_shows_nothing(service: CasService) -> None:
    answer = service.ask_once(service.browser(), gateway="true")
    assert answer.status_code in {302, 303}
    assert answer.headers["Location"] == service.address


def test_2_1_1_gateway_comes_back_too_from_a_guichet_that_would_have_to_ask(service: CasService) -> None:
    browser = service.browser()
    browser.http.get(entry_link(service.sandbox, f"ark:/77777/{service.name}"), timeout=15)
    assert service.ask(browser, gateway="true").url == service.address


def test_2_1_1_gateway_signs_on_by_the_guichets_own_session(sandbox: Sandbox, service: CasService) -> None:
    browser = service.browser()
    sign_in_by_hand(browser, browser.get(f"{sandbox.urls['ent-cour']}/sign-in"), PUPIL)
    browser.http.get(entry_link(sandbox, f"ark:/77777/{service.name}"), timeout=15)
    with later(sandbox, 60):
        ticket = ticket_in(service.ask(browser, gateway="true").url)
        _user, attributes = read_success(service.validate(ticket))
    assert attributes["isFromNewLogin"] == ["false"]


def test_2_1_1_gateway_comes_back_without_a_ticket_for_who_may_not_enter(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service, cas_service(sandbox) as other:
        service.contract_file.write_text(service.contract_text().replace('"National_elv", ', ""))
        browser, _ticket = other.sign_on()
        assert service.ask_once(browser, gateway="true").headers["Location"] == service.address
        assert read_refusal(service.ask_once(browser)).code == "profile.not_covered"


def test_2_1_1_renew_makes_gateway_void(service: CasService) -> None:
    browser, _ticket = service.sign_on()
    page = service.ask(browser, renew="true", gateway="true")
    assert asks_for_a_password(choose_guichet(browser, page, "ent-cour"))


def test_2_1_1_method_post_hands_the_ticket_over_in_a_form(service: CasService, signed_in: Browser) -> None:
    page = service.ask_once(signed_in, method="POST")
    (form,) = [form for form in forms_of(page) if form.automatic]
    assert (form.action, form.method, set(form.fields)) == (service.address, "post", {"ticket"})
    assert f"form-action 'self' {service.site}" in page.headers["Content-Security-Policy"]
    assert read_success(service.validate(form.fields["ticket"]))


@pytest.mark.parametrize("method", ["HEADER", "PUT", "<b>"])
def test_2_1_1_another_method_is_refused_clearly(service: CasService, signed_in: Browser, method: str) -> None:
    refusal = read_refusal(service.ask_once(signed_in, method=method))
    assert refusal.code == "cas.method.unsupported"
    assert "<b>" not in refusal.page


def test_2_1_1_parameters_come_once_and_not_longer_than_they_may(service: CasService, signed_in: Browser) -> None:
    query = urlencode([("service", service.address), ("service", "https://elsewhere.example/")])
    twice = signed_in.http.get(f"{service.sandbox.home}/login?{query}", allow_redirects=False, timeout=15)
    assert read_refusal(twice).code == "parameter.duplicate"
    long = service.ask_once(signed_in, service=f"{service.site}/app?{'a' * 2048}")
    assert read_refusal(long).code == "parameter.malformed"


def test_the_mediacentres_link_chooses_the_guichet_and_the_school(sandbox: Sandbox, service: CasService) -> None:
    browser, resource = service.browser(), f"ark:/77777/{service.name}"
    browser.http.get(entry_link(sandbox, resource, uai="9990004A"), timeout=15)
    page = sign_in_by_hand(browser, service.ask(browser), "viktor.lacombe")
    page = (
        browser.submit(next(form for form in forms_of(page) if "membership" in form.choices), {})
        if (page.url.startswith(sandbox.home))
        else page
    )
    _user, attributes = read_success(service.validate(ticket_in(page.url)))
    assert attributes["UAI"] == ["9990004A"]


@pytest.mark.parametrize(("mode", "status"), [("navigate", 200), ("", 303)])
def test_a_form_of_the_guichet_leads_a_browser_on_by_a_page_and_anything_else_by_a_redirect(
    service: CasService, mode: str, status: int
) -> None:
    browser = service.browser()
    asked = password_form(choose_guichet(browser, service.ask(browser), "ent-cour"))
    values = {**asked.fields, "email": PUPIL, "password": DEMO_PASSWORD}
    (form,) = [found for found in forms_of(browser.http.post(asked.action, values, timeout=15)) if found.automatic]
    headers = {"Sec-Fetch-Mode": mode} if mode else {}
    answer = browser.http.post(form.action, form.fields, headers=headers, allow_redirects=False, timeout=15)
    assert answer.status_code == status
    page = html.fromstring(answer.content) if status == 200 else None
    address = page.xpath("//a[@class='button']/@href")[0] if page is not None else answer.headers["Location"]
    assert page is None or page.xpath("//meta[@http-equiv='refresh']/@content") == [f"0;url={address}"]
    assert address == f"{service.address}&ticket={ticket_in(address)}"
    assert read_success(service.validate(ticket_in(address)))
