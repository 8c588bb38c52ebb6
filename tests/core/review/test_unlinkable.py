"""Owns the proof that pseudonyms of two sectors cannot be put together: over everybody of the shipped directory."""

from collections.abc import Iterator
from functools import cache

from broker.core.pseudonym import Sector, derive
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE
from tests.builders import a_contract, a_key

_BITS = 512
_STANDARD_ERRORS = 6  # of the mean of as many fair coins: once in some 500 million runs, and the key is fixed


@cache
def _pseudonyms() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return everybody's pseudonym in two providers' sectors, person by person."""
    people = list(LdifDirectory(ACADEMY_FILE).find_everybody())
    sectors = [a_contract("IDO").sector_name, f"{Sector.PROVIDER}:111111111_0000000011111111"]
    here, there = (tuple(derive(a_key(), person.key, sector) for person in people) for sector in sectors)
    return here, there


def _pairs() -> Iterator[tuple[int, int]]:
    here, there = _pseudonyms()
    return ((int(a, 16), int(b, 16)) for a, b in zip(here, there, strict=True))


def test_no_two_people_and_no_two_sectors_have_one_in_common() -> None:
    here, there = _pseudonyms()
    assert len(here) > 2900
    assert len({*here, *there}) == 2 * len(here)


def test_no_beginning_and_no_end_is_common_more_than_chance_allows() -> None:
    here, there = _pseudonyms()
    most = 2.0  # of 9 million pairs, eight hexadecimal digits agree in one pair in 4,294,967,296
    for part in (slice(0, 8), slice(-8, None), slice(60, 68)):
        assert len({one[part] for one in here} & {one[part] for one in there}) <= most


def test_the_bits_of_one_person_agree_as_often_as_those_of_two_coins() -> None:
    agreements = [_BITS - (a ^ b).bit_count() for a, b in _pairs()]
    tolerated = _STANDARD_ERRORS * (_BITS / 4 / len(agreements)) ** 0.5
    assert abs(sum(agreements) / len(agreements) - _BITS / 2) < tolerated
    assert min(agreements) > _BITS / 2 - 80
    assert max(agreements) < _BITS / 2 + 80


def test_no_bit_says_anything_of_a_bit_of_the_other_sector() -> None:
    pairs = list(_pairs())
    tolerated = _STANDARD_ERRORS * (len(pairs) / 4) ** 0.5
    for place in range(_BITS):
        agreeing = sum(((a ^ b) >> place) & 1 == 0 for a, b in pairs)
        assert abs(agreeing - len(pairs) / 2) < tolerated, f"bit {place}"


def test_sorting_both_lists_lines_nobody_up() -> None:
    here, there = _pseudonyms()
    by_here = sorted(range(len(here)), key=here.__getitem__)
    by_there = sorted(range(len(there)), key=there.__getitem__)
    lined_up = sum(one == other for one, other in zip(by_here, by_there, strict=True))
    assert lined_up <= 8  # one is expected by chance
    rank = {person: place for place, person in enumerate(by_there)}
    number, middle = len(here), (len(here) - 1) / 2
    products = sum((place - middle) * (rank[person] - middle) for place, person in enumerate(by_here))
    correlation = products / (number * (number**2 - 1) / 12)
    assert abs(correlation) < _STANDARD_ERRORS / number**0.5


def test_the_measures_see_a_link_where_there_is_one() -> None:
    here, _ = _pseudonyms()
    leaky = [f"{one[:8]}{'0' * 120}" for one in here]
    assert len({one[:8] for one in here} & {one[:8] for one in leaky}) > 2900
    assert sorted(range(len(here)), key=here.__getitem__) == sorted(range(len(leaky)), key=leaky.__getitem__)
