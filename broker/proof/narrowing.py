"""Owns the check of releases that are altered for a trial: narrower ones may be made of a release, never wider ones."""

from dataclasses import replace

from broker.core.release import Release, ReleasedAttribute
from broker.proof.policy import Policy

_INVENTED = frozenset({"nobody's", "nobody's either"})
_FOREIGN = "somebody else's"


def narrows_only(policy: Policy, release: Release) -> bool:
    """Tell whether attributes may be left out, emptied and invented, and no value or lineage may be brought in."""
    first, *others = release.released
    right = ((), (first,), (replace(first, values=("", *first.values, *sorted(_INVENTED))), *others))
    wrong = (
        replace(first, values=(_FOREIGN,)),
        replace(first, values=(*first.values, _FOREIGN)),
        replace(first, source=_FOREIGN),
        replace(first, purpose=_FOREIGN),
    )
    return all(_is_made(policy, release, one) for one in right) and not any(
        _is_made(policy, release, parts) for one in wrong for parts in ((one,), (first, one), (one, *others))
    )


def _is_made(policy: Policy, release: Release, attributes: tuple[ReleasedAttribute, ...]) -> bool:
    """Tell whether a release of these attributes is made, which is otherwise the same and opens no door."""
    try:
        made: object = policy.with_attributes(release, attributes, _INVENTED)
    except AssertionError:
        return False
    same = (name for name in Release.__slots__ if name not in {"released", "door"})
    return (
        isinstance(made, Release)
        and made.released == attributes
        and made.door is None
        and all(getattr(made, name) == getattr(release, name) for name in same)
    )
