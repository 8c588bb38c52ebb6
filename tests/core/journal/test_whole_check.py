"""Whatever is done to lines or heads is found, named and placed; a journal that nobody touched is whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.core.journal.act import Act
from broker.core.journal.chain import FIELDS, FIRST, digest_after, fields_of
from broker.core.journal.finding import Fault, Verdict
from broker.core.journal.head import NO_HEAD, Head
from broker.core.journal.line_check import Row
from broker.core.journal.merkle import root_of
from broker.core.journal.whole_check import SeenHead, Signature, WholeCheck
from tests.builders import NOON
from tests.journal import a_released, an_act

_LINES, _BLOCK = 20, 5
_WHAT = FIELDS.index("what")
_Rows = list[Row]


def _chained(acts: Sequence[Act]) -> _Rows:
    rows: _Rows = []
    for position, act in enumerate(acts, start=1):
        fields = fields_of(position, "", act)
        rows.append((*fields, digest_after(str(rows[-1][-1]) if rows else FIRST, fields)))
    return rows


def _some_rows(count: int = _LINES) -> _Rows:
    return _chained([an_act(number) if number % 3 else a_released(number) for number in range(count)])


def _sealed(rows: _Rows, every: int = _BLOCK) -> list[Head]:
    heads: list[Head] = []
    for first in range(0, len(rows) - every + 1, every):
        digests = [str(row[-1]) for row in rows[first : first + every]]
        previous = heads[-1].digest if heads else NO_HEAD
        heads.append(Head(len(heads) + 1, first + 1, first + every, NOON, digests[-1], root_of(digests), previous))
    return heads


def _check(rows: _Rows, heads: Sequence[Head], **known: str) -> Verdict:
    seen = [SeenHead(head, Signature.GOOD) for head in heads]
    return WholeCheck(seen, _BLOCK, {int(name[1:]): digest for name, digest in known.items()}).check(rows)


def _found(verdict: Verdict) -> list[tuple[str, int, int]]:
    return [(one.fault.value, one.first, one.last) for one in verdict.findings]


def _renumbered(rows: _Rows) -> _Rows:
    return [(position, *row[1:]) for position, row in enumerate(rows, start=1)]


def _changed(rows: _Rows, position: int, *, rehashed: bool = False) -> _Rows:
    row = list(rows[position - 1])
    row[_WHAT] = "changed"
    if rehashed:
        row[-1] = digest_after(str(rows[position - 2][-1]), row[:-1])
    return [*rows[: position - 1], tuple(row), *rows[position:]]


def _rewritten(rows: _Rows, position: int) -> _Rows:
    """Change a line and chain every later one anew, as somebody who knows how would."""
    rows = _changed(rows, position, rehashed=True)
    for number in range(position, len(rows)):
        row = rows[number]
        rows[number] = (*row[:-1], digest_after(str(rows[number - 1][-1]), row[:-1]))
    return rows


def test_a_journal_that_nobody_touched_is_whole() -> None:
    rows = _some_rows(22)
    verdict = _check(rows, _sealed(rows))
    assert verdict.is_whole
    assert (verdict.lines, verdict.heads, verdict.sealed, verdict.digest) == (22, 4, 20, rows[-1][-1])


def test_a_journal_without_a_line_is_whole() -> None:
    assert _check([], []).is_whole


_TAMPERINGS: dict[str, tuple[Callable[[_Rows], _Rows], list[tuple[str, int, int]]]] = {
    "a line changed": (lambda rows: _changed(rows, 7), [("changed", 7, 7)]),
    "the first line changed": (lambda rows: _changed(rows, 1), [("changed", 1, 1)]),
    "the last line changed": (lambda rows: _changed(rows, 20), [("changed", 20, 20)]),
    "a line changed with its digest": (lambda rows: _changed(rows, 7, rehashed=True), [("changed", 8, 8)]),
    "two lines changed": (lambda rows: _changed(_changed(rows, 3), 17), [("changed", 3, 3), ("changed", 17, 17)]),
    "everything after a line chained anew": (
        lambda rows: _rewritten(rows, 7),
        [("rewritten", 6, 10), ("rewritten", 11, 15), ("rewritten", 16, 20)],
    ),
    "a line removed": (lambda rows: [*rows[:6], *rows[7:]], [("removed", 7, 7)]),
    "lines removed": (lambda rows: [*rows[:6], *rows[9:]], [("removed", 7, 9)]),
    "the first removed": (lambda rows: rows[1:], [("removed", 1, 1)]),
    "a line removed, the rest renumbered": (lambda rows: _renumbered([*rows[:6], *rows[7:]]), [("removed", 7, 7)]),
    "lines removed, the rest renumbered": (lambda rows: _renumbered([*rows[:6], *rows[9:]]), [("removed", 7, 9)]),
    "the tail removed": (lambda rows: rows[:17], [("removed", 18, 20)]),
    "everything removed": (lambda _rows: [], [("removed", 1, 20)]),
    "a line inserted": (lambda rows: _renumbered([*rows[:6], rows[2], *rows[6:]]), [("inserted", 7, 7)]),
    "two lines exchanged": (
        lambda rows: _renumbered([*rows[:6], rows[7], rows[6], *rows[8:]]),
        [("reordered", 7, 8)],
    ),
    "a line moved": (
        lambda rows: _renumbered([*rows[:2], *rows[3:9], rows[2], *rows[9:]]),
        [("removed", 3, 3), ("inserted", 9, 9)],
    ),
}


@pytest.mark.parametrize("tampering", _TAMPERINGS)
def test_what_was_done_to_lines_is_named_and_placed(tampering: str) -> None:
    touch, found = _TAMPERINGS[tampering]
    rows = _some_rows()
    assert _found(_check(touch(list(rows)), _sealed(rows))) == found


@settings(max_examples=200)
@given(position=st.integers(1, _LINES), place=st.sampled_from(range(1, len(FIELDS))), rehashed=st.booleans())
def test_no_field_of_any_line_can_be_changed_unseen(*, position: int, place: int, rehashed: bool) -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    row = list(rows[position - 1])
    row[place] = 99 if isinstance(row[place], int) else f"{row[place]} "
    if rehashed:
        row[-1] = digest_after(str(rows[position - 2][-1]) if position > 1 else FIRST, row[:-1])
    rows[position - 1] = tuple(row)
    verdict = _check(rows, heads)
    assert any(one.first - 1 <= position <= one.last for one in verdict.findings)


@pytest.mark.parametrize("strange", [b"bytes", None, 1.5])
def test_what_no_line_can_hold_is_a_change(strange: object) -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    for place in (_WHAT, -1):
        row = list(rows[6])
        row[place] = strange  # type: ignore[call-overload]  # as a database without types may give it
        found = _found(_check([*rows[:6], tuple(row), *rows[7:]], heads))
        assert found[0] == ("changed", 7, 7)


def test_what_follows_the_last_head_is_held_by_what_was_kept_elsewhere() -> None:
    rows = _some_rows(23)
    heads, digest = _sealed(rows), str(rows[22][-1])
    assert _check(rows[:21], heads).is_whole, "nothing here says that there were more"
    assert _found(_check(rows[:21], heads, p23=digest)) == [("removed", 22, 23)]
    assert _found(_check(_rewritten(rows, 22), heads, p23=digest)) == [("rewritten", 23, 23)]
    assert _check(rows, heads, p23=digest).is_whole


def test_a_head_that_is_not_there_is_missed() -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    assert _found(_check(rows, [heads[0], *heads[2:]])) == [("head_missing", 6, 10)]
    assert _found(_check(rows, heads[:2])) == [("head_missing", 11, 20)]
    assert _found(_check(rows, [])) == [("head_missing", 1, 20)]


def test_a_head_of_other_lines_is_told() -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    assert _found(_check(rows, [*heads[:3], replace(heads[3], root="0" * 64)])) == [("rewritten", 16, 20)]
    assert _found(_check(rows, [*heads[:3], replace(heads[3], chain="0" * 64)])) == [("rewritten", 16, 20)]


def test_a_head_that_does_not_follow_from_the_one_before_is_told() -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    touched = [heads[0], replace(heads[1], at=NOON.replace(year=2020)), *heads[2:]]
    assert _found(_check(rows, touched)) == [("head_broken", 11, 15)]


@pytest.mark.parametrize(
    ("signatures", "found"),
    [
        ("good good good good", []),
        ("unknown unknown unknown good", []),
        ("good good good unknown", [("head_forged", 16, 20)]),
        ("good bad good good", [("head_forged", 6, 10)]),
        ("unknown unknown unknown unknown", [("head_forged", first, first + 4) for first in (1, 6, 11, 16)]),
    ],
)
def test_a_head_counts_by_our_key_or_by_a_later_one_that_does(
    signatures: str, found: list[tuple[str, int, int]]
) -> None:
    rows = _some_rows()
    seen = [SeenHead(head, Signature(word)) for head, word in zip(_sealed(rows), signatures.split(), strict=True)]
    assert _found(WholeCheck(seen, _BLOCK).check(rows)) == found


def test_a_head_that_cannot_be_read_is_forged() -> None:
    rows = _some_rows()
    heads = _sealed(rows)
    seen = [SeenHead(head, Signature.GOOD) for head in heads]
    verdict = WholeCheck([seen[0], SeenHead(None, Signature.BAD), *seen[2:]], _BLOCK).check(rows)
    assert verdict.findings[0].fault is Fault.HEAD_FORGED
    assert verdict.findings[0].first == 6
