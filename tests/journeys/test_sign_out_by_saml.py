"""Owns SAML single logout started by a resource: by each binding, everybody is told, and who asked is answered."""

import pytest
from lxml import html

from broker.console.leg_titles import LEG_TITLES
from broker.lab.browser import Browser
from tests.journeys.sign_out_listener import POST, REDIRECT, SOAP
from tests.journeys.sign_out_pages import closings, is_signed_in_at, is_signed_in_at_hub, trace_of
from tests.journeys.sign_out_service import SignOutService, sign_out_service
from tests.protocols.saml.logout_builders import Named, codes_of, is_signed, name_of
from tests.protocols.saml.saml_builders import SAMLP
from tests.sandbox import Sandbox


def _ask(service: SignOutService, browser: Browser, named: Named, binding: str) -> None:
    if binding == REDIRECT:
        service.ask_by_redirect(browser, named, "back")
    else:
        service.ask_by_post(browser, named, "back")


@pytest.mark.parametrize("binding", [REDIRECT, POST])
def test_everybody_is_told_and_who_asked_is_answered_by_the_same_binding(sandbox: Sandbox, binding: str) -> None:
    with sign_out_service(sandbox, binding, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        mine, other = first.open_in(browser), second.open_in(browser)
        _ask(first, browser, mine, binding)
        [(path, request)] = second.memory.asked
        name = name_of(request)
        assert path == SOAP
        assert (name.text, name.get("Format")) == (other.name_id, other.name_id_format)
        assert (name.get("NameQualifier"), name.get("SPNameQualifier")) == other.qualifiers
        assert request.findtext(f"{{{SAMLP}}}SessionIndex") == other.index
        assert is_signed(request)
        assert first.memory.asked == [], "who asked knows already"
        [answer] = first.memory.answered
        assert (codes_of(answer), first.memory.relay_states) == (["Success"], ["back"])
        assert answer.get("Destination") == f"{first.url}{binding}"
        assert not is_signed_in_at_hub(browser, sandbox)
        assert not is_signed_in_at(browser, sandbox, "ent-cour"), "the guichet was told too"


def test_over_soap_the_answer_comes_in_the_same_connection(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        mine, _other = first.open_in(browser), second.open_in(browser)
        assert first.ask_by_soap(mine) == ["Success"]
        assert len(second.memory.asked) == 1
        assert not is_signed_in_at_hub(browser, sandbox)
        assert not is_signed_in_at(browser, sandbox, "ent-cour")


@pytest.mark.parametrize("binding", [REDIRECT, POST])
def test_a_service_without_soap_is_told_through_the_browser(sandbox: Sandbox, binding: str) -> None:
    with sign_out_service(sandbox, REDIRECT) as first, sign_out_service(sandbox, binding) as second:
        browser = Browser()
        mine, other = first.open_in(browser), second.open_in(browser)
        first.ask_by_redirect(browser, mine)
        [(path, request)] = second.memory.asked
        assert (path, name_of(request).text) == (binding, other.name_id)
        assert is_signed(request) is (binding == POST), "by Redirect the query is signed"
        assert [codes_of(answer) for answer in first.memory.answered] == [["Success"]]


def test_several_are_told_through_the_browser_one_after_the_other(sandbox: Sandbox) -> None:
    with (
        sign_out_service(sandbox, REDIRECT) as first,
        sign_out_service(sandbox, POST) as second,
        sign_out_service(sandbox, REDIRECT) as third,
    ):
        browser = Browser()
        mine, *_others = first.open_in(browser), second.open_in(browser), third.open_in(browser)
        first.ask_by_redirect(browser, mine)
        assert [len(service.memory.asked) for service in (second, third)] == [1, 1]
        assert [codes_of(answer) for answer in first.memory.answered] == [["Success"]]


def test_over_soap_what_needs_a_browser_waits_for_one_and_a_later_request_carries_on(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP, REDIRECT) as first, sign_out_service(sandbox, REDIRECT) as second:
        browser = Browser()
        mine, _other = first.open_in(browser), second.open_in(browser)
        assert first.ask_by_soap(mine) == ["Success", "PartialLogout"]
        assert second.memory.asked == []
        assert not is_signed_in_at_hub(browser, sandbox), "the session itself is over at once"
        first.ask_by_redirect(browser, mine)
        assert len(second.memory.asked) == 1
        assert [codes_of(answer) for answer in first.memory.answered] == [["Success"]]


def test_a_service_opened_twice_in_one_session_is_told_of_both_and_shown_once(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        mine, once, again = first.open_in(browser), second.open_in(browser), second.open_in(browser)
        first.ask_by_redirect(browser, mine)
        told = {name_of(request).text for _path, request in second.memory.asked}
        assert told == {once.name_id, again.name_id}
        assert [codes_of(answer) for answer in first.memory.answered] == [["Success"]]


def test_the_named_session_ends_though_the_browser_is_in_another(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT) as service:
        elsewhere, here = Browser(), Browser()
        named, _mine = service.open_in(elsewhere), service.open_in(here)
        service.ask_by_redirect(here, named)
        assert not is_signed_in_at_hub(elsewhere, sandbox)
        assert is_signed_in_at_hub(here, sandbox), "this browser's own session is not the one named"


def test_a_service_that_wants_no_answer_gets_none_and_the_person_sees_what_was_closed(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        mine, _other = first.open_in(browser), second.open_in(browser)
        page = first.ask_by_redirect(browser, mine, asynchronous=True)
        assert first.memory.answered == []
        assert closings(page)[second.own.title] == "fermée"


def test_each_message_is_a_leg_of_the_trace(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT) as first, sign_out_service(sandbox, REDIRECT, SOAP) as second:
        browser = Browser()
        mine, _other = first.open_in(browser), second.open_in(browser)
        second.memory.codes = ("urn:oasis:names:tc:SAML:2.0:status:Responder",)
        trace = html.fromstring(trace_of(first.ask_by_redirect(browser, mine)).content)
        legs = trace.xpath("//ol[@class='line']/li")
        request, answer = LEG_TITLES["sign_out_request"].fr, LEG_TITLES["sign_out_answer"].fr
        shown = [(leg.get("class"), str(leg.xpath("string(.//strong)"))) for leg in legs]
        assert shown[0] == ("in", request)
        assert shown.count(("out", request)) == 3, "the guichet, the other over SOAP, the other by the browser"
        assert shown.count(("in", answer)) == 3
        assert shown[-1] == ("out", answer)
        text = trace.text_content()
        assert mine.name_id in text
        assert "LogoutRequest Destination" in text
        listed = html.fromstring(browser.get(f"{sandbox.home}/journeys").content)
        [row] = listed.xpath("//tbody/tr[td[2]=$service]", service=first.entity_id)[:1]
        assert "session fermée, mais pas partout" in row.text_content()
