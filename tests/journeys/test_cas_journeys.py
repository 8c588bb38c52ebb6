"""Owns whole journeys over CAS: what the trace shows of them, and the shipped resource that speaks it."""

from urllib.parse import urljoin

import requests
from lxml import html

from broker.lab.browser import Browser
from tests.journeys.cas_service import CasService, cas_service, read_success
from tests.journeys.steps import (
    PUPIL,
    choose_guichet,
    entry_link,
    person_of,
    read_refusal,
    received,
    resource_url,
    text_of,
)
from tests.sandbox import Sandbox, sign_in_by_hand

ORCHESTRE = "ark:/77777/orchestre"


def latest_trace(service: CasService) -> requests.Response:
    """Return the trace of the latest journey of a service."""
    page = html.fromstring(requests.get(f"{service.sandbox.home}/journeys", timeout=15).content)
    rows = page.xpath("//tbody/tr[td[2]=$service]", service=f"{service.site}/app*")
    return requests.get(urljoin(service.sandbox.home, str(rows[0].xpath(".//a/@href")[0])), timeout=15)


def titles(page: requests.Response) -> list[str]:
    """Return the titles of the legs, in order."""
    return [str(found.text) for found in html.fromstring(page.content).xpath("//ol[@class='line']//summary/strong")]


def test_one_trace_holds_the_log_in_and_the_validation_as_they_were_sent(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        _browser, ticket = service.sign_on()
        before = latest_trace(service)
        answer = service.validate(ticket)
        _user, attributes = read_success(answer)
        after = latest_trace(service)
    assert ticket not in before.text, "it is still worth something"
    assert titles(before)[-1] == "Ticket remis à la ressource"
    assert titles(after)[-2:] == ["Demande de la ressource, de serveur à serveur", "Réponse à la ressource"]
    assert ticket in after.text
    assert attributes["IDO"][0] in after.text
    surname = person_of(sandbox, PUPIL).family_name.values[0]
    assert surname not in after.text


def test_a_validation_that_fails_stands_in_the_trace_of_its_log_in_with_the_rule(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        _browser, ticket = service.sign_on()
        service.call("p3/serviceValidate", service=f"{service.site}/app", ticket=ticket)
        trace = latest_trace(service)
    assert "cas.ticket.other_service" in trace.text
    assert "Gardez l’adresse envoyée à /login" in text_of(trace)
    assert f"{service.site}/app" in text_of(trace)
    assert "INVALID_SERVICE" in trace.text


def test_cas_2_0_shows_in_the_trace_that_no_attribute_left(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser, ticket = service.sign_on()
        service.validate(ticket, "serviceValidate")
        assert "Attributs transmis : 0" in text_of(latest_trace(service)).replace("\xa0", " ")
        service.validate(service.ticket(browser))
        assert "Attributs transmis : 5" in text_of(latest_trace(service)).replace("\xa0", " ")


def test_a_ticket_that_nobody_knows_leaves_a_trace_of_its_own(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        service.validate("ST-1-nobody")
        page = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=15).content)
        link = next(href for href in page.xpath("//tbody//a/@href") if "stray-" in href)
        trace = requests.get(urljoin(sandbox.home, link), timeout=15)
    assert "cas.ticket.unknown" in trace.text


def test_what_is_refused_for_its_length_is_not_kept_in_a_trace(sandbox: Sandbox) -> None:
    """Whoever sends much would push everybody else's traces out."""
    url = f"{sandbox.home}/samlValidate?TARGET=https://marelle.example/"
    requests.post(url, data="M" * 20_000, headers={"Content-Type": "text/xml"}, timeout=15)
    page = html.fromstring(requests.get(f"{sandbox.home}/journeys", timeout=15).content)
    link = next(href for href in page.xpath("//tbody//a/@href") if "stray-" in href)
    trace = requests.get(urljoin(sandbox.home, link), timeout=15)
    assert "cas.request.unreadable" in trace.text
    assert "M" * 1000 not in trace.text


def test_the_shipped_resource_is_opened_from_the_mediacentre(sandbox: Sandbox) -> None:
    browser = Browser()
    page = sign_in_by_hand(browser, browser.get(entry_link(sandbox, ORCHESTRE)), PUPIL)
    assert received(browser, page)["PRO"] == ["National_elv"]


def test_and_from_its_own_address(sandbox: Sandbox) -> None:
    browser = Browser()
    page = choose_guichet(browser, browser.get(resource_url(sandbox, "orchestre")), "ent-cour")
    assert received(browser, sign_in_by_hand(browser, page, PUPIL))["PRO"] == ["National_elv"]


def test_somebody_whom_the_contract_does_not_cover_reads_why_and_the_resource_gets_nothing(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        browser = service.browser()
        page = sign_in_by_hand(browser, choose_guichet(browser, service.ask(browser), "ent-cour"), "helene.ouattara")
        assert read_refusal(page).code == "profile.not_covered"
        assert service.heard.calls == []
