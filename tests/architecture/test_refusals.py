"""Holds the promise that every refusal teaches: code, rule, source, remedy, in both languages, in every protocol."""

import pytest

from broker.core.errors import AuthorizationRefused, ClientRefused, Refusal
from broker.core.refusals.listing import all_refusals
from broker.core.sentence import Sentence
from broker.protocols.oidc import refusals as oidc
from broker.protocols.saml.refusals import STATUS

REFUSALS = sorted(all_refusals().values(), key=lambda refusal: refusal.code)


def _name(refusal: type[Refusal]) -> str:
    return refusal.code


@pytest.mark.parametrize("refusal", REFUSALS, ids=_name)
def test_a_refusal_speaks_to_everybody_in_both_languages(refusal: type[Refusal]) -> None:
    for text in (refusal.sentence, refusal.rule, refusal.remedy):
        assert isinstance(text, Sentence)
        assert text.fr.strip()
        assert text.en.strip()
        assert text.fr != text.en
    assert refusal.source.strip()


@pytest.mark.parametrize("refusal", [found for found in REFUSALS if found.may_return], ids=_name)
def test_a_refusal_that_may_return_has_its_saml_status(refusal: type[Refusal]) -> None:
    assert refusal.code in STATUS, f"add {refusal.code} to broker/protocols/saml/refusals.py"


def test_no_status_names_a_refusal_that_does_not_exist() -> None:
    assert set(STATUS) <= {refusal.code for refusal in REFUSALS}


@pytest.mark.parametrize("refusal", [found for found in REFUSALS if found.may_return], ids=_name)
def test_a_refusal_that_may_return_has_its_oauth_error(refusal: type[Refusal]) -> None:
    assert refusal.code in oidc.ERRORS, f"add {refusal.code} to broker/protocols/oidc/refusals.py"


def test_what_goes_back_to_a_client_at_once_has_its_oauth_error() -> None:
    for refusal in REFUSALS:
        if issubclass(refusal, AuthorizationRefused):
            assert refusal.code in oidc.ERRORS
        if issubclass(refusal, ClientRefused):
            assert refusal.code in oidc.DIRECT_ERRORS


def test_no_oauth_error_names_a_refusal_that_does_not_exist() -> None:
    assert set(oidc.ERRORS) | set(oidc.DIRECT_ERRORS) <= {refusal.code for refusal in REFUSALS}


def test_what_is_said_of_a_refusal_keeps_to_the_characters_of_rfc_6749() -> None:
    for refusal in REFUSALS:
        said = oidc.describe(refusal())
        assert all(" " <= sign <= "~" and sign not in '"\\' for sign in said), refusal.code
        assert said.startswith(refusal.code)


def test_codes_are_unique() -> None:
    waiting, codes = list(Refusal.__subclasses__()), []
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        codes += [kind.code] if "code" in vars(kind) else []
    assert len(codes) == len(set(codes))
