"""Owns the setting in which the tests read messages: one guichet, one service, one clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lxml import etree

from broker.saml.expectation import Expectation, ResponsePolicy
from broker.saml.keys import SigningKey
from broker.saml.metadata_reader import read_peer
from broker.saml.peer import Peer
from broker.saml.request_reader import Leniency, RequestPolicy
from broker.saml.response_reader import VerifiedResponse, read_response
from broker.saml.signature_rules import SignaturePolicy
from tests.protocols.saml.saml_builders import (
    NOW,
    Exchange,
    Party,
    Tree,
    a_party,
    encode,
    guichet_metadata,
    service_metadata,
)

EXCHANGE = Exchange()


def a_guichet(party: Party | None = None) -> Peer:
    return read_peer(etree.tostring(guichet_metadata(EXCHANGE, party)), now=NOW)


def a_service(party: Party | None = None, **wishes: str) -> Peer:
    metadata = service_metadata(EXCHANGE, party)
    for name, value in wishes.items():
        metadata[0].set(name, value)
    return read_peer(etree.tostring(metadata), now=NOW)


def our_key(party: Party | None = None) -> SigningKey:
    chosen = party or a_party("service")
    return SigningKey(chosen.private_pem, chosen.certificate_pem)


def an_expectation(**changes: Any) -> Expectation:  # noqa: ANN401 - any field of an Expectation
    asked = Expectation(EXCHANGE.service, EXCHANGE.consumer, a_guichet(), EXCHANGE.request_id, NOW)
    return replace(asked, **changes)


def sha1_tolerated() -> ResponsePolicy:
    return ResponsePolicy(signatures=SignaturePolicy(sha1_tolerated=True))


def loose_times() -> ResponsePolicy:
    return ResponsePolicy(max_lifetime=timedelta(days=6))


def read(response: Tree, **changes: Any) -> VerifiedResponse:  # noqa: ANN401 - any field of an Expectation
    return read_response(encode(response), an_expectation(**changes))


def a_policy(
    peer: Peer | None = None,
    find_leniency: Callable[[str], Leniency] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a RequestPolicy
) -> RequestPolicy:
    service = peer or a_service()
    policy = RequestPolicy(EXCHANGE.sign_on, {service.entity_id: service}.get, NOW)
    if find_leniency is not None:
        policy = replace(policy, find_leniency=find_leniency)
    return replace(policy, **changes)
