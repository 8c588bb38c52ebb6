"""Holds who is recognised by a pivot identity, and who is not."""

import pytest

from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity
from broker.core.pivot_match import find_same
from broker.core.refusals.decision import PersonAmbiguous
from tests.builders import a_pupil


def _person(given: str, family: str, civility: str = "Mme") -> Identity:
    return a_pupil(
        given_name=Fact((given,), "givenName"),
        family_name=Fact((family,), "sn"),
        civility=Fact((civility,), "personalTitle"),
    )


def _said(given: str, family: str, gender: str = "female") -> dict[str, Fact]:
    values = {FactName.GIVEN_NAME: given, FactName.FAMILY_NAME: family, FactName.GENDER: gender}
    return {str(name): Fact((value,), "franceconnect") for name, value in values.items()}


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Aminata", "Le Goff"),
        ("AMINATA", "LE GOFF"),
        ("Aminata Marie Louise", "Le Goff"),
        ("Aminata", "LE-GOFF"),
    ],
)
def test_the_same_names_written_otherwise_are_the_same_person(given: str, family: str) -> None:
    person = _person("Aminata", "Le Goff")
    assert find_same([person], _said(given, family)) is person


def test_accents_do_not_matter() -> None:
    person = _person("Hélène", "Gueye")
    assert find_same([person], _said("HELENE", "GUÈYE")) is person


@pytest.mark.parametrize(
    ("given", "family", "gender"),
    [
        ("Aminata", "Le Gof", "female"),
        ("Amina", "Le Goff", "female"),
        ("Marie Aminata", "Le Goff", "female"),
        ("Aminata", "Le Goff", "male"),
        ("", "Le Goff", "female"),
        ("Aminata", "", "female"),
        ("-", "-", "female"),
    ],
)
def test_other_names_are_somebody_else(given: str, family: str, gender: str) -> None:
    assert find_same([_person("Aminata", "Le Goff")], _said(given, family, gender)) is None


def test_people_without_names_are_nobody() -> None:
    assert find_same([_person("", "")], _said("", "")) is None


def test_two_people_of_the_same_names_and_day_are_told_apart_by_nobody() -> None:
    with pytest.raises(PersonAmbiguous):
        find_same([_person("Léa", "Martin"), _person("Lea", "Martin")], _said("Lea", "Martin"))
