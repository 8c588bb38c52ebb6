"""Owns `saml.verify.p50_ms`: one response parsed, checked against the schema and verified, and every rule applied."""

from collections.abc import Iterator
from datetime import timedelta

from lxml import etree

from broker.saml.expectation import Expectation
from broker.saml.metadata_reader import read_peer
from broker.saml.response_reader import read_response
from broker.saml.schema import compile_schemas
from tests.bench.bare_rsa import load
from tests.bench.figure import Figure
from tests.bench.timing import time_median
from tests.protocols.saml import saml_builders as builders

_ROUNDS, _CALLS = 10, 50
_MILLISECONDS = 1000
_ATTRIBUTES = (("idEnt", ("B0",)), ("GARPersonIdentifiant", ("84cd7ff6-791c-4536-a840-66095ff3fa62",)))


def measure() -> Iterator[Figure]:
    """Measure from the form's field to what the assertion says: one signature, RSA-3072."""
    compile_schemas()
    party = builders.a_party("bench-guichet", "rsa-3072")
    exchange = builders.Exchange()
    encoded = builders.encode(builders.a_signed_response(exchange, party, attributes=_ATTRIBUTES))
    expected = Expectation(
        entity_id=exchange.service,
        consumer_url=exchange.consumer,
        peer=read_peer(etree.tostring(builders.guichet_metadata(exchange, party)), now=exchange.now),
        in_response_to=exchange.request_id,
        now=exchange.now + timedelta(seconds=1),
    )
    assert read_response(encoded, expected).find_values("idEnt") == ("B0",)
    floor = load(party.private_pem, party.certificate_pem).verify
    seconds, unavoidable = time_median(lambda: read_response(encoded, expected), floor, _ROUNDS, _CALLS)
    yield Figure("saml.verify.p50_ms", seconds * _MILLISECONDS, "ms", unavoidable * _MILLISECONDS)
