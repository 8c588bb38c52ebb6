"""Owns the tests of the CAS resource: a sign-on, what it must refuse, and signing out from either end."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sp_examples.refusals import Why
from tests.sp_examples.cas_side import (
    IDO,
    SERVICE,
    TICKET,
    VALIDATE,
    ask,
    bring,
    failure,
    logout_request,
    response,
    sign_on,
    success,
    tell,
)
from tests.sp_examples.yard import Yard, is_signed_on, onward, sign_out

PROXIES = "<cas:proxies><cas:proxy>https://proxy.example.test</cas:proxy></cas:proxies>"
SPOILED = {
    "a failure": (response(failure("Ticket 'ST-1' not recognized")), Why.STATUS),
    "a failure that quotes a success": (response(failure(response(success()))), Why.STATUS),
    "a failure that holds a success": (
        response(failure("no").replace("no<", f"no{success()}<")),
        Why.STATUS,
    ),
    "another namespace": (response(success(), namespace="http://example.test/cas"), Why.NOT_FOR_US),
    "two successes": (response(success(), success()), Why.NOT_FOR_US),
    "a success and a failure": (response(success(), failure("no")), Why.NOT_FOR_US),
    "a failure and a success": (response(failure("no"), success()), Why.NOT_FOR_US),
    "no outcome": (response(), Why.NOT_FOR_US),
    "an outcome of another name": (response(f"<cas:proxySuccess>{success()}</cas:proxySuccess>"), Why.NOT_FOR_US),
    "a success below a success": (
        f'<x xmlns:cas="http://www.yale.edu/tp/cas">{response(success())}</x>',
        Why.NOT_FOR_US,
    ),
    "two users": (response(success().replace("<cas:attr", "<cas:user>else</cas:user><cas:attr")), Why.NOT_FOR_US),
    "a user in another namespace": (
        response(success().replace("cas:user>", "user>")),
        Why.NOT_FOR_US,
    ),
    "a user in two halves": (response(success(user="marie<b/>.autre")), Why.NOT_FOR_US),
    "a value in two halves": (response(success()).replace("0561641E", "0561641E<b/>X"), Why.NOT_FOR_US),
    "a proxy's ticket": (response(success().replace("<cas:attr", f"{PROXIES}<cas:attr")), Why.NOT_FOR_US),
    "a document type declaration": (f"<!DOCTYPE x>{response(success())}", Why.UNREADABLE),
    "an entity": (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>{response(success(user="&e;"))}',
        Why.UNREADABLE,
    ),
    "a page instead of XML": ("<p>Service unavailable", Why.UNREADABLE),
    "JSON instead of XML": ('{"serviceResponse": {}}', Why.UNREADABLE),
    "nothing": ("", Why.UNREADABLE),
    "CAS 1.0": ("yes\nmarie\n", Why.UNREADABLE),
}


@pytest.fixture
def yard(shared_yard: Yard) -> Yard:
    return shared_yard


def test_the_question_names_the_service_of_the_configuration_whatever_the_host_header_says(yard: Yard) -> None:
    page = yard.browser().get("/orchestre/", headers={"Host": "evil.example.test"})
    location = urlsplit(page.location)
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{yard.server.url}/login"
    assert parse_qs(location.query) == {"service": [SERVICE]}


def test_a_right_answer_is_accepted_and_shown_exactly(yard: Yard) -> None:
    browser = yard.browser()
    ask(browser)
    attributes = {"IDO": [IDO], "PRE": [" Zoé "], "DIV": ["3A##3ème A", "3B##3ème B"]}
    arrival = bring(yard, browser, response(success(attributes)))
    assert (arrival.status_code, arrival.location) == (303, "/orchestre/?arrived=1")
    page = browser.get(arrival.location).text
    assert "3A##3ème A" in page
    assert "AAdzZWNyZXQx" in page
    received = browser.get("/orchestre/received.json").get_json()
    assert received["attributes"] == attributes
    assert received["envelope"] == {"cas:user": "AAdzZWNyZXQx"}


def test_what_cas_says_of_the_sign_on_is_no_attribute_of_the_person(yard: Yard) -> None:
    browser = yard.browser()
    own = {"isFromNewLogin": ["true"], "authenticationDate": ["2026-11-25T10:00:00Z"]}
    sign_on(yard, browser, "ST-own", response(success(own | {"IDO": [IDO]})))
    received = browser.get("/orchestre/received.json").get_json()
    assert received["attributes"] == {"IDO": [IDO]}
    assert received["envelope"]["isFromNewLogin"] == "true"


def test_the_address_that_stays_in_the_browser_carries_no_ticket_but_the_page_asked_for(yard: Yard) -> None:
    browser = yard.browser()
    ask(browser, "?chapter=2")
    assert bring(yard, browser, response(success())).location == "/orchestre/?chapter=2&arrived=1"


def test_the_person_is_known_by_ido_and_never_by_cas_user(yard: Yard) -> None:
    browser = yard.browser()
    for number, user in enumerate(("AAdzZWNyZXQx", "BBdzZWNyZXQx")):
        ask(browser, "?again=1")
        bring(yard, browser, response(success(user=user)), f"ST-{number}-key")
        page = browser.get("/orchestre/").text
        assert f'<th scope="row">Clé de la personne</th><td>{IDO}</td>' in page
        assert user in page


def test_a_comment_does_not_cut_a_value_short(yard: Yard) -> None:
    browser = yard.browser()
    sign_on(yard, browser, text=response(success(user="marie<!-- -->.autre<?pi?>.fin")))
    assert browser.get("/orchestre/received.json").get_json()["envelope"] == {"cas:user": "marie.autre.fin"}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_answer_is_refused_with_its_reason_and_the_right_one_then_accepted(yard: Yard, name: str) -> None:
    text, why = SPOILED[name]
    browser = yard.browser()
    ask(browser)
    refused = bring(yard, browser, text)
    assert (refused.status_code, why.french in refused.text) == (why.status, True), refused.text
    assert SERVICE in refused.text
    assert not is_signed_on(browser, "orchestre")
    assert bring(yard, browser, response(success())).status_code == 303


def test_the_words_of_a_failure_are_shown_inert(yard: Yard) -> None:
    browser = yard.browser()
    ask(browser)
    page = bring(yard, browser, response(failure("<script>alert(1)</script>", "INVALID_SERVICE")))
    assert "INVALID_SERVICE" in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("ticket", ["ST-1&service=http://evil.example.test/", "ST-1%26service=x", "../ST-1", "ST 1#x"])
def test_a_ticket_cannot_add_to_the_question_of_its_validation(yard: Yard, ticket: str) -> None:
    browser = yard.browser()
    ask(browser)
    assert bring(yard, browser, response(success()), ticket).status_code == 303


def test_a_ticket_of_whom_did_not_ask_is_refused_unvalidated(yard: Yard) -> None:
    asker, victim = yard.browser(), yard.browser()
    ask(asker)
    before = yard.server.asked[VALIDATE]
    refused = bring(yard, victim, response(success()), "ST-slipped")
    assert (refused.status_code, Why.UNSOLICITED.french in refused.text) == (403, True)
    assert yard.server.asked[VALIDATE] == before


def test_a_ticket_is_used_once_even_by_its_own_browser(yard: Yard) -> None:
    browser = yard.browser()
    sign_on(yard, browser, "ST-once")
    refused = bring(yard, browser, response(success()), "ST-once")
    assert (refused.status_code, Why.REPLAYED.french in refused.text) == (403, True)


def test_a_head_request_uses_no_ticket_and_signs_nobody_on(yard: Yard) -> None:
    asker, other = yard.browser(), yard.browser()
    ask(asker)
    bring(yard, yard.browser(), response(success()), "ST-head")
    before = yard.server.asked[VALIDATE]
    for browser in (asker, other):
        browser.head("/orchestre/?ticket=ST-head")
        assert not is_signed_on(browser, "orchestre")
    assert yard.server.asked[VALIDATE] == before


def test_two_tickets_in_one_address_are_none(yard: Yard) -> None:
    browser = yard.browser()
    ask(browser)
    assert urlsplit(browser.get("/orchestre/?ticket=ST-1&ticket=ST-2").location).path == "/login"


@pytest.mark.parametrize("status", [302, 401, 500, 503])
def test_a_hub_that_does_not_validate_is_said_clearly_without_the_ticket(yard: Yard, status: int) -> None:
    browser = yard.browser()
    ask(browser)
    yard.server.places[VALIDATE] = lambda _asked: (status, "")
    page = browser.get("/orchestre/", query_string={"ticket": TICKET})
    assert (page.status_code, f"HTTP {status}" in page.text, TICKET in page.text) == (502, True, False)


def test_signing_out_goes_to_the_hub_with_the_service_to_come_back_to(yard: Yard) -> None:
    browser = yard.browser()
    sign_on(yard, browser)
    location = onward(sign_out(browser, "orchestre"))
    assert location == f"{yard.server.url}/logout?service=http%3A%2F%2Flocalhost%2Forchestre%2F"
    assert not is_signed_on(browser, "orchestre")
    assert "Vous êtes déconnecté" in browser.get("/orchestre/").text


def test_being_signed_out_ends_the_visit_of_that_ticket_and_no_other(yard: Yard) -> None:
    first, second = yard.browser(), yard.browser()
    sign_on(yard, first, "ST-first")
    sign_on(yard, second, "ST-second")
    assert tell(yard, logout_request("ST-first")).status_code == 204
    assert not is_signed_on(first, "orchestre")
    assert is_signed_on(second, "orchestre")


def test_a_ticket_of_a_visit_that_is_over_or_was_never_there_ends_nothing(yard: Yard) -> None:
    browser, other = yard.browser(), yard.browser()
    sign_on(yard, browser, "ST-gone")
    sign_on(yard, other, "ST-stays")
    assert tell(yard, logout_request("ST-gone")).status_code == 204
    assert tell(yard, logout_request("ST-gone")).status_code == 200
    assert tell(yard, logout_request("ST-never")).status_code == 200
    assert tell(yard, logout_request("")).status_code == 200
    assert is_signed_on(other, "orchestre")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ST-stays",
        "<x/>",
        logout_request("ST-stays").replace("LogoutRequest", "AuthnRequest"),
        logout_request("ST-stays").replace("oasis", "else"),
        logout_request("ST-stays").replace("</samlp:Lo", "<samlp:SessionIndex>ST-other</samlp:SessionIndex></samlp:Lo"),
        "<!DOCTYPE x>" + logout_request("ST-stays"),
        '<!DOCTYPE x [<!ENTITY e "ST-stays">]>' + logout_request("x").replace(">x<", ">&e;<"),
    ],
)
def test_what_is_no_logout_request_is_refused_and_ends_nothing(yard: Yard, text: str) -> None:
    browser = yard.browser()
    sign_on(yard, browser, "ST-stays")
    assert tell(yard, text).status_code == 400
    assert is_signed_on(browser, "orchestre")
    assert tell(yard, logout_request("ST-stays")).status_code == 204
