"""Owns whole numbers in SAML: the schema lets them run to thousands of digits, which nothing here counts."""

from broker.core.refusals.message import SchemaInvalid

_MOST_CHARACTERS = 40


def read_whole_number(written: str, name: str) -> int:
    """Return the number that the schema has accepted in the attribute called `name`, or refuse an endless one."""
    if len(written) > _MOST_CHARACTERS:  # Python itself refuses to read thousands of digits
        raise SchemaInvalid(
            expected=f"{name} of at most {_MOST_CHARACTERS} characters", received=f"{len(written)} characters"
        )
    return int(written)
