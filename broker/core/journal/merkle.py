"""Owns Merkle trees over lines' digests, hashed as RFC 6962 2.1 does: a root, and the path that proves a leaf."""

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_of(digest: str) -> bytes:
    """Return the leaf of a line: its digest, told apart from a node (RFC 6962 2.1)."""
    return hashlib.sha256(_LEAF + bytes.fromhex(digest)).digest()


def root_of(digests: Sequence[str]) -> str:
    """Return the root over the lines of a block, in their order."""
    return _root([leaf_of(digest) for digest in digests]).hex()


def path_of(index: int, digests: Sequence[str]) -> tuple[str, ...]:
    """Return the audit path of a line in its block, from the leaf up (RFC 6962 2.1.1)."""
    assert 0 <= index < len(digests)
    return tuple(step.hex() for step in _path(index, [leaf_of(digest) for digest in digests]))


def root_by(digest: str, index: int, size: int, path: Sequence[str]) -> str | None:
    """Return the root that a path leads to; None where no path of a tree of that size looks so (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    number, last, found = index, size - 1, leaf_of(digest)
    for step in path:
        if last == 0:
            return None
        found, is_right = _join(found, bytes.fromhex(step), is_right=bool(number & 1) or number == last)
        if is_right and not number & 1:
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        number, last = number >> 1, last >> 1
    return found.hex() if last == 0 else None


def _join(found: bytes, step: bytes, *, is_right: bool) -> tuple[bytes, bool]:
    """Hash a node with its sibling, which stands to the left of a right one."""
    return (_node(step, found) if is_right else _node(found, step)), is_right


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:  # a last one without a sibling goes up as it is: the same tree as by RFC 6962's halving
        paired = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = [*paired, *level[len(paired) * 2 :]]
    return level[0]


def _path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    level, at, path = list(leaves), index, []
    while len(level) > 1:
        sibling = at ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        paired = [_node(level[one], level[one + 1]) for one in range(0, len(level) - 1, 2)]
        level, at = [*paired, *level[len(paired) * 2 :]], at >> 1
    return path


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
