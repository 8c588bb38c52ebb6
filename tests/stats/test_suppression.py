"""What is shown of sums gives no small count away, whatever the filters (the invariant is hypothesis')."""

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.flows.rights_ports import AccessCount
from broker.stats.groupings import KEPT, Grouping, Names
from broker.stats.periods import Unit, period_of
from broker.stats.question import Question
from broker.stats.report import make_report
from broker.stats.suppression import sum_shown
from tests.stats.counts import a_count

NAMES = Names({}, {}, {})
YEAR = period_of(date(2026, 11, 30), Unit.YEAR)


@pytest.mark.parametrize(
    ("counts", "smallest", "shown"),
    [
        ([], 5, 0),
        ([4], 5, 0),
        ([5], 5, 5),
        ([27], 5, 27),
        ([1, 1, 1, 1], 5, 0),
        ([1, 1, 1, 1, 1], 5, 5),
        ([4, 4, 4], 5, 10),
        ([27, 4], 5, 27),
        ([27, 4, 3], 5, 32),
        ([27, 4, 3], 1, 34),
        ([1], 1, 1),
    ],
)
def test_a_small_count_enters_sums_by_whole_packets_only(counts: list[int], smallest: int, shown: int) -> None:
    assert sum_shown(counts, smallest) == shown


@given(st.lists(st.integers(1, 30)), st.integers(1, 12))
def test_a_sum_shown_is_less_than_one_packet_short_and_never_too_much(counts: list[int], smallest: int) -> None:
    assert 0 <= sum(counts) - sum_shown(counts, smallest) < smallest


cells = st.dictionaries(
    st.tuples(
        st.sampled_from([date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 4)]),
        st.sampled_from(["9990001A", "9990002B"]),
        st.sampled_from(["ELEVE", "ENSEIGNANT", "NULL"]),
        st.sampled_from(["ark:/77777/carnet", "ark:/77777/herbier"]),
    ),
    st.integers(1, 12),
    max_size=20,
)


def every_question() -> list[Question]:
    """Return every question that these cells answer: each period, each set of filters."""
    values = {
        Grouping.SCHOOL: ("9990001A", "9990002B"),
        Grouping.AUDIENCE: ("ELEVE", "ENSEIGNANT", "NULL"),
        Grouping.RESOURCE: ("ark:/77777/carnet", "ark:/77777/herbier"),
    }
    periods = (YEAR, period_of(date(2026, 11, 30), Unit.MONTH), period_of(date(2026, 11, 30), Unit.DAY))
    return [
        Question(period, unit, dict(zip(chosen, found, strict=True)))
        for size in range(len(values) + 1)
        for chosen in combinations(values, size)
        for found in product(*(values[by] for by in chosen))
        for period in periods
        for unit in (Unit.DAY, Unit.MONTH)
    ]


QUESTIONS = every_question()


@given(cells, st.integers(2, 8))
def test_no_sum_or_difference_of_anything_shown_holds_a_small_count(
    held: dict[tuple[date, str, str, str], int], smallest: int
) -> None:
    """Everything shown is whole packets and counts that may be shown: so is whatever is added or subtracted of it."""
    counts = counts_of(held)
    for question in QUESTIONS:
        report = make_report(question, counts, NAMES, smallest)
        asked = [one for one in counts if fits(one, question)]
        assert is_made_of_packets(report.total, asked, smallest)
        for table in report.tables:
            for value, count in table.rows:
                inside = [one for one in asked if stands_at(one, table.by, value)]
                assert count >= smallest
                assert is_made_of_packets(count, inside, smallest)


@given(cells, st.integers(2, 8))
def test_what_is_shown_is_the_same_when_small_counts_move_within_their_packet(
    held: dict[tuple[date, str, str, str], int], smallest: int
) -> None:
    """One small count may be another and nothing shown changes, so nobody can tell which it is."""
    small = [key for key, count in held.items() if count < smallest]
    if not small or sum(held[key] for key in small) >= smallest:
        return
    other = {key: count for key, count in held.items() if key not in small}
    assert shown(held, smallest) == shown(other, smallest)


def shown(held: dict[tuple[date, str, str, str], int], smallest: int) -> list[object]:
    counts = counts_of(held)
    reports = [make_report(question, counts, NAMES, smallest) for question in QUESTIONS]
    return [(report.total, report.tables) for report in reports]


def counts_of(held: dict[tuple[date, str, str, str], int]) -> list[AccessCount]:
    return [a_count(n, day=d, uai=s, audience=p, resource=r) for (d, s, p, r), n in held.items()]


def fits(one: AccessCount, question: Question) -> bool:
    return question.period.holds(one.day) and all(stands_at(one, by, value) for by, value in question.filters.items())


def stands_at(one: AccessCount, by: Unit | Grouping, value: str) -> bool:
    found = period_of(one.day, by).code if isinstance(by, Unit) else NAMES.value(by, getattr(one, KEPT[by]))
    return found == value


def is_made_of_packets(count: int, inside: list[AccessCount], smallest: int) -> bool:
    big = sum(one.accesses for one in inside if one.accesses >= smallest)
    return count >= big and (count - big) % smallest == 0
