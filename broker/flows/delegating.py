"""Owns naming the delegates of a school's responsible: by a head, among the school's own staff."""

from dataclasses import dataclass

from broker.core.identity import Membership, PersonKey
from broker.core.profile import STAFF, Profile
from broker.core.refusals.subscription import DelegateNotStaff, DelegatesNamedByHead
from broker.core.rights.population import Member
from broker.flows.assigning import AssignmentDesk

# Those of the school itself, and whom the console's contract lets in: neither the academy's staff nor the authority's.
DELEGATE_PROFILES = STAFF - {Profile.HEAD, Profile.ACADEMY_STAFF, Profile.LOCAL_AUTHORITY}


@dataclass(frozen=True, slots=True)
class Delegating:
    """Name delegates and dismiss them."""

    desk: AssignmentDesk

    def find(self, uai: str) -> tuple[tuple[PersonKey, Member | None], ...]:
        """Return the delegates of a school, each with who it is, None for somebody who has left."""
        staff = {member.person: member for member in self.eligible(uai)}
        return tuple((person, staff.get(person)) for person in self.desk.assignments.delegates(uai))

    def eligible(self, uai: str) -> tuple[Member, ...]:
        """Return whom a head may name, in order of name."""
        return tuple(one for one in self.desk.population(uai).members if one.profile in DELEGATE_PROFILES)

    def name(self, head: Membership, person: PersonKey) -> None:
        """Make somebody a delegate; raise `DelegatesNamedByHead` or `DelegateNotStaff`."""
        _check_head(head)
        if person not in {member.person for member in self.eligible(head.uai)}:
            raise DelegateNotStaff(expected=", ".join(sorted(DELEGATE_PROFILES)), received="another")
        self.desk.assignments.name_delegate(head.uai, person, is_delegate=True)

    def dismiss(self, head: Membership, person: PersonKey) -> None:
        """Make somebody a delegate no more, whether they are still there or not."""
        _check_head(head)
        self.desk.assignments.name_delegate(head.uai, person, is_delegate=False)


def _check_head(head: Membership) -> None:
    if head.profile is not Profile.HEAD:
        raise DelegatesNamedByHead(expected=Profile.HEAD, received=head.profile)
