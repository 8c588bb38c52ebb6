"""Owns how changes of a contract are weighed: every field stands in the table."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.core.access_policy import AccessPolicy
from broker.core.contract import Approval, Clause, Contract, Identifier, Provider, Ruling, Status, Strength
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector, SubjectForm
from broker.core.review.contract_change import (
    CLAUSE_RULES,
    COMPARED_APART,
    CONTRACT_RULES,
    NOT_CONTENT,
    compare,
    widenings,
)
from broker.core.review.contract_standing import judge
from broker.core.review.term_rules import TERM_RULES
from broker.core.review.weighing import Direction
from broker.core.roles import Role
from broker.core.sentence import Sentence
from broker.core.terms import CasTerms, OidcTerms, PageTerms, SamlTerms
from tests.builders import a_contract

_TERMS = {"saml": SamlTerms, "cas": CasTerms, "oidc": OidcTerms, "page": PageTerms}
_PUPIL, _TEACHER = Profile.PUPIL, Profile.TEACHER
_OIDC = OidcTerms("marelle", ("https://a.example/",))
_YEAR = Transformation(Precision.YEAR)

BASE = a_contract(
    "IDO",
    "NOM",
    profiles=frozenset({_PUPIL, _TEACHER}),
    retention="P1Y",
    oidc=_OIDC,
    cas=CasTerms(("https://a.example/",)),
    access=AccessPolicy(functions=frozenset({"ENS", "DIR"})),
)


def test_every_field_of_a_contract_is_weighed_or_named_as_no_content() -> None:
    ruled = {rule.field.partition(".")[0] for rule in CONTRACT_RULES}
    assert ruled | COMPARED_APART | NOT_CONTENT == {field.name for field in fields(Contract)}
    assert {f"provider.{field.name}" for field in fields(Provider)} <= {rule.field for rule in CONTRACT_RULES}
    assert {rule.field for rule in CLAUSE_RULES} | {"code", "ruling"} == {field.name for field in fields(Clause)}
    for name, terms in _TERMS.items():
        assert {rule.field for rule in TERM_RULES[name]} == {field.name for field in fields(terms)}


def clause(**changes: object) -> tuple[Clause, ...]:
    """Return the clauses with the second one changed."""
    first, second = BASE.clauses
    return (first, replace(second, **changes))  # type: ignore[arg-type] # any field of the type


def oidc(**changes: object) -> OidcTerms:
    """Return the client's terms, changed."""
    return replace(_OIDC, **changes)  # type: ignore[arg-type] # any field of the type


# What is wider, by what it is compared to: from left to right it widens, from right to left it narrows.
WIDER = [
    ({"clauses": BASE.clauses[:1]}, {}),
    ({"clauses": clause(ruling=Ruling.REFUSED)}, {}),
    ({"clauses": clause(ruling=Ruling.PENDING)}, {}),
    ({"clauses": clause(profiles=frozenset({_PUPIL}))}, {}),
    ({"clauses": clause(transformation=Transformation(Precision.TRUNCATED, 1))}, {}),
    (
        {"clauses": clause(transformation=Transformation(Precision.TRUNCATED, 1))},
        {"clauses": clause(transformation=Transformation(Precision.TRUNCATED, 2))},
    ),
    ({"clauses": clause(transformation=_YEAR)}, {}),
    ({"clauses": clause(required=True)}, {}),
    ({"clauses": clause(retention="P1M")}, {}),
    ({"profiles": frozenset({_PUPIL})}, {}),
    ({}, {"valid_until": BASE.valid_until + timedelta(days=1)}),
    ({}, {"valid_from": BASE.valid_from - timedelta(days=1)}),
    ({}, {"retention": "P2Y"}),
    ({}, {"retention": ""}),
    ({}, {"identifier": Identifier.PSEUDONYM}),
    ({"sector": Sector.RESOURCE}, {"sector": Sector.PROVIDER}),
    ({"sector": Sector.PROVIDER}, {"sector": Sector.PROJECT}),
    ({}, {"subject": SubjectForm.PIVOT}),
    ({}, {"per_school": False}),
    ({"authentication": Strength.TWO_FACTORS}, {}),
    ({}, {"access": None}),
    ({"access": AccessPolicy(functions=frozenset({"ENS"}))}, {}),
    ({}, {"access": replace(BASE.access or AccessPolicy(), delegations=frozenset({"x"}))}),
    ({}, {"open_to_all": True}),
    ({"status": Status.SUSPENDED}, {}),
    ({"approved_by": " "}, {}),
    ({"cas": None}, {}),
    ({}, {"cas": CasTerms(("https://a.example/", "https://b.example/"))}),
    ({}, {"cas": CasTerms(("https://a.example/",), ticket_seconds=60)}),
    ({}, {"oidc": oidc(redirect_uris=("https://a.example/", "https://b.example/"))}),
    ({}, {"oidc": oidc(refresh_tokens=True)}),
    ({}, {"oidc": oidc(pkce_optional=True)}),
    ({"oidc": oidc(id_token_encrypted_response_alg="ECDH-ES")}, {}),
    ({"saml": SamlTerms("e", relay_state_must_be_access_url=True)}, {"saml": SamlTerms("e")}),
    ({"saml": SamlTerms("e")}, {"saml": SamlTerms("e", relay_state_must_be_access_url=False)}),
    ({"saml": SamlTerms("e")}, {"saml": SamlTerms("e", entity_id_must_be_metadata_url=False)}),
    ({"saml": SamlTerms("e")}, {"saml": SamlTerms("e", unsigned_requests_accepted=True)}),
]


@pytest.mark.parametrize(("narrow", "wide"), WIDER)
def test_a_widening_is_one_and_its_contrary_narrows(narrow: dict[str, object], wide: dict[str, object]) -> None:
    narrower, wider = replace(BASE, **narrow), replace(BASE, **wide)  # type: ignore[arg-type] # any field of the type
    assert widenings(compare(narrower, wider))
    assert {change.direction for change in compare(wider, narrower)} == {Direction.NARROWING}


def test_exchanging_who_comes_in_by_delegation_and_who_by_function_widens_in_both_directions() -> None:
    policies = AccessPolicy(delegations=frozenset({"x"})), AccessPolicy(frozenset({"ENS"}))
    by_delegation, by_function = (replace(BASE, access=policy) for policy in policies)
    assert widenings(compare(by_delegation, by_function))
    assert widenings(compare(by_function, by_delegation))


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "educonnect"},
        {"resource": "ark:/77777/autre"},
        {"provider": Provider("777777788_0000000000000000", "Autre")},
        {"purpose": Sentence("Vendre.", "Sell.")},
        {"legal_basis": "consentement"},
        {"access_url": "https://other.example/"},
        {"vocabulary": "ent"},
        {"saml": SamlTerms("other")},
        {"oidc": oidc(jwks='{"keys": []}')},
        {"oidc": oidc(backchannel_logout_uri="https://a.example/out")},
        {"clauses": clause(purpose="Vendre.")},
        {"clauses": clause(transformation=Transformation(Precision.LEVEL))},
    ],
)
def test_another_thing_is_a_widening_in_both_directions(other: dict[str, object]) -> None:
    changed = replace(BASE, **other)  # type: ignore[arg-type] # any field of the type
    assert widenings(compare(BASE, changed))
    if not {"oidc"} & other.keys():
        assert widenings(compare(changed, BASE))


@pytest.mark.parametrize(
    "neutral",
    [
        {"title": Sentence("Autre", "Other")},
        {"security": Sentence("Chiffré.", "Encrypted.")},
        {"clauses": clause(necessity="Sans lui, rien.")},
        {"clauses": (*BASE.clauses, Clause("PRE", "Saluer.", ruling=Ruling.PENDING))},
        {"version": 7, "fingerprint": "f", "approvals": (Approval(Role.REVIEWER, "x", date(2026, 1, 1), "f"),)},
    ],
)
def test_what_changes_nothing_of_what_leaves_is_neutral(neutral: dict[str, object]) -> None:
    changed = replace(BASE, **neutral)  # type: ignore[arg-type] # any field of the type
    assert {change.direction for change in compare(BASE, changed)} <= {Direction.NEUTRAL}


def test_each_change_is_said_in_both_languages_with_both_values() -> None:
    (change,) = compare(BASE, replace(BASE, profiles=frozenset({_PUPIL, Profile.HEAD})))
    assert change.where == "profiles"
    assert change.said == Sentence("profils : +National_dir −National_ens", "profiles: +National_dir −National_ens")
    (change,) = compare(BASE, replace(BASE, clauses=clause(transformation=_YEAR)))
    assert change.said == Sentence(
        "NOM, précision : tel quel → l’année seulement", "NOM, precision: as it is → the year only"
    )


CODES = some.sets(some.sampled_from(["IDO", "UAI", "PRO", "NOM", "PRE", "DIV"]), min_size=1)
PROFILES = some.frozensets(some.sampled_from(list(Profile)[:6]), min_size=1)


@given(CODES, CODES, PROFILES, PROFILES)
def test_approval_is_needed_exactly_when_somebody_may_receive_more(
    old: set[str], new: set[str], before: frozenset[Profile], after: frozenset[Profile]
) -> None:
    former = a_contract(*sorted(old), profiles=before)
    working = a_contract(*sorted(new), profiles=after, fingerprint="f")
    more = bool(new - old or after - before)
    assert judge(former, working, "a", ()).takes_effect is not more


@given(
    some.lists(some.tuples(some.sampled_from([Role.PUBLISHER, Role.REVIEWER, Role.OPERATOR]), some.sampled_from("fax")))
)
def test_two_roles_one_of_them_for_exactly_this_content_are_needed(signed: list[tuple[Role, str]]) -> None:
    day = date(2026, 3, 1)
    approvals = tuple(Approval(role, "x", day, content) for role, content in signed)
    working = a_contract("IDO", "NOM", fingerprint="f", approvals=approvals)
    exact = {role for role, content in signed if content == "f"}
    covering = {role for role, content in signed if content in "fa"}
    enough = bool(exact) and len(covering) > 1
    former = a_contract("IDO")
    assert judge(former, working, "a", ()).takes_effect is enough
    assert not judge(former, working, "a", approvals).takes_effect, "spent signatures sign nothing"
