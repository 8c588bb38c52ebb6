"""Owns the kinds of attributes: each has one, and what the schools' people are known by is what it says."""

import pytest

from broker.core.catalogue import CATALOGUE
from broker.core.review.attribute_kinds import CATEGORIES, KINDS, POWERS, Category, Power


def test_each_attribute_of_the_catalogue_has_a_kind() -> None:
    assert KINDS.keys() == CATALOGUE.keys()


def test_each_category_and_power_has_words() -> None:
    assert CATEGORIES.keys() == set(Category)
    assert POWERS.keys() == set(Power)


@pytest.mark.parametrize(
    ("code", "power"),
    [
        ("NOM", Power.DIRECT),
        ("IDO", Power.PSEUDONYM),
        ("DIV", Power.QUASI),
        ("LRA", Power.NONE),
        ("mail", Power.DIRECT),
    ],
)
def test_an_attribute_singles_out_as_its_kind_says(code: str, power: Power) -> None:
    assert KINDS[code].power is power
