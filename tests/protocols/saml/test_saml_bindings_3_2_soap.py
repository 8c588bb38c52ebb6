"""Owns the tests of the SOAP binding: the envelope to the letter, the calls within their caps (SAML bindings 3.2)."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from lxml import etree
from requests.certs import where

from broker.core.errors import Refusal
from broker.core.refusals.exchange import PeerAnswerUnsuitable, PeerUnreached
from broker.core.refusals.message import (
    CharactersForbidden,
    DocumentTypeForbidden,
    MessageTooLarge,
    SoapUnsuitable,
    XmlMalformed,
)
from broker.saml.peer_call import SECONDS, is_awake, post_envelope
from broker.saml.soap_envelope import read_envelope, write_envelope, write_fault
from tests.journeys.sign_out_service import hub_address, post_soap
from tests.protocols.saml.logout_builders import SOAP, SOAP_BINDING, out_of_soap, soap_of
from tests.protocols.saml.logout_reading import a_request
from tests.sandbox import Sandbox, free_ports
from tests.security.canary import Canary, Reply, singing

BODY = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{{}}</s:Body></s:Envelope>'
MUST = '<s:Header><x xmlns="urn:x" s:mustUnderstand="{}"/></s:Header>'
WRONG: list[tuple[bytes, type[Refusal]]] = [
    (b"", XmlMalformed),
    (b"<a/>", SoapUnsuitable),
    (BODY.format("").encode(), SoapUnsuitable),
    (BODY.format("<a/><b/>").encode(), SoapUnsuitable),
    (f'<s:Envelope xmlns:s="{SOAP}"/>'.encode(), SoapUnsuitable),
    (f'<s:Envelope xmlns:s="{SOAP}"><s:Header/></s:Envelope>'.encode(), SoapUnsuitable),
    (f'<s:Envelope xmlns:s="{SOAP}"><s:Body><a/></s:Body><s:Body><a/></s:Body></s:Envelope>'.encode(), SoapUnsuitable),
    (f'<s:Envelope xmlns:s="{SOAP}"><x/><s:Body><a/></s:Body></s:Envelope>'.encode(), SoapUnsuitable),
    (BODY.format("<a/>").replace(SOAP, "http://www.w3.org/2003/05/soap-envelope").encode(), SoapUnsuitable),
    (write_fault("Server", "no"), SoapUnsuitable),
    (b'<!DOCTYPE a [<!ENTITY x "y">]>' + BODY.format("<a>&x;</a>").encode(), DocumentTypeForbidden),
    (BODY.format("<a/>").encode("utf-16"), CharactersForbidden),
    (BODY.format("<a/>" + " " * 300_000).encode(), MessageTooLarge),
]


@pytest.mark.parametrize(("octets", "refusal"), WRONG)
def test_what_is_not_one_message_in_one_body_is_refused(octets: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_envelope(octets)


def test_a_header_is_stepped_over_unless_it_must_be_understood() -> None:
    assert read_envelope(soap_of(a_request(), header=MUST.format("0"))).tag.endswith("LogoutRequest")
    for word in ("1", "true"):
        with pytest.raises(SoapUnsuitable):
            read_envelope(soap_of(a_request(), header=MUST.format(word)))


def test_an_envelope_carries_its_message_unchanged() -> None:
    document = etree.tostring(a_request())
    inside = out_of_soap(write_envelope(document))
    assert etree.tostring(inside, method="c14n", exclusive=True) == etree.tostring(
        etree.fromstring(document), method="c14n", exclusive=True
    )


@pytest.mark.parametrize("octets", [octets for octets, refusal in WRONG if refusal is SoapUnsuitable])
def test_over_http_it_is_answered_by_a_fault(sandbox: Sandbox, octets: bytes) -> None:
    answer = post_soap(hub_address(sandbox, SOAP_BINDING), octets)
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/xml; charset=utf-8")
    fault = etree.fromstring(answer.content).find(f".//{{{SOAP}}}Fault")
    assert (fault.findtext("faultcode"), fault.findtext("faultstring").split(":")[0]) == ("soap:Client", "message.soap")


def test_over_http_whoever_is_not_known_or_does_not_prove_it_is_turned_away(sandbox: Sandbox) -> None:
    answer = post_soap(hub_address(sandbox, SOAP_BINDING), soap_of(a_request()))
    assert answer.status_code == 403
    assert "service.unknown" in answer.text


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/soap+xml", ""])
def test_over_http_another_content_type_is_refused(sandbox: Sandbox, kind: str) -> None:
    answer = requests.post(
        hub_address(sandbox, SOAP_BINDING), data=soap_of(a_request()), headers={"Content-Type": kind}, timeout=15
    )
    assert answer.status_code == 500
    assert "message.soap" in answer.text


def test_over_http_a_browser_finds_nothing_at_that_address(sandbox: Sandbox) -> None:
    assert requests.get(hub_address(sandbox, SOAP_BINDING), timeout=15).status_code == 405


@pytest.fixture
def peer() -> Iterator[Canary]:
    with singing() as found:
        yield found


def test_a_call_brings_the_answer_back(peer: Canary) -> None:
    peer.replies["/soap"] = Reply(200, b"<answer/>")
    assert post_envelope(f"{peer.url}/soap", b"<envelope/>", where()) == b"<answer/>"


@pytest.mark.parametrize("status", [202, 301, 303, 307, 404, 500])
def test_another_status_is_no_answer_and_a_redirection_is_not_followed(peer: Canary, status: int) -> None:
    peer.replies["/soap"] = Reply(status, b"", {"Location": f"{peer.url}/elsewhere"})
    with pytest.raises(PeerAnswerUnsuitable) as caught:
        post_envelope(f"{peer.url}/soap", b"<envelope/>", where())
    assert caught.value.received == f"HTTP {status}"
    assert peer.calls == ["/soap"]


def test_an_answer_is_read_up_to_its_cap(peer: Canary) -> None:
    peer.replies["/soap"] = Reply(200, b"x" * 300_000)
    with pytest.raises(PeerAnswerUnsuitable):
        post_envelope(f"{peer.url}/soap", b"<envelope/>", where())


def test_nobody_at_an_address_is_told_at_once() -> None:
    nobody = f"http://127.0.0.1:{free_ports()}/soap"
    with pytest.raises(PeerUnreached):
        post_envelope(nobody, b"<envelope/>", where())
    assert not is_awake(nobody, where())


@contextmanager
def a_silent_peer() -> Iterator[str]:
    """Take every connection and say nothing, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/soap"


def test_a_peer_that_says_nothing_is_left_in_time() -> None:
    with a_silent_peer() as url:
        ended = threading.Event()

        def call() -> None:
            with pytest.raises(PeerUnreached):
                post_envelope(url, b"<envelope/>", where())
            assert not is_awake(url, where())
            ended.set()

        caller = threading.Thread(target=call)
        caller.start()
        caller.join(2 * SECONDS + 3)
        assert ended.is_set()


@pytest.mark.parametrize("status", [200, 302, 400, 404, 405, 500])
def test_whoever_answers_anything_is_awake(peer: Canary, status: int) -> None:
    peer.replies["/slo"] = Reply(status)
    assert is_awake(f"{peer.url}/slo", where())
