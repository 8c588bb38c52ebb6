"""Owns what each manner of answering changes in a response, and in how it is protected (facts/gar.md 5)."""

from dataclasses import replace
from datetime import timedelta

from broker.core.answer_style import AnswerStyle
from broker.core.contract import Contract
from broker.core.issuer import Issuer
from broker.saml.response_writer import Protection, ResponseContent

_CONDITIONS = timedelta(days=1)
_CONFIRMATION = timedelta(days=5)


def style_of(contract: Contract, issuer: Issuer) -> AnswerStyle:
    """Return the manner that a contract names, or else its issuer's."""
    return (contract.saml.answers if contract.saml is not None else None) or issuer.answers


def styled(content: ResponseContent, style: AnswerStyle) -> ResponseContent:
    """Return the content with the times and the IDs of its manner."""
    if style is AnswerStyle.STRICT:
        return content
    return replace(
        content,
        lifetime=_CONDITIONS,
        before=timedelta(),
        confirmation_lifetime=_CONFIRMATION,
        assertion_id=content.session_index,
    )


def protected(protection: Protection, style: AnswerStyle) -> Protection:
    """Return how a response of this manner is protected: a loose one is signed on its assertion only."""
    if style is AnswerStyle.STRICT:
        return protection
    return replace(protection, sign_response=False, by_sha1=style is AnswerStyle.LOOSE_SHA1)
