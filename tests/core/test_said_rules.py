"""Owns what is believed of the facts that a guichet states: what must be there, for which domains, read as what."""

import pytest

from broker.core.errors import Refusal
from broker.core.fact_names import FactName
from broker.core.identity import Fact
from broker.core.said_rules import NO_RULES, Reading, SaidRules, is_in_scope, read_said
from broker.core.searching import holds_every, searchable
from broker.core.supann import read_as_agent

BRUME = frozenset({"univ-brume.example"})


def said(**values: str | tuple[str, ...]) -> tuple[tuple[str, Fact], ...]:
    return tuple(
        (name, Fact(value if isinstance(value, tuple) else (value,), f"u: {name}")) for name, value in values.items()
    )


@pytest.mark.parametrize(
    ("value", "is_in"),
    [
        ("lou@univ-brume.example", True),
        ("lou@UNIV-Brume.example", True),
        ("lou@labo.univ-brume.example", False),
        ("lou@faux-univ-brume.example", False),
        ("lou@univ-brume.example.net", False),
        ("lou@univ-brume.example ", False),
        ("lou@univ-ecume.example@univ-brume.example", False),
        ("@univ-brume.example", False),
        ("univ-brume.example", False),
        ("lou@", False),
        ("", False),
    ],
)
def test_a_value_is_of_a_domain_to_the_letter(value: str, is_in: bool) -> None:  # noqa: FBT001 - a column
    assert is_in_scope(value, BRUME) is is_in


@pytest.mark.parametrize("name", ["principal", "scoped_affiliations", "mail"])
def test_one_value_of_another_domain_stops_everything(name: str) -> None:
    values = ("lou@univ-brume.example", "lou@univ-ecume.example")
    with pytest.raises(Refusal) as refused:
        read_said(SaidRules(scopes=BRUME), said(**{name: values}))
    assert refused.value.code == "guichet.domain_foreign"
    assert "lou" not in f"{refused.value.expected} {refused.value.received}"


def test_an_academy_does_not_say_that_somebody_is_of_another() -> None:
    rules = SaidRules(only=((FactName.ACADEMY, frozenset({"078"})),))
    assert read_said(rules, said(academy="078", uid="lou")) == said(academy="078", uid="lou")
    assert read_said(rules, said(uid="lou")) == said(uid="lou")
    for values in (("077",), ("078", "077")):
        with pytest.raises(Refusal) as refused:
            read_said(rules, said(academy=values))
        assert refused.value.code == "guichet.domain_foreign"


def test_a_member_without_any_domain_may_say_nothing_that_has_one() -> None:
    with pytest.raises(Refusal) as refused:
        read_said(SaidRules(scopes=frozenset()), said(mail="lou@univ-brume.example"))
    assert refused.value.code == "guichet.domain_foreign"
    assert read_said(SaidRules(scopes=frozenset()), said(family_name="Marelle")) == said(family_name="Marelle")


def test_each_missing_fact_is_named() -> None:
    rules = SaidRules(required=frozenset({FactName.MAIL, FactName.FAMILY_NAME, FactName.PRINCIPAL}))
    with pytest.raises(Refusal) as refused:
        read_said(rules, said(mail="lou@univ-brume.example"))
    assert refused.value.code == "guichet.fact_missing"
    assert refused.value.received == "without family_name, principal"


def test_without_rules_what_is_said_is_what_is_believed() -> None:
    facts = said(mail="lou@anywhere.example")
    assert read_said(NO_RULES, facts) == facts


@pytest.mark.parametrize(
    ("affiliations", "function"),
    [
        (("member", "teacher"), "ENS"),
        (("staff", "faculty"), "ENS"),
        (("researcher",), "ENS"),
        (("employee", "member"), "ADM"),
        (("student", "employee"), "ADM"),
    ],
)
def test_an_affiliation_of_staff_is_a_function(affiliations: tuple[str, ...], function: str) -> None:
    rules = SaidRules(reading=Reading.SUPANN_AGENT)
    facts = dict(read_said(rules, said(affiliations=affiliations)))
    assert facts["function"] == Fact((function,), "u: affiliations → FrEduFonctAdm")


@pytest.mark.parametrize("affiliations", [("student",), ("member",), ("alum", "affiliate"), ("Enseignant",)])
def test_who_is_no_staff_is_no_agent(affiliations: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        read_as_agent(dict(said(affiliations=affiliations)))
    assert refused.value.code == "guichet.not_an_agent"


def test_the_scoped_affiliation_counts_where_there_is_no_plain_one() -> None:
    facts = read_as_agent(dict(said(scoped_affiliations="teacher@univ-brume.example")))
    assert facts["function"].values == ("ENS",)


def test_the_school_of_an_agent_is_the_first_uai_among_labelled_values() -> None:
    establishments = ("{SIRET}77777777700019", "{UAI}0779901U", "{UAI}0779902V")
    facts = read_as_agent(dict(said(affiliations="staff", establishment=establishments, principal="lou@u.example")))
    assert facts["main_school"].values == ("0779901U",)
    assert facts["uid"] == Fact(("lou@u.example",), "u: principal → uid")


def test_a_search_minds_neither_accents_nor_case_and_wants_every_word() -> None:
    text = searchable("École supérieure", "Graduate School", "ecole.example")
    assert holds_every(searchable("ÉCOLE graduate").split(), text)
    assert not holds_every(searchable("ecole brume").split(), text)
