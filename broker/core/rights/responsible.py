"""Owns who assigns in a school: its heads, and the delegates whom they name.

The real feed names the responsible in a file of its own (facts/gar.md 5, 6.4): that it is the heads is a simulated
assumption.
"""

from collections.abc import Iterable

from broker.core.identity import Membership, PersonKey
from broker.core.profile import STAFF, Profile


def is_responsible(person: PersonKey, membership: Membership, delegates: Iterable[PersonKey]) -> bool:
    """Tell whether a person may assign in the school of a membership; a pupil or guardian is never a delegate."""
    if membership.profile is Profile.HEAD:
        return True
    return membership.profile in STAFF and person in set(delegates)
