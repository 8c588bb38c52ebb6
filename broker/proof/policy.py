"""Owns the seam between a proof and what it proves: the functions that issue a release, ours or faulty copies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from broker.core import minimisation
from broker.core.contract import Contract
from broker.core.identity import Identity, Membership
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.release import Release, ReleasedAttribute
from broker.core.rights.access import Door
from broker.flows import issuance


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one person who opens one service: by a school and a profile, or neither, at a moment.

    `vouched` are the profiles for which the guichet speaks, None where it speaks for all.
    """

    contract: Contract
    person: Identity
    membership: Membership
    key: PseudonymKey
    now: datetime
    uai: str | None = None
    profile: Profile | None = None
    vouched: frozenset[Profile] | None = None


class Policy(Protocol):
    """Issue releases: by the whole path of a sign-on but its rights, and by the decision alone."""

    def issue(self, case: Case) -> Release:
        """Return what would leave; raise a refusal."""
        ...

    def decide(self, case: Case) -> Release:
        """Return what would leave under the membership of the case; raise a refusal."""
        ...

    def with_door(self, release: Release, door: Door) -> Release:
        """Return the release with its door."""
        ...

    def with_mark(self, release: Release, mark: str) -> Release:
        """Return the release with that by which the journal recognises the person."""
        ...

    def with_attributes(
        self, release: Release, attributes: tuple[ReleasedAttribute, ...], invented: frozenset[str]
    ) -> Release:
        """Return the release with these attributes for its own."""
        ...


@dataclass(frozen=True, slots=True)
class _Still:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class ModulePolicy:
    """Issue by two modules: that of the decision and that of the path to it."""

    minimisation: Any
    issuance: Any

    def issue(self, case: Case) -> Release:
        """Return what would leave by the path of a sign-on; nobody is asked for a right to the resource."""
        more = {} if case.vouched is None else {"vouched": case.vouched}
        choice = self.minimisation.SessionChoice(uai=case.uai, profile=case.profile, **more)
        path = self.issuance.Issuance(_Still(case.now), _giving(case.key), None)
        found: Release = path.preview(case.person, case.contract, choice)
        return found

    def decide(self, case: Case) -> Release:
        """Return what the decision alone lets leave."""
        found: Release = self.minimisation.decide(case.person, case.membership, case.contract, case.key, case.now)
        return found

    def with_door(self, release: Release, door: Door) -> Release:
        """Return the release with its door."""
        found: Release = self.minimisation.with_door(release, door)
        return found

    def with_mark(self, release: Release, mark: str) -> Release:
        """Return the release with that by which the journal recognises the person."""
        found: Release = self.minimisation.with_mark(release, mark)
        return found

    def with_attributes(
        self, release: Release, attributes: tuple[ReleasedAttribute, ...], invented: frozenset[str]
    ) -> Release:
        """Return the release with these attributes for its own."""
        found: Release = self.minimisation.with_attributes(release, attributes, invented)
        return found


OURS = ModulePolicy(minimisation, issuance)


def _giving(key: PseudonymKey) -> Callable[[], PseudonymKey]:
    return lambda: key
