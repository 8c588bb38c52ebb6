"""Owns the asking of rights: gathers what the decision needs, decides, and takes the licence that an access needs."""

from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.identity import Identity, Membership
from broker.core.refusals.decision import NoContract
from broker.core.refusals.rights import LicencesSpent
from broker.core.rights.access import Door, check_notice, open_door, visitor_of
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

    def check(self, contract: Contract) -> None:
        """Refuse a resource that nobody may open, whoever they are: withdrawn, not displayable, mother of a family."""
        check_notice(self.notices.find(contract.resource))

    def check_link(self, resource: str, contract: Contract | None) -> None:
        """Refuse a link to what nobody may open: by its notice, or because no contract goes with that."""
        notice = self.notices.find(resource)
        check_notice(notice)
        if contract is None and notice is not None:
            raise NoContract(expected="a contract for this resource", received=resource)

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

    def enter(self, identity: Identity, membership: Membership, door: Door) -> None:
        """Take the licence that a door wants, so that it is open; refuse when others have taken the last meanwhile."""
        if not door.takes_licence:
            return
        visitor = visitor_of(identity, membership)
        assert visitor.audience is not None, "a subscription targets a public"
        licence = Licence(door.subscription, visitor.person, visitor.uai, visitor.audience, door.assignment)
        if not self.assignments.take_licence(licence):
            raise LicencesSpent(expected="a licence left", received=door.subscription)

    def count(self, door: Door) -> None:
        """Count a successful connection."""
        self.counts.count_access(door, self.clock.now().date())
