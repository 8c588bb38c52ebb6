"""python-cas in each version of the protocol that it speaks, against the broker's own words of them."""

from collections.abc import Iterator

import pytest
from cas import CASClient, CASClientV3

from tests.journeys.cas_service import CasService, cas_service, ticket_in
from tests.journeys.steps import choose_guichet
from tests.sandbox import Sandbox, sign_in_by_hand

pytestmark = pytest.mark.live

_PUPIL = "emre.vasseur"  # of two divisions
_VERSIONS = ("1", "2", "3", "CAS_2_SAML_1_0")


@pytest.fixture
def service(sandbox: Sandbox) -> Iterator[CasService]:
    with cas_service(sandbox) as found:
        yield found


def sign_on(service: CasService, client: CASClient) -> str:
    """Go where the client says to; return the ticket that comes of it."""
    browser = service.browser()
    page = choose_guichet(browser, browser.get(client.get_login_url()), "ent-cour")
    return ticket_in(sign_in_by_hand(browser, page, _PUPIL).url)


@pytest.mark.parametrize("version", _VERSIONS)
def test_a_ticket_names_the_person_once_in_every_version(service: CasService, version: str) -> None:
    client = CASClient(version=version, service_url=service.address, server_url=f"{service.sandbox.home}/")
    ticket = sign_on(service, client)
    user, attributes, granting = client.verify_ticket(ticket)
    assert user
    assert granting is None
    if version not in {"1", "2"}:
        assert attributes["DIV"] == ["5A##5EME A", "5B##5EME B"]
        assert attributes["UAI"] == "9990004A"
        assert len(attributes["IDO"]) == 128
    assert client.verify_ticket(ticket)[0] is None


def test_the_logout_request_is_one_to_python_cas(service: CasService) -> None:
    browser, ticket = service.sign_on(_PUPIL)
    client = CASClient(version=3, service_url=service.address, server_url=f"{service.sandbox.home}/")
    browser.get(client.get_logout_url(service.address))
    (message,) = service.heard.posts("logoutRequest")
    assert CASClientV3.verify_logout_request(message, ticket)
    assert not CASClientV3.verify_logout_request(message, f"{ticket}x")
