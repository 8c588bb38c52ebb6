"""Owns the invented contracts of the mutation suite: made to exercise every rule, and of nobody's."""

from dataclasses import replace
from datetime import date, timedelta

from broker.core.access_policy import AccessPolicy
from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Clause, Contract, Provider, Ruling, Status
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector, SubjectForm
from broker.core.sentence import Sentence
from broker.core.terms import SamlTerms

TODAY = date(2026, 3, 2)
_DAY = timedelta(days=1)
_NAME = Sentence("preuve", "proof")
_LEVEL, _YEAR = Transformation(Precision.LEVEL), Transformation(Precision.YEAR)
_PUPILS, _STAFF = frozenset({Profile.PUPIL}), frozenset({Profile.TEACHER, Profile.HEAD})


def make_contract(vocabulary: str, *clauses: Clause | str, name: str = "proof") -> Contract:
    """Return a contract in force for every profile; a clause may be given by its code."""
    return Contract(
        name=name,
        issuer="proof",
        resource=f"ark:/99999/{name}",
        title=_NAME,
        provider=Provider("999999999_0000000099999999", "Preuve"),
        purpose=_NAME,
        legal_basis="none",
        profiles=frozenset(Profile),
        clauses=tuple(one if isinstance(one, Clause) else Clause(one, f"why {one}") for one in clauses),
        access_url="https://proof.invalid/",
        valid_from=TODAY - _DAY,
        valid_until=TODAY + _DAY,
        approved_by="somebody",
        version=3,
        vocabulary=vocabulary,
        saml=SamlTerms("https://proof.invalid/saml"),
    )


def whole_vocabularies() -> dict[str, Contract]:
    """Return, for each vocabulary, a contract that names all of its words, and one that takes people whole."""
    found = {name: make_contract(name, *words) for name, words in VOCABULARIES.items()}
    return {**found, **{f"{name}, whole": replace(one, per_school=False) for name, one in found.items()}}


def contracts_in_time() -> dict[str, Contract]:
    """Return contracts at the edges of their days, and in every state of their life."""
    plain = make_contract("gar", "IDO", "NOM")
    return {
        "its first day": replace(plain, valid_from=TODAY),
        "its last day": replace(plain, valid_until=TODAY),
        "its only day": replace(plain, valid_from=TODAY, valid_until=TODAY),
        "the day before it": replace(plain, valid_from=TODAY + _DAY, valid_until=TODAY + 2 * _DAY),
        "the day after it": replace(plain, valid_from=TODAY - 2 * _DAY, valid_until=TODAY - _DAY),
        "approved by nobody": replace(plain, approved_by=""),
        "approved by a blank": replace(plain, approved_by=" \t"),
        **{f"status {status}": replace(plain, status=status) for status in Status},
        "a word of another vocabulary": make_contract("gar", "IDO", "birthdate"),
        "no clause at all": make_contract("gar"),
    }


def contracts_by_clause() -> dict[str, Contract]:
    """Return contracts whose clauses narrow what leaves, each in its way."""
    rulings = (Clause("NOM", "n", ruling=Ruling.PENDING), Clause("PRE", "p", ruling=Ruling.REFUSED), "CIV", "IDO")
    profiles = (Clause("NOM", "n", profiles=_PUPILS), Clause("PRE", "p", profiles=_STAFF), "UAI", "PRO")
    required = (Clause("NOM", "n", required=True), Clause("P_MAT", "m", required=True, profiles=_STAFF), "GRO")
    coarse = (
        Clause("DIV", "d", transformation=_LEVEL),
        Clause("NOM", "n", transformation=Transformation(Precision.TRUNCATED, 1)),
        Clause("PRE", "p", transformation=Transformation(Precision.TRUNCATED, 9)),
        "GRO",
    )
    outside = (
        Clause("birthdate", "b", transformation=_YEAR),
        Clause("given_name_array", "g", transformation=Transformation(Precision.TRUNCATED, 5)),
        Clause("gender", "s", required=True),
    )
    refused = (Clause("NOM", "n", required=True, ruling=Ruling.REFUSED), Clause("PRE", "p", required=True))
    return {
        "rulings": make_contract("gar", *rulings),
        "profiles of clauses": make_contract("gar", *profiles),
        "profiles of the contract": replace(make_contract("gar", "NOM", "P_MEL"), profiles=_PUPILS | _STAFF),
        "required": make_contract("gar", *required),
        "required and refused": make_contract("gar", *refused),
        "coarse": make_contract("gar", *coarse),
        "coarse and required": make_contract("gar", Clause("DIV", "d", transformation=_LEVEL, required=True)),
        "coarse outside schools": make_contract("franceconnect", *outside),
    }


def contracts_by_subject() -> dict[str, Contract]:
    """Return contracts that know people by each subject, in each sector."""
    plain = make_contract("gar", "IDO", "IDC")
    by_sector = {f"sector {sector}": replace(plain, sector=sector) for sector in Sector}
    pivot = replace(make_contract("franceconnect", "email"), subject=SubjectForm.PIVOT)
    return {**by_sector, "pivot": pivot, "pivot for schools": replace(plain, subject=SubjectForm.PIVOT)}


def policies() -> dict[str, AccessPolicy]:
    """Return access policies, each of which asks for something else."""
    return {
        "nothing asked": AccessPolicy(),
        "a function": AccessPolicy(functions=frozenset({"DIR", "DOC"})),
        "a school": AccessPolicy(schools=frozenset({"9700042K"})),
        "a kind of school": AccessPolicy(school_kinds=frozenset({"LYC"})),
        "a school and a kind": AccessPolicy(schools=frozenset({"9700042K"}), school_kinds=frozenset({"LYC"})),
        "a function and a school": AccessPolicy(functions=frozenset({"DIR"}), schools=frozenset({"9700042K"})),
        "a delegation": AccessPolicy(delegations=frozenset({"paie"})),
        "a delegation or a function": AccessPolicy(functions=frozenset({"DIR"}), delegations=frozenset({"paie"})),
        "a delegation or a school": AccessPolicy(schools=frozenset({"9700042K"}), delegations=frozenset({"paie"})),
        "a delegation or a kind": AccessPolicy(school_kinds=frozenset({"LYC"}), delegations=frozenset({"paie"})),
    }
