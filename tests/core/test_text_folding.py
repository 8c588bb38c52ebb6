"""Owns the folding of text for searches."""

import pytest

from broker.core.text_folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éléphant", "elephant"),
        ("ÇA", "ca"),
        ("Œuvre", "oeuvre"),
        ("ex æquo", "ex aequo"),
        ("l’été", "l'ete"),
        ("STRAẞE", "strasse"),
        ("1re", "1re"),
    ],
)
def test_accents_case_and_ligatures_are_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_folding_twice_is_folding_once() -> None:
    assert fold(fold("Œdipe à l’École")) == fold("Œdipe à l’École")
