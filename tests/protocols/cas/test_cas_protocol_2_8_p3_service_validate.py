"""Owns the tests of /p3/serviceValidate (CAS protocol 2.5.1, 2.5.7, 2.8, appendix A; facts/gar.md 3.2, 4.1)."""

import base64
import json
import re

import pytest
import requests
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.cas_service import CAS, CasService, cas_service, read_failure, read_success
from tests.journeys.own_service import own_service
from tests.journeys.steps import later, person_of
from tests.sandbox import Sandbox

_OWN = ("authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin")
TEACHER = "clemence.diarra"


def test_2_5_7_the_answer_is_xml_in_the_namespace_of_cas_under_its_prefix(
    service: CasService, signed_in: Browser
) -> None:
    answer = service.validate(service.ticket(signed_in))
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert answer.text.startswith('<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authentication')
    root = etree.fromstring(answer.content)
    assert {element.prefix for element in root.iter()} == {"cas"}
    (outcome,) = root
    assert [child.tag for child in outcome] == [f"{CAS}user", f"{CAS}attributes"]


def test_appendix_a_what_cas_itself_says_comes_first_and_once(service: CasService, signed_in: Browser) -> None:
    _user, attributes = read_success(service.validate(service.ticket(signed_in)))
    assert tuple(attributes)[:3] == _OWN
    assert all(len(attributes[name]) == 1 for name in _OWN)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", attributes["authenticationDate"][0])
    assert attributes["longTermAuthenticationRequestTokenUsed"] == ["false"]


def test_the_attributes_are_those_of_the_contract_one_element_per_value(sandbox: Sandbox) -> None:
    with cas_service(sandbox, codes=("IDO", "UAI", "PRO", "P_MS4", "P_MEL")) as service:
        _browser, ticket = service.sign_on(TEACHER)
        _user, attributes = read_success(service.validate(ticket))
    assert tuple(attributes)[3:] == ("IDO", "UAI", "PRO", "P_MEL", "P_MS4")
    assert re.fullmatch("[0-9a-f]{128}", attributes["IDO"][0])
    assert len(attributes["P_MS4"]) > 1
    assert len(set(attributes["P_MS4"])) == len(attributes["P_MS4"])
    assert attributes["P_MEL"] == list(person_of(sandbox, TEACHER).mail.values)


def test_saml_and_cas_carry_the_same_names_values_and_pseudonym(sandbox: Sandbox) -> None:
    codes = ("IDO", "UAI", "PRO", "NOM", "PRE", "CIV", "P_MEL", "DIV", "GRO", "DIV_APP", "P_MAT", "P_MS4", "idENT")
    with cas_service(sandbox, codes=codes) as service, own_service(sandbox, codes=codes) as other:
        _browser, ticket = service.sign_on(TEACHER)
        _user, attributes = read_success(service.validate(ticket))
        assert {name: values for name, values in attributes.items() if name not in _OWN} == other.receive(TEACHER)


def test_the_user_is_opaque_of_the_observed_shape_and_another_at_each_log_in(
    service: CasService, signed_in: Browser
) -> None:
    users = [read_success(service.validate(service.ticket(signed_in)))[0] for _ in range(4)]
    assert len(set(users)) == 4
    for user in users:
        octets = base64.b64decode(user, validate=True)
        assert octets.startswith(b"\x00\x07secret1")
        assert len(octets) > 64


def test_the_user_is_the_pseudonym_where_the_contract_says_so(sandbox: Sandbox) -> None:
    with cas_service(sandbox, identifier="pseudonym") as service:
        browser, ticket = service.sign_on()
        user, attributes = read_success(service.validate(ticket))
        assert [user] == attributes["IDO"]
        assert read_success(service.validate(service.ticket(browser)))[0] == user


@pytest.mark.parametrize("form", ["JSON", "json", "Json"])
def test_2_5_1_json_carries_the_same_whatever_its_capitals(service: CasService, signed_in: Browser, form: str) -> None:
    _user, expected = read_success(service.validate(service.ticket(signed_in)))
    answer = service.validate(service.ticket(signed_in), format=form)
    assert answer.headers["Content-Type"] == "application/json"
    found = answer.json()["serviceResponse"]["authenticationSuccess"]
    assert found["user"].startswith("AAdzZWNyZXQx")
    plain = {name: values[0] if len(values) == 1 else values for name, values in expected.items()}
    switches = {"longTermAuthenticationRequestTokenUsed": False, "isFromNewLogin": False}
    assert found["attributes"] == plain | switches


def test_2_5_2_a_failure_in_json_has_its_code_and_description(service: CasService) -> None:
    answer = service.validate("ST-1-0", format="JSON")
    failure = json.loads(answer.content)["serviceResponse"]["authenticationFailure"]
    assert (answer.status_code, failure["code"]) == (200, "INVALID_TICKET")
    assert failure["description"].startswith("cas.ticket.unknown: ")


def test_2_5_1_xml_is_the_default_and_another_format_is_an_invalid_request(
    service: CasService, signed_in: Browser
) -> None:
    assert read_success(service.validate(service.ticket(signed_in), format="xml"))
    ticket = service.ticket(signed_in)
    assert read_failure(service.validate(ticket, format="YAML")) == "INVALID_REQUEST"
    assert read_success(service.validate(ticket)), "a request that cannot be read burns nothing"


def test_no_cookie_is_needed_and_none_is_set(service: CasService, signed_in: Browser) -> None:
    answer = service.validate(service.ticket(signed_in))
    assert read_success(answer)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_head_shows_no_answer_and_burns_nothing(service: CasService, signed_in: Browser) -> None:
    ticket = service.ticket(signed_in)
    query = {"service": service.address, "ticket": ticket}
    assert requests.head(f"{service.sandbox.home}/p3/serviceValidate", params=query, timeout=15).status_code == 405
    assert read_success(service.validate(ticket))


def test_what_leaves_is_decided_by_the_contract_as_it_is_when_it_leaves(sandbox: Sandbox) -> None:
    with cas_service(sandbox) as service:
        _browser, ticket = service.sign_on()
        service.contract_file.write_text(service.contract_text().replace('"GRO"', '"E_MS4"'))
        _user, attributes = read_success(service.validate(ticket))
    assert "GRO" not in attributes
    assert "E_MS4" in attributes


def test_the_date_is_that_of_the_sign_in_and_not_of_the_ticket(sandbox: Sandbox, service: CasService) -> None:
    browser, ticket = service.sign_on()
    _user, first = read_success(service.validate(ticket))
    with later(sandbox, 600):
        _user, second = read_success(service.validate(service.ticket(browser)))
    assert first["authenticationDate"] == second["authenticationDate"]
    assert (first["isFromNewLogin"], second["isFromNewLogin"]) == (["true"], ["false"])
