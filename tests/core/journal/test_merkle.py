"""Roots and audit paths are those of RFC 6962, and no other leaf, place, size or path leads to a root."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.journal.merkle import leaf_of, path_of, root_by, root_of

_SIZES = st.integers(1, 70)


def _digests(size: int) -> list[str]:
    return [hashlib.sha256(bytes([number])).hexdigest() for number in range(size)]


def _tree_hash(leaves: list[bytes]) -> bytes:
    """Hash a tree by the words of RFC 6962 2.1: split at the largest power of two below its size."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _tree_hash(leaves[:half]) + _tree_hash(leaves[half:])).digest()


@given(_SIZES)
def test_a_root_is_the_tree_hash_of_the_rfc(size: int) -> None:
    digests = _digests(size)
    assert root_of(digests) == _tree_hash([leaf_of(digest) for digest in digests]).hex()


@given(_SIZES, st.data())
def test_the_path_of_a_leaf_leads_to_the_root_and_nowhere_else(size: int, data: st.DataObject) -> None:
    digests = _digests(size)
    index = data.draw(st.integers(0, size - 1))
    path = path_of(index, digests)
    assert root_by(digests[index], index, size, path) == root_of(digests)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index)) if size > 1 else None
    if other is not None:
        assert root_by(digests[other], index, size, path) != root_of(digests)
        assert root_by(digests[index], other, size, path) != root_of(digests)


@given(st.integers(2, 70), st.data())
def test_a_path_that_was_touched_leads_elsewhere(size: int, data: st.DataObject) -> None:
    digests = _digests(size)
    index = data.draw(st.integers(0, size - 1))
    path = list(path_of(index, digests))
    place = data.draw(st.integers(0, len(path) - 1)) if path else 0
    touched = [
        path[:-1],
        [*path, path[-1]],
        [*path[:place], "0" * 64, *path[place + 1 :]],
    ]
    for one in touched:
        assert root_by(digests[index], index, size, one) != root_of(digests)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_place_outside_the_tree_has_no_root(index: int, size: int) -> None:
    assert root_by("0" * 64, index, size, ()) is None


def test_a_leaf_is_not_taken_for_a_node() -> None:
    two = _digests(2)
    assert root_of([root_of(two)]) != root_of(two)
