"""Owns what an opaque identifier is: stable in its sector, unlinkable across sectors, people, projects and keys."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from broker.core.catalogue import CATALOGUE
from broker.core.derivation import Subject
from broker.core.identity import PersonKey
from broker.core.minimisation import decide
from broker.core.pseudonym import Sector, derive
from tests.builders import LYCEE, NOON, a_contract, a_key, a_membership, a_pupil

PERSONS = st.builds(PersonKey, st.text(max_size=6), st.text(max_size=12))
SECTORS = st.text(max_size=20)
OTHER_PROVIDER = a_contract().provider.__class__("111111111_0000000000000000", "Another")


@given(PERSONS, SECTORS)
def test_an_ido_is_128_lower_case_hexadecimal_characters(person: PersonKey, sector: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{128}", derive(a_key(), person, sector))


@given(PERSONS, SECTORS)
def test_an_ido_is_stable(person: PersonKey, sector: str) -> None:
    assert derive(a_key(), person, sector) == derive(a_key(), person, sector)


@given(PERSONS, SECTORS, SECTORS)
def test_two_sectors_never_share_an_ido(person: PersonKey, one: str, other: str) -> None:
    assume(one != other)
    assert derive(a_key(), person, one) != derive(a_key(), person, other)


@given(PERSONS, PERSONS, SECTORS)
def test_two_people_never_share_an_ido(one: PersonKey, other: PersonKey, sector: str) -> None:
    assume(one != other)
    assert derive(a_key(), one, sector) != derive(a_key(), other, sector)


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.integers(0, 24), st.integers(0, 24))
def test_parts_that_run_together_the_same_are_told_apart(a: str, b: str, c: str, first: int, second: int) -> None:
    whole = a + b + c
    first, second = sorted((min(first, len(whole)), min(second, len(whole))))
    parts = (whole[:first], whole[first:second], whole[second:])
    assume(parts != (a, b, c))
    assert derive(a_key(), PersonKey(a, b), c) != derive(a_key(), PersonKey(parts[0], parts[1]), parts[2])


@given(PERSONS, SECTORS)
def test_another_key_or_version_makes_another_ido(person: PersonKey, sector: str) -> None:
    assert derive(a_key(1), person, sector) != derive(a_key(2), person, sector)


def test_known_inputs_make_a_known_ido() -> None:
    """Fix the derivation: a change would make every account at every resource new."""
    found = derive(a_key(), PersonKey("P0", "pupil-0001"), "provider:777777777_0000000077777777")
    assert found.startswith("b7c50d2d24f4aa1cf3451ddc5810750b")


def test_the_sector_switch_says_how_far_an_ido_reaches() -> None:
    same_provider, other_resource = a_contract(), a_contract(resource="ark:/77777/billes")
    other_provider = a_contract(provider=OTHER_PROVIDER)
    assert same_provider.sector_name == other_resource.sector_name
    assert same_provider.sector_name != other_provider.sector_name
    by_resource = [a_contract(sector=Sector.RESOURCE, resource=name) for name in ("ark:/1/a", "ark:/1/b")]
    assert by_resource[0].sector_name != by_resource[1].sector_name
    by_project = [a_contract(sector=Sector.PROJECT, provider=p) for p in (same_provider.provider, OTHER_PROVIDER)]
    assert by_project[0].sector_name == by_project[1].sector_name


def test_sectors_of_different_kinds_never_meet() -> None:
    odd = a_contract(sector=Sector.RESOURCE, resource=a_contract().provider.identifier)
    assert odd.sector_name != a_contract().sector_name


def test_a_person_keeps_one_ido_in_all_their_schools() -> None:
    pupil = a_pupil(memberships=(a_membership(), a_membership(uai=LYCEE)))
    idos = {decide(pupil, membership, a_contract(), a_key(), NOON).subject for membership in pupil.memberships}
    assert len(idos) == 1


def test_a_person_who_changes_ent_gets_another_ido() -> None:
    here, there = a_pupil(), a_pupil(key=PersonKey("P1", "pupil-0001"))
    subjects = [decide(one, one.memberships[0], a_contract(), a_key(), NOON).subject for one in (here, there)]
    assert subjects[0] != subjects[1]


def test_idc_and_the_guichets_identifier_follow_the_ido() -> None:
    pupil = a_pupil()
    subject = Subject(pupil, pupil.memberships[0], a_contract(), a_key())
    (ido,) = CATALOGUE["IDO"].derive(subject).values
    assert CATALOGUE["IDC"].derive(subject).values == (f"ark:/77777/marelle_{ido}",)
    assert CATALOGUE["FrEduCtId"].derive(subject).values == (ido[:96],)
