"""Owns choices of rows, as bytes of 0 and 1: combined as whole numbers, a machine's word at a time."""


def both(one: bytes, other: bytes) -> bytes:
    """Return the rows that are in both choices."""
    return (int.from_bytes(one) & int.from_bytes(other)).to_bytes(len(one))


def either(one: bytes, other: bytes) -> bytes:
    """Return the rows that are in one choice or the other."""
    return (int.from_bytes(one) | int.from_bytes(other)).to_bytes(len(one))


def without(one: bytes, other: bytes) -> bytes:
    """Return the rows that are in the first choice alone."""
    return (int.from_bytes(one) & ~int.from_bytes(other)).to_bytes(len(one))
