"""Owns when two keys by which people are found are the same, in every directory."""

_CASE_COUNTS = frozenset({"person", "join_key"})


def comparable(kind: str, key: str) -> str:
    """Return the key as it is compared: logins and addresses without case, the rest to the character.

    Of a telephone its last nine digits count, however it is written.
    """
    if kind == "phone":
        return "".join(sign for sign in key if sign.isdigit())[-9:]
    return key if kind in _CASE_COUNTS else key.casefold()
