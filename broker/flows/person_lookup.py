"""Owns the finding of whom a guichet vouched for: in a directory, by names and birth date, or as the guichet said."""

from broker.core.identity import Identity
from broker.core.journey import Authentication
from broker.core.pivot_match import PIVOT, find_same
from broker.core.refusals.decision import PersonUnknown
from broker.core.refusals.exchange import GuichetScopeForeign
from broker.core.said_identity import SAID, identity_of
from broker.flows.ports import Directory


def find_vouched(directory: Directory, found: Authentication) -> Identity:
    """Return the person; refuse who is not there, or is of a project for which the guichet does not speak (B083)."""
    if found.key_kind == SAID:
        return identity_of(found)
    assert not found.other_keys, "who of several is in was settled before"
    if found.key_kind == PIVOT:
        born = directory.find_all("birth_date", found.key)
        vouched = (one for one in born if any(held.profile in found.vouched for held in one.memberships))
        identity = find_same(vouched, dict(found.facts))
    else:
        identity = directory.find_person(found.key_kind, found.key, found.project)
    if identity is None:
        raise PersonUnknown(expected=f"an entry found by {found.key_kind}")
    if found.projects is not None and identity.key.project not in found.projects:
        raise GuichetScopeForeign(expected=", ".join(sorted(found.projects)), received=identity.key.project)
    return identity
