"""Holds the key of a siret to facts/identity-providers.md 4.1."""

import pytest

from broker.core.siret import is_siret


@pytest.mark.parametrize("text", ["11004301500012", "13002526500013", "73282932000074"])
def test_fourteen_digits_with_a_luhn_key_are_a_siret(text: str) -> None:
    assert is_siret(text)


@pytest.mark.parametrize(
    "text", ["", "7328293200007", "732829320000740", "73282932000075", "7328293200007A", "73282932000074 "]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_siret(text)


def test_la_poste_counts_otherwise() -> None:
    assert is_siret("35600000049837")  # its digits add up to a multiple of five
    assert not is_siret("35600000049838")


def test_digits_of_other_scripts_are_none() -> None:
    assert not is_siret("٧٣٢٨٢٩٣٢٠٠٠٠٧٤")
