"""Owns SAML single logout as people and publishers meet it: whoever starts it, everybody is told."""

import pytest

from broker.commands.browser import Browser
from tests.journeys.sign_out_service import POST, REDIRECT, SOAP, sign_out_service
from tests.protocols.saml.logout_builders import codes_of, name_of
from tests.sandbox import Sandbox


def test_a_resource_starts_and_the_other_is_told_over_soap(sandbox: Sandbox) -> None:
    with sign_out_service(sandbox, REDIRECT, SOAP) as first, sign_out_service(sandbox, SOAP) as second:
        browser = Browser()
        mine, other = first.open_in(browser), second.open_in(browser)
        first.ask_by_redirect(browser, mine, "back to the yard")
        [(path, request)] = second.memory.asked
        assert path == SOAP
        assert name_of(request).text == other.name_id
        assert first.memory.asked == []
        [answer] = first.memory.answered
        assert codes_of(answer) == ["Success"]
        assert first.memory.relay_states == ["back to the yard"]
