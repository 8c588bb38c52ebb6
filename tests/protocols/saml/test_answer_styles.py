"""Owns the tests of the manners of answering: the strict one, and those of a real ENT (facts/gar.md 5)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import etree

from broker.core.answer_style import AnswerStyle
from broker.core.errors import Refusal
from broker.core.refusals.condition import LifetimeTooLong
from broker.core.refusals.message import AlgorithmForbidden
from broker.core.terms import SamlTerms
from broker.protocols.saml.answer_styles import protected, style_of, styled
from broker.saml.bindings import write_post
from broker.saml.expectation import ResponsePolicy
from broker.saml.response_reader import read_response
from broker.saml.response_writer import Protection, ResponseContent, SamlAttribute, write_response
from broker.saml.signature_rules import SignaturePolicy
from tests.builders import a_contract
from tests.flows.fakes import a_hub
from tests.protocols.saml.reading import EXCHANGE, an_expectation, our_key
from tests.protocols.saml.saml_builders import NAMESPACES, NOW, a_party

TOLERANT = ResponsePolicy(max_lifetime=timedelta(days=6), signatures=SignaturePolicy(sha1_tolerated=True))
LONG = ResponsePolicy(max_lifetime=timedelta(days=6))


def _written(style: AnswerStyle) -> bytes:
    content = ResponseContent(
        issuer=EXCHANGE.guichet,
        audience=EXCHANGE.service,
        destination=EXCHANGE.consumer,
        in_response_to=EXCHANGE.request_id,
        name_id="_moment",
        attributes=(SamlAttribute("idEnt", ("P0",)),),
        issued_at=NOW,
        authenticated_at=NOW,
        session_index="_session",
    )
    protection = Protection(our_key(a_party()), sign_response=True)
    return write_response(styled(content, style), protected(protection, style)).document


def _find(document: bytes, path: str) -> str:
    return str(etree.fromstring(document).xpath(f"string({path})", namespaces=NAMESPACES))


@pytest.mark.parametrize("style", [AnswerStyle.LOOSE, AnswerStyle.LOOSE_SHA1])
def test_a_loose_answer_lives_as_long_as_a_real_ents_and_signs_its_assertion_only(style: AnswerStyle) -> None:
    document = _written(style)
    read = read_response(write_post(document), an_expectation(policy=TOLERANT))
    assert read.signed_parts == ("Assertion",)
    assert read.assertion_id == read.session_index == "_session"
    assert read.not_on_or_after == NOW + timedelta(days=5)
    assert _find(document, "//saml:Conditions/@NotOnOrAfter").startswith(f"{NOW + timedelta(days=1):%Y-%m-%d}")
    assert _find(document, "//saml:NameID/@NameQualifier") == EXCHANGE.guichet
    assert _find(document, "//saml:NameID/@SPNameQualifier") == EXCHANGE.service
    assert ("rsa-sha1" in document.decode()) == (style is AnswerStyle.LOOSE_SHA1)


@pytest.mark.parametrize(
    ("style", "policy", "refusal"),
    [
        (AnswerStyle.LOOSE, ResponsePolicy(), LifetimeTooLong),
        (AnswerStyle.LOOSE_SHA1, LONG, AlgorithmForbidden),
    ],
)
def test_whoever_has_not_named_its_leniencies_refuses_a_loose_answer(
    style: AnswerStyle, policy: ResponsePolicy, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read_response(write_post(_written(style)), an_expectation(policy=policy))


def test_a_contract_chooses_the_manner_before_its_issuer_does() -> None:
    loose = replace(a_hub(), answers=AnswerStyle.LOOSE)
    assert style_of(a_contract(), a_hub()) is AnswerStyle.STRICT
    assert style_of(a_contract(), loose) is AnswerStyle.LOOSE
    terms = SamlTerms("http://marelle.example/saml/metadata", answers=AnswerStyle.STRICT)
    assert style_of(a_contract(saml=terms), loose) is AnswerStyle.STRICT
