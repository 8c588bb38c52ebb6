"""Owns the attacks on the documents of CAS: I175 to I179, I187, I189 to I191."""

import json
from collections.abc import Iterator

import pytest
import requests
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.cas_service import CAS, P3, CasService, cas_service, read_failure, read_success, ticket_in
from tests.journeys.steps import PUPIL, choose_guichet, read_refusal
from tests.protocols.cas.test_cas_protocol_4_2_saml_validate import document, post, response_in, status_of
from tests.sandbox import Sandbox, sign_in_by_hand
from tests.security.canary import Canary
from tests.security.cas_attack import Target
from tests.security.doors import find_active

_HOSTILE = (
    "</cas:authenticationFailure><cas:authenticationSuccess><cas:user>admin</cas:user></cas:authenticationSuccess>",
    "]]><cas:authenticationSuccess/>",
    "<!-- --><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;cas:user&gt;&xxe;",
    "\x00\x01\ufffe",
    "ST-1-0\nyes\nadmin",
)
_OWN = {"authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin"}


@pytest.fixture(scope="module")
def target(sandbox: Sandbox) -> Iterator[Target]:
    with cas_service(sandbox) as service:
        browser, _ticket = service.sign_on()
        yield Target(service, browser)


@pytest.mark.parametrize("text", _HOSTILE)
def test_i175_nothing_that_came_in_stands_in_a_failure(target: Target, text: str) -> None:
    with target.controlled():
        for name in ("ticket", "service", "pgtUrl", "format", "renew", "pgt", "targetService"):
            for way in ("serviceValidate", "proxyValidate", P3, "p3/proxyValidate", "proxy"):
                query = {"ticket": "ST-1-0", "service": target.service.address, name: text}
                answer = target.service.call(way, **query)
                (outcome,) = etree.fromstring(answer.content)
                assert outcome.tag in {f"{CAS}authenticationFailure", f"{CAS}proxyFailure"}
                assert len(outcome) == 0
                assert not {"admin", "script", "onerror", "xxe"} & set((outcome.text or "").split())
                assert "admin" not in answer.text


def test_i176_an_answer_holds_one_outcome_one_user_and_no_word_outside_its_namespace(target: Target) -> None:
    with target.controlled():
        for ticket in (target.ticket(), "ST-1-0"):
            root = etree.fromstring(target.service.validate(ticket).content)
            assert len(root) == 1
            assert len(list(root.iter(f"{CAS}user"))) == (0 if ticket == "ST-1-0" else 1)
            assert all(isinstance(found.tag, str) and found.tag.startswith(CAS) for found in root.iter())
            assert all(len(child) == 0 or child.tag == f"{CAS}attributes" for child in root[0])


def test_i177_a_document_type_in_a_request_is_not_read_and_nobody_is_called(target: Target, canary: Canary) -> None:
    with target.controlled():
        bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9))
        for types in (
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.url}/entity">]>',
            f'<!DOCTYPE x SYSTEM "{canary.url}/dtd">',
            f'<!DOCTYPE x [<!ENTITY b0 "x">{bomb}<!ENTITY e "&b8;">]>',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ):
            answer = post(target.service, types + document("&e;"))
            assert status_of(answer) == ("samlp:Requester", "INVALID_REQUEST")
            assert "root:" not in answer.text
    assert canary.calls == []


@pytest.mark.parametrize("form", ["JSON", "json", "XML", ""])
def test_i178_each_form_is_what_was_asked_and_nothing_else(target: Target, form: str) -> None:
    with target.controlled():
        answer = target.service.validate(target.ticket(), format=form)
        assert (answer.status_code, answer.history) == (200, [])
        if form.upper() == "JSON":
            assert set(json.loads(answer.content)["serviceResponse"]) == {"authenticationSuccess"}
        else:
            assert read_success(answer)


@pytest.mark.parametrize("form", ["YAML", "JSON\n", "<b>", "XML,JSON"])
def test_i178_a_form_that_does_not_exist_is_refused_in_xml(target: Target, form: str) -> None:
    with target.controlled():
        assert read_failure(target.service.validate(target.ticket(), format=form)) == "INVALID_REQUEST"


def test_i179_cas_1_0_says_two_lines_and_no_more_whatever_is_sent(target: Target) -> None:
    with target.controlled():
        yes = target.service.validate(target.ticket(), "validate", format="JSON", pgtUrl="https://x.example/").text
        assert yes.startswith("yes\n")
        assert yes.count("\n") == 2
        for text in _HOSTILE:
            assert target.service.validate(text, "validate").text == "no\n\n"


def test_i187_a_saml_answer_is_for_one_address_one_request_and_half_a_minute(target: Target, sandbox: Sandbox) -> None:
    with target.controlled(), cas_service(sandbox) as other:
        assert status_of(post(other, document(target.ticket()))) == ("samlp:Requester", "INVALID_SERVICE")
        ticket = target.ticket()
        first = response_in(post(target.service, document(ticket, ' RequestID="_first"')))
        assert (first.get("Recipient"), first.get("InResponseTo")) == (target.service.address, "_first")
        assert status_of(post(target.service, document(ticket, ' RequestID="_second"'))) == (
            "samlp:Requester",
            "INVALID_TICKET",
        )


@pytest.mark.parametrize("text", _HOSTILE)
@pytest.mark.parametrize("name", ["service", "ticket", "method", "renew", "gateway", "username", "lang"])
def test_i189_nothing_that_came_in_acts_in_a_page(target: Target, name: str, text: str) -> None:
    with target.controlled():
        for path in ("login", "logout"):
            query = {name: text} if name in {"service", "ticket"} else {name: text, "service": "https://x.example/"}
            page = requests.get(f"{target.home}/{path}", params=query, timeout=15)
            assert "script-src 'self'" in page.headers["Content-Security-Policy"]
            assert find_active(page) == []
            assert "<script>alert" not in page.text
            assert "onerror=alert(1)>" not in page.text.replace("&gt;", "")


def test_i189_nor_in_the_trace_that_keeps_it(target: Target) -> None:
    with target.controlled():
        page = requests.get(f"{target.home}/login", params={"service": _HOSTILE[2]}, timeout=15)
        trace = read_refusal(page).trace_url
        assert trace is not None
        shown = requests.get(trace, timeout=15)
        assert find_active(shown) == []
        assert "<script>alert" not in shown.text


def attributes_of(service: CasService, login: str) -> dict[str, list[str]]:
    _browser, ticket = service.sign_on(login)
    return read_success(service.validate(ticket))[1]


def test_i190_no_way_of_asking_gives_more_than_the_contract(sandbox: Sandbox) -> None:
    with cas_service(sandbox, codes=("IDO", "DIV")) as service:
        browser, ticket = service.sign_on()
        assert set(read_success(service.validate(ticket))[1]) == {"IDO", "DIV"} | _OWN
        for values in ({"attributes": "NOM,PRE"}, {"scope": "NOM"}, {"claims": "NOM"}, {"codes": "NOM"}):
            ticket = ticket_in(service.ask_once(browser, **values).headers["Location"])
            assert set(read_success(service.validate(ticket, **values))[1]) == {"IDO", "DIV"} | _OWN
        ticket = service.ticket(browser)
        in_json = service.validate(ticket, format="JSON").json()["serviceResponse"]["authenticationSuccess"]
        assert set(in_json["attributes"]) == {"IDO", "DIV"} | _OWN
        assertion = post(service, document(service.ticket(browser))).text
        assert assertion.count("AttributeName=") == 2
        for way in ("serviceValidate", "proxyValidate", "validate"):
            assert "National_" not in service.validate(service.ticket(browser), way).text


def test_i190_several_values_are_never_joined_and_a_missing_one_is_absent(sandbox: Sandbox) -> None:
    with cas_service(sandbox, codes=("IDO", "P_MS4", "P_MEL", "CIV")) as service:
        teacher = attributes_of(service, "clemence.diarra")
        pupil = attributes_of(service, PUPIL)
    assert len(teacher["P_MS4"]) > 1
    assert all(len(value) == 4 for value in teacher["P_MS4"])
    assert "P_MEL" not in pupil
    assert "P_MS4" not in pupil


@pytest.mark.parametrize("written", ["IBRAHIMA.LE-GOFF", "Ibrahima.Le-Goff", " ibrahima.le-goff", "ibrahima.le-goff "])
def test_i191_another_spelling_of_a_login_is_the_same_person_or_nobody(target: Target, written: str) -> None:
    with target.controlled():
        ticket = target.ticket()
        expected = read_success(target.service.validate(ticket))[1]["IDO"]
        browser = Browser()
        page = choose_guichet(browser, target.service.ask(browser), "ent-cour")
        page = sign_in_by_hand(browser, page, written)
        if page.url.startswith(target.service.site):
            assert read_success(target.service.validate(ticket_in(page.url)))[1]["IDO"] == expected
        else:
            assert "ticket=" not in page.url
