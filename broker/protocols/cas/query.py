"""Owns the adding of parameters to an address that a service registered, otherwise untouched."""


def with_query(address: str, **values: str) -> str:
    """Return an address, otherwise untouched, with parameters added; their values need no escape.

    A service takes the parameter out again with the sign before it: that sign must be ours, also after a last `&`.
    """
    added = "&".join(f"{name}={value}" for name, value in values.items())
    joint = "" if address.endswith("?") else "&" if "?" in address else "?"
    return f"{address}{joint}{added}"
