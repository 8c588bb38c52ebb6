"""Owns the tests of /samlValidate: SAML 1.1 over SOAP (CAS protocol 4.2)."""

from datetime import datetime

import pytest
import requests
from lxml import etree

from broker.lab.browser import Browser
from tests.journeys.cas_service import CasService, cas_service, read_success
from tests.journeys.steps import later
from tests.sandbox import Sandbox

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_SAML = "{urn:oasis:names:tc:SAML:1.0:assertion}"
_SAMLP = "{urn:oasis:names:tc:SAML:1.0:protocol}"
_ENVELOPE = (
    '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/>'
    "<SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
_REQUEST = (
    '<samlp:Request xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1"'
    "{attributes}><samlp:AssertionArtifact>{ticket}</samlp:AssertionArtifact></samlp:Request>"
)
_USUAL = ' RequestID="_192.168.16.51.1024506224022" IssueInstant="2002-06-19T17:03:44.022Z"'


def document(ticket: str, attributes: str = _USUAL) -> str:
    return _ENVELOPE.format(body=_REQUEST.format(ticket=ticket, attributes=attributes))


def post(service: CasService, body: str, **query: str) -> requests.Response:
    target = {"TARGET": service.address} | query
    headers = {"Content-Type": "text/xml", "SOAPAction": "http://www.oasis-open.org/committees/security"}
    url = f"{service.sandbox.home}/samlValidate"
    return requests.post(url, params=target, data=body.encode(), headers=headers, timeout=15)


def response_in(answer: requests.Response) -> etree._Element:
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    (response,) = etree.fromstring(answer.content).find(f"{_SOAP}Body")
    assert response.tag == f"{_SAMLP}Response"
    return response


def status_of(answer: requests.Response) -> tuple[str, str]:
    """Return the status code and the CAS code that the message begins with."""
    status = response_in(answer).find(f"{_SAMLP}Status")
    message = status.findtext(f"{_SAMLP}StatusMessage") or ""
    return status.find(f"{_SAMLP}StatusCode").get("Value"), message.partition(":")[0]


def test_4_2_5_the_response_is_for_this_address_now_and_names_its_request(
    sandbox: Sandbox, service: CasService, signed_in: Browser
) -> None:
    response = response_in(post(service, document(service.ticket(signed_in))))
    assertion = response.find(f"{_SAML}Assertion")
    conditions = assertion.find(f"{_SAML}Conditions")
    assert response.find(f"{_SAMLP}Status/{_SAMLP}StatusCode").get("Value") == "samlp:Success"
    assert response.nsmap["samlp"] == "urn:oasis:names:tc:SAML:1.0:protocol"
    assert response.get("Recipient") == service.address
    assert response.get("InResponseTo") == "_192.168.16.51.1024506224022"
    assert conditions.findtext(f"{_SAML}AudienceRestrictionCondition/{_SAML}Audience") == service.address
    assert {element.get("MajorVersion") + element.get("MinorVersion") for element in (response, assertion)} == {"11"}
    issued = {datetime.fromisoformat(element.get("IssueInstant")) for element in (response, assertion)}
    (moment,) = issued
    assert abs((sandbox.clock.now() - moment).total_seconds()) < 10
    assert datetime.fromisoformat(conditions.get("NotBefore")) <= moment
    assert 0 < (datetime.fromisoformat(conditions.get("NotOnOrAfter")) - moment).total_seconds() <= 60
    assert assertion.get("Issuer") == f"{sandbox.home}/idp/metadata"


def test_4_2_5_it_carries_the_same_attributes_and_one_value_each(service: CasService, signed_in: Browser) -> None:
    _user, expected = read_success(service.validate(service.ticket(signed_in)))
    assertion = response_in(post(service, document(service.ticket(signed_in)))).find(f"{_SAML}Assertion")
    found = {
        attribute.get("AttributeName"): [value.text for value in attribute]
        for attribute in assertion.iter(f"{_SAML}Attribute")
    }
    assert found == {name: values for name, values in expected.items() if name.isupper()}
    users = {element.text for element in assertion.iter(f"{_SAML}NameIdentifier")}
    assert len(users) == 1
    assert users.pop().startswith("AAdzZWNyZXQx")
    statement = assertion.find(f"{_SAML}AuthenticationStatement")
    assert statement.get("AuthenticationMethod") == "urn:oasis:names:tc:SAML:1.0:am:password"


def test_a_release_without_attributes_has_no_attribute_statement(sandbox: Sandbox) -> None:
    with cas_service(sandbox, codes=("P_MEL",)) as service:
        _browser, ticket = service.sign_on()
        assertion = response_in(post(service, document(ticket))).find(f"{_SAML}Assertion")
    assert assertion.find(f"{_SAML}AttributeStatement") is None
    assert assertion.find(f"{_SAML}AuthenticationStatement") is not None


@pytest.mark.parametrize("attributes", ["", ' RequestID="1 &lt;b&gt;"', ' RequestID="7e0a"'])
def test_4_2_3_a_request_id_that_is_no_name_is_not_handed_back(
    service: CasService, signed_in: Browser, attributes: str
) -> None:
    response = response_in(post(service, document(service.ticket(signed_in), attributes)))
    assert response.find(f"{_SAML}Assertion") is not None
    assert response.get("InResponseTo") is None


def test_the_ticket_is_burnt_whatever_comes_of_it(service: CasService, signed_in: Browser) -> None:
    ticket = service.ticket(signed_in)
    assert status_of(post(service, document(ticket)))[0] == "samlp:Success"
    assert status_of(post(service, document(ticket))) == ("samlp:Requester", "INVALID_TICKET")
    ticket = service.ticket(signed_in)
    assert status_of(post(service, document(ticket), TARGET=f"{service.site}/app")) == (
        "samlp:Requester",
        "INVALID_SERVICE",
    )
    assert status_of(post(service, document(ticket))) == ("samlp:Requester", "INVALID_TICKET")


def test_a_failure_holds_no_assertion_and_names_its_request(service: CasService) -> None:
    response = response_in(post(service, document("ST-1-0")))
    assert response.find(f"{_SAML}Assertion") is None
    assert response.get("InResponseTo") == "_192.168.16.51.1024506224022"
    assert response.get("Recipient") is None


def test_a_ticket_too_late_is_told_so(sandbox: Sandbox, service: CasService, signed_in: Browser) -> None:
    ticket = service.ticket(signed_in)
    with later(sandbox, 6):
        answer = post(service, document(ticket))
    assert status_of(answer) == ("samlp:Requester", "INVALID_TICKET")
    assert "cas.ticket.expired" in answer.text


_TWO = _REQUEST.format(ticket="ST-1-0", attributes="").replace("</samlp:Request>", "") + (
    "<samlp:AssertionArtifact>ST-1-1</samlp:AssertionArtifact></samlp:Request>"
)
_UNREADABLE = {
    "nothing": "",
    "no XML": "ST-1-0",
    "no envelope": _REQUEST.format(ticket="ST-1-0", attributes=""),
    "no request": _ENVELOPE.format(body=""),
    "two requests": _ENVELOPE.format(body=_REQUEST.format(ticket="ST-1-0", attributes="") * 2),
    "two artifacts": _ENVELOPE.format(body=_TWO),
    "no artifact": _ENVELOPE.format(body=_REQUEST.format(ticket="", attributes="")),
    "elements in the artifact": document("<b>ST-1-0</b>"),
    "SAML 2": document("ST-1-0", "").replace('MajorVersion="1"', 'MajorVersion="2"'),
    "a DTD": f"<!DOCTYPE x [<!ENTITY e 'ST-1-0'>]>{document('&e;')}",
    "too large": document("ST-1-0" + " " * 20_000),
    "a form": "SAMLRequest=x",
}


@pytest.mark.parametrize("body", _UNREADABLE.values(), ids=_UNREADABLE.keys())
def test_4_2_2_what_is_no_saml_request_for_one_ticket_is_an_invalid_request(service: CasService, body: str) -> None:
    answer = post(service, body)
    assert status_of(answer) == ("samlp:Requester", "INVALID_REQUEST")
    assert answer.status_code == 200


def test_4_2_1_the_target_is_required_and_comes_once(service: CasService, signed_in: Browser) -> None:
    ticket = service.ticket(signed_in)
    assert status_of(post(service, document(ticket), TARGET=""))[1] == "INVALID_REQUEST"
    url = f"{service.sandbox.home}/samlValidate?TARGET=a&TARGET=b"
    assert status_of(requests.post(url, data=document(ticket), timeout=15))[1] == "INVALID_REQUEST"
    assert status_of(post(service, document(ticket)))[0] == "samlp:Success"


def test_4_2_2_it_is_a_post(service: CasService) -> None:
    assert requests.get(f"{service.sandbox.home}/samlValidate", timeout=15).status_code == 405
