"""Owns what the lint of contracts finds, and that it finds nothing where nothing is to be mended."""

from dataclasses import replace

import pytest

from broker.core.contract import Clause, Contract, Provider, Ruling
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector
from broker.core.review.contract_agreement import AGREEMENT_CHECKS, find_contradictions
from broker.core.review.contract_lint import CHECKS, Asking, Severity, lint
from broker.core.sentence import Sentence
from broker.core.terms import OidcTerms
from broker.definitions.contract_reach import find_profiles_with
from tests.builders import a_contract

CLEAN = a_contract(retention="P1Y", security=Sentence("Chiffré.", "Encrypted."))
_YEAR = Transformation(Precision.YEAR)
_SILENT = Asking()


def codes(contract: Contract, asking: Asking = _SILENT) -> set[str]:
    """Return the codes of what is found."""
    return {finding.check.code for finding in lint(contract, asking, find_profiles_with)}


def with_clause(**about: object) -> Contract:
    """Return the clean contract with one clause more."""
    clause = replace(Clause("FrEduCtDateNaissance", "Vérifier l’âge."), **about)  # type: ignore[arg-type] # any field
    return replace(CLEAN, clauses=(*CLEAN.clauses, clause))


def test_a_contract_that_says_why_how_long_and_how_has_nothing_to_mend() -> None:
    assert codes(CLEAN) == set()


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        (replace(CLEAN, retention=""), "retention.missing"),
        (replace(CLEAN, security=None), "security.missing"),
        (replace(CLEAN, legal_basis=" "), "legal_basis.missing"),
        (with_clause(), "precision.exceeds_purpose"),
        (with_clause(code="DIV"), "precision.exceeds_purpose"),
        (with_clause(code="NOM"), "identifier.without_necessity"),
        (with_clause(code="PRE", ruling=Ruling.REFUSED), "asked.not_approved"),
        (with_clause(code="PRE", ruling=Ruling.PENDING), "asked.not_approved"),
        (with_clause(code="P_MS4", profiles=frozenset({Profile.PUPIL, Profile.TEACHER})), "approved.never_needed"),
    ],
)
def test_what_is_to_be_mended_is_found_under_its_code(contract: Contract, code: str) -> None:
    assert codes(contract) == {code}


@pytest.mark.parametrize(
    "contract",
    [
        with_clause(necessity="La majorité se vérifie au jour près."),
        with_clause(transformation=_YEAR),
        with_clause(code="DIV", transformation=Transformation(Precision.LEVEL)),
        with_clause(code="NOM", necessity="Les copies portent le nom."),
    ],
)
def test_what_is_coarser_or_explained_is_not_found(contract: Contract) -> None:
    assert codes(contract) == set()


def test_what_the_metadata_asks_and_the_contract_approves_are_compared_both_ways() -> None:
    contract = with_clause(code="PRE", necessity="Saluer.")
    asked = Asking(requested=frozenset({"IDO", "UAI", "PRO", "NOM"}), unknown=("urn:oid:1.2.3",))
    found = {(one.check.code, one.said.en) for one in lint(contract, asked, find_profiles_with)}
    assert found == {
        ("asked.not_in_contract", "the metadata asks for NOM"),
        ("asked.not_in_contract", "the metadata asks for urn:oid:1.2.3"),
        ("approved.never_asked", "the metadata does not ask PRE"),
    }


def test_what_no_scope_of_the_client_opens_is_approved_in_vain() -> None:
    client = OidcTerms("marelle", ("https://marelle.example/",))
    contract = replace(with_clause(code="PRE", necessity="Saluer."), saml=None, oidc=client)
    assert codes(contract, Asking(reachable=frozenset({"IDO", "UAI", "PRO"}))) == {"approved.never_asked"}
    assert codes(contract, Asking(reachable=frozenset({"IDO", "UAI", "PRO", "PRE"}))) == set()


def test_contracts_of_one_provider_that_contradict_each_other_are_found() -> None:
    one = with_clause(necessity="x")
    other = replace(with_clause(transformation=_YEAR), name="osselets", resource="ark:/77777/osselets")
    assert [finding.check.code for finding in find_contradictions((one, other))] == ["contradiction.precision"]
    refused = replace(with_clause(ruling=Ruling.REFUSED), name="osselets", resource="ark:/77777/osselets")
    assert [finding.check.code for finding in find_contradictions((one, refused))] == ["contradiction.ruling"]
    elsewhere = replace(other, provider=Provider("777777788_0000000000000000", "Autre"))
    assert find_contradictions((one, elsewhere)) == ()


def test_contracts_of_one_resource_agree_on_its_pseudonyms_and_purposes() -> None:
    other = replace(CLEAN, name="osselets", issuer="educonnect", sector=Sector.RESOURCE)
    changed = replace(other, clauses=(replace(CLEAN.clauses[0], purpose="autre chose"), *CLEAN.clauses[1:]))
    found = [(one.contract, one.check.code) for one in find_contradictions((CLEAN, changed))]
    assert found == [("osselets", "contradiction.sector"), ("osselets", "contradiction.purpose")]


def test_each_check_has_a_code_of_its_own_and_words() -> None:
    every = (*CHECKS, *AGREEMENT_CHECKS)
    assert len({check.code for check in every}) == len(every)
    assert all(check.title.fr != check.title.en for check in every)
    assert {check.severity for check in every} == set(Severity)
