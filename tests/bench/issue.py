"""Owns `saml.issue.p50_ms`: one response built and signed by the adapter that answers services."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lxml import etree

from broker.core.contract import Contract
from broker.core.journey import Authentication, Hint, Journey, ServiceRequest
from broker.core.minimisation import decide
from broker.core.pseudonym import PseudonymKey
from broker.core.release import Release
from broker.core.terms import SamlTerms
from broker.protocols.saml.replies import SamlReplies
from broker.saml.side import SamlSide
from tests.bench.bare_rsa import load
from tests.bench.figure import Figure
from tests.bench.login_sides import ACCESS_URL, CONSUMER, SERVICE
from tests.bench.shipped import a_shipped_teacher, hub_side, studio
from tests.bench.timing import time_median

_ROUNDS, _CALLS = 10, 50
_MILLISECONDS = 1000
_METHOD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def measure() -> Iterator[Figure]:
    """Measure from a release to the bytes of a response: eight attributes, RSA-3072, not encrypted."""
    with hub_side() as side:
        contract = replace(studio(), saml=SamlTerms(SERVICE), access_url=ACCESS_URL)
        journey, release = _journey_and_release(side, contract)
        replies = SamlReplies(side)
        participant = replies.participant(journey, contract, release)
        written = etree.fromstring(replies.write(journey, release, participant, contract).document)
        assert len(written.findall(".//{*}Attribute")) == len(contract.clauses)
        own = load(side.key.private_pem, side.key.certificate_pem)
        write = partial(replies.write, journey, release, participant, contract)
        seconds, floor = time_median(write, own.sign, _ROUNDS, _CALLS)
        yield Figure("saml.issue.p50_ms", seconds * _MILLISECONDS, "ms", floor * _MILLISECONDS)


def _journey_and_release(side: SamlSide, contract: Contract) -> tuple[Journey, Release]:
    person, now = a_shipped_teacher(), side.clock.now()
    here, project = person.memberships[0], person.key.project
    journey = Journey(
        id="bench",
        issuer=side.issuer.name,
        browser="",
        started=now,
        request=ServiceRequest("saml", SERVICE, "_request", CONSUMER, ACCESS_URL),
        hint=Hint(project, here.uai, contract.resource),
        guichet="bench",
        authentication=Authentication("person", person.key.identifier, project, now, _METHOD),
    )
    return journey, decide(person, here, contract, PseudonymKey(bytes(64), 1), now)
