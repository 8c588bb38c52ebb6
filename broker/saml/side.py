"""Owns what one issuer needs to speak SAML: its own names and key, and its peers."""

from dataclasses import dataclass

from broker.core.issuer import Issuer
from broker.flows.ports import Clock
from broker.saml.keys import SigningKey
from broker.saml.peers import Peers


@dataclass(frozen=True, slots=True)
class SamlSide:
    """Gather one issuer's SAML side."""

    issuer: Issuer
    key: SigningKey
    peers: Peers
    clock: Clock
