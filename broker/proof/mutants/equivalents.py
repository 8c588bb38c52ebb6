"""Owns the seeded faults that change nothing, each with the reason: what is not listed here must be caught."""

_SHORT_CUT = "a short cut: nothing is in an empty set, so that the line after it says no too"
_EQUIVALENTS = {
    (
        "core.minimisation",
        "return None",
        "statement dropped",
    ): "the last line of its function, which returns None anyway",
    ("core.access_policy", "if not policy.delegations:", "condition always False"): _SHORT_CUT,
    ("core.access_policy", "return False", "statement dropped"): _SHORT_CUT,
    ("core.pivot", '(" ".join(fact.values),) if fact.values else (),', "condition always True"): (
        "an empty text is no value: the decision drops what is blank"
    ),
}


def find_equivalent(module: str, code: str, what: str) -> str:
    """Return why a fault changes nothing, empty where it must be caught."""
    return _EQUIVALENTS.get((module, code, what), "")
