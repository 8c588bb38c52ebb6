"""A receipt proves its line alone; whatever is changed in it proves nothing, and says so."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.journal.chain import FIELDS, FIRST, digest_after, fields_of
from broker.core.journal.commitment import decision_of, nonce_of, write_statement
from broker.core.journal.head import NO_HEAD, Head
from broker.core.journal.merkle import path_of, root_of
from broker.core.journal.receipt import (
    Receipt,
    ReceiptFault,
    check_receipt,
    check_values,
    read_receipt,
    write_receipt,
)
from tests.builders import NOON
from tests.journal import a_released, a_told

_SECRET = "5e" * 32
_TOLD = a_told("National_ens")


def _receipt(index: int = 2, size: int = 7, *, first: int = 4) -> tuple[Receipt, Head]:
    """Return the receipt of a line of a block, and the block's head."""
    digest, digests, previous = FIRST, [], FIRST
    mine = None
    for place in range(size):
        line_id = f"{place:032x}"
        decision = decision_of(nonce_of(_SECRET, line_id), write_statement(_TOLD))
        act = replace(a_released(), at=_TOLD.decided_at, decision=decision, reference="r" * 32)
        fields = fields_of(first + place, line_id, act)
        if place == index:
            mine, previous = fields, digest
        digest = digest_after(digest, fields)
        digests.append(digest)
    assert mine is not None
    head = Head(2, first, first + size - 1, NOON, digest, root_of(digests), NO_HEAD)
    nonce = nonce_of(_SECRET, f"{index:032x}")
    return Receipt(mine, previous, index, size, path_of(index, digests), "{}", "", nonce), head


@given(st.integers(1, 40), st.data())
def test_every_line_of_a_block_has_a_receipt(size: int, data: st.DataObject) -> None:
    receipt, head = _receipt(data.draw(st.integers(0, size - 1)), size)
    again = read_receipt(json.loads(json.dumps(write_receipt(receipt))))
    assert again == replace(receipt, fields=tuple(receipt.fields))
    assert check_receipt(again, head) is None


@given(st.sampled_from(FIELDS), st.integers(0, 6))
def test_no_field_of_the_line_can_be_changed(name: str, index: int) -> None:
    receipt, head = _receipt(index)
    place = FIELDS.index(name)
    value = receipt.fields[place]
    changed = value + 1 if isinstance(value, int) else f"{value}x"
    touched = replace(receipt, fields=(*receipt.fields[:place], changed, *receipt.fields[place + 1 :]))
    assert check_receipt(touched, head) in {ReceiptFault.NOT_INCLUDED, ReceiptFault.ELSEWHERE}


@given(st.integers(0, 2), st.binary(min_size=32, max_size=32))
def test_no_step_of_the_path_can_be_changed(place: int, step: bytes) -> None:
    receipt, head = _receipt()
    path = [*receipt.path[:place], step.hex(), *receipt.path[place + 1 :]]
    assert check_receipt(replace(receipt, path=tuple(path)), head) is ReceiptFault.NOT_INCLUDED


_TOUCHED: dict[str, tuple[Callable[[Receipt], Receipt], ReceiptFault]] = {
    "previous": (lambda one: replace(one, previous="0" * 64), ReceiptFault.NOT_INCLUDED),
    "index": (lambda one: replace(one, index=one.index + 1), ReceiptFault.ELSEWHERE),
    "size": (lambda one: replace(one, size=one.size - 1), ReceiptFault.ELSEWHERE),
    "a step less": (lambda one: replace(one, path=one.path[1:]), ReceiptFault.NOT_INCLUDED),
    "a step more": (lambda one: replace(one, path=(*one.path, one.path[0])), ReceiptFault.NOT_INCLUDED),
}


@pytest.mark.parametrize("what", _TOUCHED)
def test_what_is_changed_around_the_line_proves_nothing(what: str) -> None:
    touch, fault = _TOUCHED[what]
    receipt, head = _receipt()
    assert check_receipt(touch(receipt), head) is fault


def test_a_receipt_without_a_signed_head_proves_nothing() -> None:
    assert check_receipt(_receipt()[0], None) is ReceiptFault.UNSIGNED


def test_who_has_the_values_checks_what_the_line_commits_to() -> None:
    receipt, _ = _receipt()
    attributes = {code: list(values) for code, values in _TOLD.attributes}
    assert check_values(receipt, _TOLD.subject, attributes) is None
    assert check_values(receipt, _TOLD.subject, dict(reversed(attributes.items()))) is None, "in whatever order"
    assert check_values(receipt, "another", attributes) is ReceiptFault.OTHER_VALUES
    assert check_values(receipt, _TOLD.subject, attributes | {"PRO": ["National_elv"]}) is ReceiptFault.OTHER_VALUES
    assert check_values(receipt, _TOLD.subject, attributes | {"NOM": ["Le Goff"]}) is ReceiptFault.OTHER_VALUES
    without = replace(receipt, nonce="")
    assert check_values(without, _TOLD.subject, attributes) is ReceiptFault.OTHER_VALUES


def test_without_the_nonce_nobody_guesses_what_a_line_commits_to() -> None:
    receipt, _ = _receipt()
    statement = write_statement(_TOLD)
    guessed = {decision_of(nonce, statement) for nonce in ("00" * 32, receipt.previous, receipt.digest)}
    assert str(receipt.said("decision")) not in guessed


_DOCUMENT = write_receipt(_receipt()[0])


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {**_DOCUMENT, "preau_receipt": 2},
        {**_DOCUMENT, "line": {"position": 1}},
        {**_DOCUMENT, "line": {**_DOCUMENT["line"], "position": "1"}},  # type: ignore[dict-item]  # a mapping, as written
        {**_DOCUMENT, "line": {**_DOCUMENT["line"], "position": True}},  # type: ignore[dict-item]  # likewise
        {**_DOCUMENT, "path": "x"},
        {**_DOCUMENT, "path": ["zz"]},
        {**_DOCUMENT, "path": ["0" * 64] * 65},
        {**_DOCUMENT, "previous": "0" * 63},
        {**_DOCUMENT, "previous": "G" * 64},
        {**_DOCUMENT, "index": -1},
        {**_DOCUMENT, "size": "7"},
        {**_DOCUMENT, "nonce": "short"},
    ],
)
def test_what_is_no_receipt_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match=r"receipt|line|path|digest|number|field|index|size"):
        read_receipt(document)
