"""Owns C094 over real HTTP: a resource that is dead, slow or unwilling holds nobody up, and nobody is deceived."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from broker.flows.sign_out import BACK_CHANNEL_SECONDS
from broker.lab.browser import Browser
from tests.journeys.sign_out_listener import POST, REDIRECT, SOAP
from tests.journeys.sign_out_pages import (
    ABSENT,
    CLOSED,
    ENT,
    REFUSED,
    UNREACHED,
    carry_on,
    closings,
    is_signed_in_at_hub,
    press_sign_out,
    reasons,
)
from tests.journeys.sign_out_service import SignOutService, sign_out_service
from tests.protocols.saml.logout_builders import RESPONDER, UNKNOWN, codes_of
from tests.sandbox import Sandbox, free_ports

_MOST_SECONDS = BACK_CHANNEL_SECONDS + 3  # the machine may be busy; one service after the other would take longer


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when a block takes longer: what it calls has caps of its own."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


@contextmanager
def a_yard(sandbox: Sandbox, binding: str) -> Iterator[tuple[SignOutService, ...]]:
    """Open five services that are told by one binding: who asks, a good, a dead, a slow and an unwilling one."""
    with ExitStack() as stack:
        nobody = f"http://127.0.0.1:{free_ports()}"
        asks = stack.enter_context(sign_out_service(sandbox, REDIRECT, SOAP))
        good, slow, unwilling = (stack.enter_context(sign_out_service(sandbox, binding)) for _ in range(3))
        dead = stack.enter_context(sign_out_service(sandbox, binding, dead=nobody))
        slow.memory.silent, unwilling.memory.codes = True, (RESPONDER,)
        yield asks, good, dead, slow, unwilling


@pytest.mark.parametrize("binding", [SOAP, REDIRECT, POST])
def test_c094_the_others_are_told_in_time_and_the_person_sees_what_was_not_closed(
    sandbox: Sandbox, binding: str
) -> None:
    with a_yard(sandbox, binding) as (asks, good, dead, slow, unwilling):
        browser = Browser()
        mine, *_others = [service.open_in(browser) for service in (asks, good, dead, slow, unwilling)]
        with within(_MOST_SECONDS):
            page = asks.ask_by_redirect(browser, mine, "back")
        assert closings(page) == {
            good.own.title: CLOSED,
            dead.own.title: UNREACHED,
            slow.own.title: UNREACHED,
            unwilling.own.title: REFUSED,
            ENT: CLOSED,
        }
        assert reasons(page)[unwilling.own.title] == "Responder"
        assert asks.memory.answered == [], "the person sees it first"
        assert not is_signed_in_at_hub(browser, sandbox)
        carry_on(browser, page)
        assert [codes_of(answer) for answer in asks.memory.answered] == [["Success", "PartialLogout"]]
        assert asks.memory.relay_states == ["back"]


def test_c094_over_soap_the_answer_says_partial_within_the_time_that_the_asker_waits(sandbox: Sandbox) -> None:
    with a_yard(sandbox, SOAP) as (asks, good, *others):
        browser = Browser()
        mine, *_others = [service.open_in(browser) for service in (asks, good, *others)]
        with within(4):
            assert asks.ask_by_soap(mine) == ["Success", "PartialLogout"]
        assert len(good.memory.asked) == 1
        assert not is_signed_in_at_hub(browser, sandbox)


def test_c094_at_the_guichet_a_dead_resource_of_the_hub_does_not_hold_the_guichet_up(sandbox: Sandbox) -> None:
    with a_yard(sandbox, SOAP) as (_asks, good, dead, *_others):
        browser = Browser()
        for service in (good, dead):
            service.open_in(browser)
        with within(_MOST_SECONDS):
            page = press_sign_out(browser, f"{sandbox.urls['ent-cour']}/account")
        assert page.url.startswith(sandbox.home)
        assert closings(page) == {good.own.title: CLOSED, dead.own.title: UNREACHED}


@pytest.mark.parametrize(
    ("codes", "http_status", "ending", "reason"),
    [
        ((RESPONDER, UNKNOWN), 200, ABSENT, "Responder, UnknownPrincipal"),
        ((), 500, REFUSED, "HTTP 500"),
        ((), 302, REFUSED, "HTTP 302"),
    ],
)
def test_what_a_service_answers_over_soap_is_told_to_the_person(
    sandbox: Sandbox, codes: tuple[str, ...], http_status: int, ending: str, reason: str
) -> None:
    with sign_out_service(sandbox, SOAP) as service:
        service.memory.codes, service.memory.http_status = codes, http_status
        browser = Browser()
        service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert closings(page)[service.own.title] == ending
        assert reasons(page)[service.own.title] == reason


def test_a_service_that_does_not_manage_over_soap_is_told_by_the_browser(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP, REDIRECT) as service:
        service.memory.http_status = 500
        browser = Browser()
        service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert [path for path, _request in service.memory.asked] == [SOAP, REDIRECT]
        assert closings(page)[service.own.title] == CLOSED


def test_a_service_that_was_withdrawn_meanwhile_holds_nobody_up(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, SOAP) as staying:
        browser = Browser()
        with sign_out_service(sandbox, SOAP) as leaving:
            for service in (leaving, staying):
                service.open_in(browser)
        page = press_sign_out(browser, f"{sandbox.home}/sign-out")
        assert closings(page)[staying.own.title] == CLOSED
        assert len(closings(page)) == 3
