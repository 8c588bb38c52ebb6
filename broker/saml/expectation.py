"""Owns what a response is measured against: the question asked, the peer asked, the rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from broker.saml.keys import SigningKey
from broker.saml.peer import Peer
from broker.saml.signature_rules import STRICT, SignaturePolicy


@dataclass(frozen=True, slots=True)
class ResponsePolicy:
    """Say by which rules one guichet's responses are read; the defaults are strict.

    `max_age` counts from IssueInstant, `max_lifetime` from IssueInstant to NotOnOrAfter. A guichet with loose
    times (facts/gar.md 5) has a longer `max_lifetime`; one that signs with SHA-1 has its own `signatures`.
    """

    skew: timedelta = timedelta(seconds=60)
    max_age: timedelta = timedelta(minutes=5)
    max_lifetime: timedelta = timedelta(minutes=15)
    assertion_signed: bool = True
    response_signed: bool = False
    signatures: SignaturePolicy = STRICT


@dataclass(frozen=True, slots=True)
class Expectation:
    """Hold what an acceptable response answers.

    The caller says which peer was asked (mix-up, B090) and what the request's ID was: as text, or as a function
    that is told the ID when everything else is verified, and may consume it. `requested_at` is when we asked;
    `max_authentication_age` and `context_classes` are what we asked for. `decryption_keys` are tried in their order.
    """

    entity_id: str
    consumer_url: str
    peer: Peer
    in_response_to: str | Callable[[str], bool]
    now: datetime
    policy: ResponsePolicy = field(default_factory=ResponsePolicy)
    decryption_keys: tuple[SigningKey, ...] = ()
    requested_at: datetime | None = None
    max_authentication_age: timedelta | None = None
    context_classes: frozenset[str] = frozenset()
