"""Owns the setting in which the tests read messages of single logout: two peers, three addresses, one clock."""

from typing import Any

from lxml import etree

from broker.saml.metadata_reader import read_peer
from broker.saml.peer import Peer
from broker.saml.sign_out_answer_reader import (
    VerifiedSignOutAnswer,
    read_post_answer,
    read_redirect_answer,
    read_soap_answer,
)
from broker.saml.sign_out_reader import (
    SignOutPolicy,
    VerifiedSignOut,
    check_sign_out,
    open_post_sign_out,
    open_redirect_sign_out,
    open_soap_sign_out,
)
from tests.protocols.saml.logout_builders import (
    SOAP_BINDING,
    a_logout_request,
    a_logout_response,
    message_query,
    signed,
    soap_of,
)
from tests.protocols.saml.saml_builders import (
    HTTP_POST,
    HTTP_REDIRECT,
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
SERVICE, GUICHET = EXCHANGE.service, EXCHANGE.guichet
HERE = "https://hub.example/slo"
BINDINGS = (HTTP_REDIRECT, HTTP_POST, SOAP_BINDING)


def peers() -> dict[str, Peer]:
    """Return the service and the guichet, by entityID."""
    found = (service_metadata(EXCHANGE, a_party("service")), guichet_metadata(EXCHANGE, a_party()))
    return {peer.entity_id: peer for peer in (read_peer(etree.tostring(one), now=NOW) for one in found)}


def a_policy() -> SignOutPolicy:
    """Return the policy of our one address."""
    return SignOutPolicy(HERE, peers().get, NOW)


def a_request(**changes: Any) -> Tree:  # noqa: ANN401 - as the builder takes
    """Build the service's request to us."""
    return a_logout_request(**({"issuer": SERVICE, "destination": HERE} | changes))


def an_answer(**changes: Any) -> Tree:  # noqa: ANN401 - likewise
    """Build the service's answer to us."""
    values = {"issuer": SERVICE, "destination": HERE, "in_response_to": "_asked"} | changes
    return a_logout_response(**values)


def read_request(request: Tree, binding: str, party: Party | None = None) -> VerifiedSignOut:
    """Sign a request as its binding wants, and read it."""
    policy, signer = a_policy(), party or a_party("service")
    if binding == HTTP_REDIRECT:
        opened = open_redirect_sign_out(message_query("SAMLRequest", request, signer, "state").encode(), policy)
    elif binding == HTTP_POST:
        opened = open_post_sign_out([encode(signed(request, signer))], ["state"], policy)
    else:
        opened = open_soap_sign_out(soap_of(signed(request, signer)), policy)
    return check_sign_out(opened, policy)


def read_answer(answer: Tree, binding: str, party: Party | None = None) -> VerifiedSignOutAnswer:
    """Sign an answer as its binding wants, and read it."""
    policy, signer = a_policy(), party or a_party("service")
    if binding == HTTP_REDIRECT:
        return read_redirect_answer(message_query("SAMLResponse", answer, signer).encode(), policy)
    if binding == HTTP_POST:
        return read_post_answer([encode(signed(answer, signer))], policy)
    return read_soap_answer(soap_of(signed(answer, signer)), SERVICE, policy, trusted_connection=False)
