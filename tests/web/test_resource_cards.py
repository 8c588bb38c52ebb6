"""Owns the search among cards: words, filters, families, pages."""

import pytest
from flask import Flask

from broker.web.resource_cards import Card, CardShelf, show_shelf


def a_card(title: str, **changes: object) -> Card:
    values: dict[str, object] = {
        "resource": f"ark:/77777/{title}",
        "title": title,
        "url": "https://gar.example/domaineGar",
        "thumbnail": "",
        "presentation": "manuels numériques",
        "publisher": "Éditions du Banc",
        "description": "",
    }
    return Card(**values | changes)  # type: ignore[arg-type]  # any field of the type


CARDS = (
    a_card("L’œuvre complète", levels=("6e", "5e"), subjects=("français",)),
    a_card("Algèbre", levels=("5e",), subjects=("mathématiques",), types=("exercice",), mother="ark:/77777/m"),
    a_card("Atlas", publisher="Cartes & Cie", presentation="dictionnaires", mother="ark:/77777/unknown"),
)
MOTHERS = {"ark:/77777/m": "Mathématiques pour tous"}


def shelf(query: str, cards: tuple[Card, ...] = CARDS) -> CardShelf:
    with Flask("cards").test_request_context(f"/list?{query}"):
        return show_shelf(cards, MOTHERS, "/list", (("school", "9990004A"),))


def titles(found: CardShelf) -> list[str]:
    return [card.title for family in found.families for card in family.cards]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["L’œuvre complète", "Atlas", "Algèbre"]),
        ("q=oeuvre", ["L’œuvre complète"]),
        ("q=L'OEUVRE", ["L’œuvre complète"]),
        ("q=algebre+exercice", ["Algèbre"]),
        ("q=algebre+atlas", []),
        ("q=editions+du+banc", ["L’œuvre complète", "Algèbre"]),
        ("level=5e", ["L’œuvre complète", "Algèbre"]),
        ("level=5e&subject=math%C3%A9matiques", ["Algèbre"]),
        ("type=dictionnaires", ["Atlas"]),
        ("publisher=Cartes+%26+Cie", ["Atlas"]),
        ("level=4e", []),
    ],
)
def test_a_search_finds_what_fits_all_of_it(query: str, found: list[str]) -> None:
    assert titles(shelf(query)) == found


def test_filters_offer_each_word_once_in_order_without_regard_to_accents() -> None:
    words = {one.name: one.words for one in shelf("level=5e").filters}
    assert words == {
        "level": ("5e", "6e"),
        "subject": ("français", "mathématiques"),
        "type": ("dictionnaires", "exercice", "manuels numériques"),
        "publisher": ("Cartes & Cie", "Éditions du Banc"),
    }


def test_a_family_comes_after_what_has_none_and_an_unknown_mother_makes_none() -> None:
    assert [(one.title, len(one.cards)) for one in shelf("").families] == [("", 2), ("Mathématiques pour tous", 1)]


@pytest.mark.parametrize(
    ("asked", "first", "previous", "following"),
    [
        ("", "000", "", "/list?school=9990004A&level=6e&page=2"),
        ("2", "048", "/list?school=9990004A&level=6e&page=1", "/list?school=9990004A&level=6e&page=3"),
        ("3", "096", "/list?school=9990004A&level=6e&page=2", ""),
        ("99", "096", "/list?school=9990004A&level=6e&page=2", ""),
        ("0", "000", "", "/list?school=9990004A&level=6e&page=2"),
        ("x", "000", "", "/list?school=9990004A&level=6e&page=2"),
        ("9" * 40, "000", "", "/list?school=9990004A&level=6e&page=2"),
    ],
)
def test_a_long_list_has_pages_that_keep_the_search(asked: str, first: str, previous: str, following: str) -> None:
    many = tuple(a_card(f"{number:03d}", levels=("6e",)) for number in range(100))
    found = shelf(f"level=6e&page={asked}", many)
    assert titles(found)[0] == first
    assert (found.previous_url, found.next_url) == (previous, following)
    assert (found.total, found.found) == (100, 100)


def test_all_is_shown_again_without_the_search() -> None:
    found = shelf("q=atlas")
    assert (found.is_narrowed, found.all_url) == (True, "/list?school=9990004A")
    assert not shelf("").is_narrowed
