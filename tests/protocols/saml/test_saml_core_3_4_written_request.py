"""Owns the tests of the requests that we write (SAML core 3.4.1, SAML bindings 3.4.4)."""

from dataclasses import replace

from lxml import etree

from broker.saml.bindings import read_redirect
from broker.saml.request_reader import read_redirect_request
from broker.saml.request_writer import RequestContent, WrittenRequest, write_request
from broker.saml.schema import check_message
from tests.protocols.saml.reading import EXCHANGE, a_policy, our_key
from tests.protocols.saml.saml_builders import NOW

CONTENT = RequestContent(EXCHANGE.service, EXCHANGE.sign_on, EXCHANGE.consumer, NOW, relay_state="token&=é")


def _query(written: WrittenRequest) -> bytes:
    return written.url.partition("?")[2].encode()


def test_a_written_request_is_signed_and_read_by_the_other_side() -> None:
    written = write_request(CONTENT, our_key())
    request = read_redirect_request(_query(written), a_policy())
    assert (request.id, request.signed, request.relay_state) == (written.request_id, True, "token&=é")
    assert request.consumer_url == EXCHANGE.consumer
    assert not request.force_authn


def test_fresh_passive_and_context_are_asked_for_within_the_schema() -> None:
    asked = replace(CONTENT, force_authn=True, passive=True, context_classes=("urn:a", "urn:b"))
    written = write_request(asked, our_key())
    check_message(etree.fromstring(written.document))
    request = read_redirect_request(_query(written), a_policy())
    assert (request.force_authn, request.passive) == (True, True)
    assert (request.comparison, request.context_classes) == ("exact", ("urn:a", "urn:b"))


def test_a_location_that_has_a_query_keeps_it() -> None:
    written = write_request(replace(CONTENT, destination=EXCHANGE.sign_on + "?via=1", relay_state=""), our_key())
    assert written.url.startswith(EXCHANGE.sign_on + "?via=1&SAMLRequest=")
    assert read_redirect(_query(written), "SAMLRequest").relay_state is None


def test_ids_are_fresh() -> None:
    assert len({write_request(CONTENT, our_key()).request_id for _ in range(10)}) == 10
