"""Owns what a release holds for us alone, the door and the journal's mark: no service is sent either.

Both are planted, so that they are found where they leak.
"""

from broker.core.release import Release
from broker.core.rights.access import Door
from broker.proof.policy import Policy

_DOOR_MARK, _JOURNAL_MARK = "zqxwdoorunsent", "zqxwmarkunsent"
UNSENT = {"the door": _DOOR_MARK, "the journal's mark": _JOURNAL_MARK}
DOOR = Door(_DOOR_MARK, _DOOR_MARK, _DOOR_MARK, None, subscription=_DOOR_MARK, assignment=_DOOR_MARK)
_HELD = ("door", "mark")


def hold_unsent(policy: Policy, release: Release) -> Release:
    """Return the release with all that it may hold for us alone."""
    return policy.with_mark(policy.with_door(release, DOOR), _JOURNAL_MARK)


def changes_nothing(policy: Policy, release: Release) -> bool:
    """Tell whether a release with a door and a mark, put on in either order, is the same but for them."""
    marked, opened = policy.with_mark(release, _JOURNAL_MARK), policy.with_door(release, DOOR)
    if not _are_releases(marked, opened):
        return False
    both = policy.with_door(marked, DOOR), policy.with_mark(opened, _JOURNAL_MARK)
    others = [name for name in Release.__slots__ if name not in _HELD]
    return _are_releases(*both) and all(
        one.door is DOOR
        and one.mark == _JOURNAL_MARK
        and all(getattr(one, name) == getattr(release, name) for name in others)
        for one in both
    )


def _are_releases(*found: object) -> bool:
    return all(isinstance(one, Release) for one in found)
