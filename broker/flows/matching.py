"""Owns the matching of the keys that a guichet sends with a directory's people (facts/identity-providers.md 1.5)."""

from dataclasses import replace

from broker.core.identity import Identity, PersonKey
from broker.core.journey import Authentication
from broker.core.pivot_match import PIVOT, find_same
from broker.core.refusals.decision import PersonAmbiguous, PersonUnknown
from broker.core.refusals.exchange import GuichetScopeForeign
from broker.core.said_identity import SAID, identity_of
from broker.flows.ports import Directory


def find_vouched(found: Authentication, directory: Directory) -> Identity:
    """Return whom a guichet vouched for: out of a directory, by names and birth date, or as the guichet said."""
    if found.key_kind == SAID:
        return identity_of(found)
    if found.other_keys:  # not settled: whoever asks for a choice did so before
        raise PersonAmbiguous(expected="one key", received=str(1 + len(found.other_keys)))
    if found.key_kind == PIVOT:
        born = directory.find_all("birth_date", found.key)
        vouched = (one for one in born if any(held.profile in found.vouched for held in one.memberships))
        identity = find_same(vouched, dict(found.facts))
    else:
        identity = directory.find_person(found.key_kind, found.key, found.project)
    if identity is None:
        raise PersonUnknown(expected=f"an entry found by {found.key_kind}")
    if found.projects is not None and identity.key.project not in found.projects:  # B083
        raise GuichetScopeForeign(expected=", ".join(sorted(found.projects)), received=identity.key.project)
    return identity


def find_accounts(found: Authentication, directory: Directory) -> dict[str, Identity]:
    """Return the people whom the keys name, by key and each once, in the projects for which the guichet may speak."""
    accounts: dict[PersonKey, tuple[str, Identity]] = {}
    for key in dict.fromkeys((found.key, *found.other_keys)):
        person = directory.find_person(found.key_kind, key, found.project)
        if person is not None and (found.projects is None or person.key.project in found.projects):
            accounts.setdefault(person.key, (key, person))
    return dict(accounts.values())


def settle(found: Authentication, key: str) -> Authentication:
    """Return what a guichet vouched for, with the one of its keys by which the person is found from now on."""
    if key not in (found.key, *found.other_keys):
        raise PersonUnknown(expected="an account that the guichet named", received="another")
    return replace(found, key=key, other_keys=())
