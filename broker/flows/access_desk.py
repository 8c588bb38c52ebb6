"""Owns the asking of rights: gathers what the decision needs, decides, and takes the licence that an access needs."""

from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.identity import Identity, Membership
from broker.core.refusals.rights import LicencesSpent
from broker.core.rights.access import Door, Visitor, check_notice, open_door, visitor_of
from broker.core.rights.assignment import Licence
from broker.flows.ports import Clock
from broker.flows.rights_ports import AccessCounts, Assignments, Notices, Rights


@dataclass(frozen=True, slots=True)
class AccessDesk:
    """Decide who may open what at an issuer whose resources are subscribed to."""

    clock: Clock
    notices: Notices
    rights: Rights
    assignments: Assignments
    counts: AccessCounts

    def preview(self, identity: Identity, membership: Membership, contract: Contract) -> Door:
        """Return what opens the resource to the person in this school; raise the refusal otherwise. Takes nothing."""
        visitor = visitor_of(identity, membership)
        notice = self.notices.find(contract.resource)
        check_notice(notice)
        if contract.open_to_all:
            return Door(contract.resource, visitor.uai, visitor.person.project, visitor.audience)
        asked = (contract.resource, notice.mother) if notice and notice.mother else (contract.resource,)
        candidates = self.rights.candidates(visitor, asked)
        elsewhere = not candidates and self.rights.is_subscribed_elsewhere(asked)
        return open_door(visitor, contract.resource, candidates, self.clock.now(), elsewhere=elsewhere)

    def enter(self, identity: Identity, membership: Membership, contract: Contract) -> Door:
        """Return what opens the resource, once the person holds the licence that it takes."""
        door = self.preview(identity, membership, contract)
        if door.takes_licence:
            self._take_licence(visitor_of(identity, membership), door)
        return door

    def count(self, door: Door) -> None:
        """Count a successful connection."""
        self.counts.count_access(door, self.clock.now().date())

    def _take_licence(self, visitor: Visitor, door: Door) -> None:
        assert visitor.audience is not None, "a subscription targets a public"
        licence = Licence(door.subscription, visitor.person, visitor.uai, visitor.audience, door.assignment)
        if not self.assignments.take_licence(licence):  # another has taken the last one meanwhile
            raise LicencesSpent(expected="a licence left", received=door.subscription)
