"""Owns how tolerant the reading of SDET entries is, and what stays strict."""

from datetime import date

import pytest

from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.core.school import NATURES
from broker.directories.sdet_entries import Entry
from broker.directories.sdet_people import read_identity
from broker.directories.sdet_structures import Structure, read_structure

_DN = "ENTStructureSIREN=1,ou=structures,dc=x"
_SCHOOL = read_structure(
    Entry(
        _DN,
        {
            "objectClass": ["ENTEtablissement"],
            "ENTStructureUAI": ["9990001X"],
            "ENTStructureJointure": ["4242"],
            "ENTStructureNomCourant": ["École d’essai"],
            "ENTStructureClasses": ["3A$3EME A$10310019110", "3B"],
            "ENTStructureGroupes": ["G1$GROUPE 1$3A$3B", "G2"],
        },
    )
)


class OneSchool:
    """Know one school and no other person."""

    def find_child(self, dn: str) -> Entry | None:
        return {"": None}.get(dn)

    def find_structure(self, dn: str) -> Structure | None:
        return _SCHOOL if dn.casefold() == _DN.casefold() else None


def read(**attributes: str | list[str]) -> Identity:
    values = {
        "ENTPersonLogin": ["a"],
        "ENTPersonGARIdentifiant": ["i"],
        "ENTPersonStructRattach": [_DN],
        **{name: value if isinstance(value, list) else [value] for name, value in attributes.items()},
    }
    identity = read_identity(Entry("uid=1,dc=x", values), OneSchool(), "EG")
    assert identity is not None
    return identity


def test_a_class_may_be_given_by_dn_aaf_key_uai_or_code_alone() -> None:
    for value in (f"{_DN}$3A", f"{_DN.upper()}$3A", "4242$3A", "9990001X$3A", "3A"):
        person = read(ENTPersonProfils="National_ELV", ENTEleveClasses=value)
        assert person.memberships[0].divisions.values == ("3A##3EME A",)


def test_a_class_of_another_school_is_left_out() -> None:
    person = read(ENTPersonProfils="National_ELV", ENTEleveClasses="ENTStructureSIREN=2,ou=structures,dc=x$3A")
    assert person.memberships[0].divisions.values == ()


def test_an_unlabelled_division_or_group_keeps_its_code() -> None:
    person = read(ENTPersonProfils="National_ELV", ENTEleveClasses=["3B", "9Z"], ENTEleveGroupes=["G2", "G9"])
    assert person.memberships[0].divisions.values == ("3B##3B", "9Z##9Z")
    assert person.memberships[0].groups.values == ("G2##G2", "G9##G9")
    assert person.memberships[0].group_divisions.values == ()


@pytest.mark.parametrize("spelling", ["National_ENS", "National_ens", " national_ens "])
def test_profiles_are_read_whatever_their_case(spelling: str) -> None:
    assert [m.profile for m in read(ENTPersonProfils=spelling).memberships] == [Profile.TEACHER]


@pytest.mark.parametrize("code", ["-", "ZZZ", "ELE"])
def test_a_function_that_says_no_staff_profile_leaves_the_declared_one(code: str) -> None:
    person = read(ENTPersonProfils="National_EVS", ENTPersonFonctions=f"{_DN}${code}$X$-$-")
    assert [(m.profile, m.profile_source) for m in person.memberships] == [(Profile.SCHOOL_LIFE, "ENTPersonProfils")]


def test_an_unknown_profile_ties_to_no_school() -> None:
    assert read(ENTPersonProfils="National_XYZ").memberships == ()
    assert read().memberships == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("personalTitle", "MME", ("Mme",)),
        ("personalTitle", "Monsieur", ("M.",)),
        ("ENTPersonSexe", "F", ("Mme",)),
        ("personalTitle", "Dr", ()),
    ],
)
def test_civility_is_m_or_mme_or_nothing(name: str, value: str, expected: tuple[str, ...]) -> None:
    fact = read(**{name: value}).civility
    assert fact.values == expected
    assert fact.source == (name if expected else "")


def test_an_unreadable_expiry_closes_the_account() -> None:
    assert read(preauExpires="2027-09-01").expires == date(2027, 9, 1)
    assert read(preauExpires="soon").expires == date.min
    assert read().expires is None


@pytest.mark.parametrize(
    ("kind", "nature"),
    [
        ("ECOLE", "151"),
        ("École élémentaire", "151"),
        ("ECOLE MATERNELLE", "101"),
        ("Maternelle", "101"),
        ("COLLEGE", "340"),
        ("Lycée", "300"),
        ("LYCEE POLYVALENT", "306"),
        ("LYCEE PROFESSIONNEL", "320"),
        ("EREA", "370"),
        ("SERVICE", ""),
        ("", ""),
    ],
)
def test_the_type_of_a_structure_tells_its_nature(kind: str, nature: str) -> None:
    values = {"ENTStructureTypeStruct": [kind]} if kind else {}
    school = read_structure(Entry(_DN, values)).school
    assert school.nature == nature
    assert nature in {*NATURES, ""}
    assert school.is_first_degree == (nature in {"101", "151"})


def test_a_structure_tells_where_it_is_and_nothing_that_it_does_not_know() -> None:
    values = {"ENTStructureUAI": ["9990001X"], "ENTStructureJointure": ["AC-PREAU$900001"], "l": ["Ardoisy"]}
    school = read_structure(Entry(_DN, {**values, "postalCode": ["99160"]})).school
    assert (school.academy, school.department) == ("AC-PREAU", "999")
    assert (school.town, school.postal_code) == ("Ardoisy", "99160")
    bare = read_structure(Entry(_DN, {"ENTStructureSIREN": ["00000001800010"], "ENTStructureJointure": ["77"]})).school
    assert (bare.uai, bare.academy, bare.department, bare.town, bare.postal_code) == ("00000001800010", "", "", "", "")


def test_an_unknown_mef_gives_no_level() -> None:
    assert read(ENTPersonProfils="National_ELV", ENTEleveMEF="9999999999A").memberships[0].levels.values == ()


def test_an_entry_without_identifier_is_nobody() -> None:
    assert read_identity(Entry("uid=1,dc=x", {"ENTPersonLogin": ["a"]}), OneSchool(), "EG") is None


def test_no_value_shows_in_a_representation() -> None:
    person = read(sn="Secret", ENTPersonProfils="National_ELV")
    entry = Entry("uid=secret,dc=x", {"sn": ["Secret"]})
    assert "ecret" not in repr(person)
    assert "ecret" not in repr(entry)
