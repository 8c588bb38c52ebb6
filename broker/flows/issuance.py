"""Owns the issuance of a release: contract, notice, school, right, decision, and the one order of their refusals.

The sign-on and the preview both come here (design.md decision 2: preview is issuance).
"""

from collections.abc import Callable
from dataclasses import dataclass

from broker.core.access_policy import find_admitted
from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity, Membership
from broker.core.minimisation import (
    SessionChoice,
    check_contract,
    choose_membership,
    decide,
    find_memberships,
    with_door,
)
from broker.core.pseudonym import PseudonymKey
from broker.core.release import Release
from broker.core.rights.access import nearest_refusal
from broker.flows.access_desk import AccessDesk
from broker.flows.ports import Clock


@dataclass(frozen=True, slots=True)
class Issuance:
    """Decide releases at one issuer; `access` is None where its services are not subscribed to."""

    clock: Clock
    find_key: Callable[[], PseudonymKey]
    access: AccessDesk | None

    def check(self, contract: Contract) -> None:
        """Refuse what nobody may open today, whoever they are: by the contract, then by the resource's notice."""
        check_contract(contract, self.clock.now().date())
        desk = self._desk_for(contract)
        if desk is not None:
            desk.check(contract)

    def find_memberships(self, identity: Identity, contract: Contract, choice: SessionChoice) -> tuple[Membership, ...]:
        """Return the schools and profiles in which the person may open this service; refuse when there is none.

        Of several, those in which it opens; a single one is returned as it is, and the decision says whether.
        """
        found = find_memberships(identity, contract, choice)
        if not contract.per_school:
            return found
        admitted = find_admitted(contract.access, identity, found, self.clock.now().date())
        desk = self._desk_for(contract)
        return admitted if desk is None or len(admitted) == 1 else _find_opened(desk, identity, contract, admitted)

    def preview(self, identity: Identity, contract: Contract, choice: SessionChoice) -> Release:
        """Decide what would leave, and take nothing for it; raise the refusal that the person would meet."""
        return self._decide(identity, contract, choice, entering=False)

    def enter(self, identity: Identity, contract: Contract, choice: SessionChoice) -> Release:
        """Decide what leaves, then take the licence that it costs: one who is refused anything else takes none."""
        return self._decide(identity, contract, choice, entering=True)

    def _decide(self, identity: Identity, contract: Contract, choice: SessionChoice, *, entering: bool) -> Release:
        self.check(contract)
        membership = choose_membership(self.find_memberships(identity, contract, choice), contract)
        desk = self._desk_for(contract)
        door = desk.preview(identity, membership, contract) if desk else None
        release = decide(identity, membership, contract, self.find_key(), self.clock.now())
        if desk is None or door is None:
            return release
        if entering:
            desk.enter(identity, membership, door)
        return with_door(release, door)

    def _desk_for(self, contract: Contract) -> AccessDesk | None:
        """Return who decides on rights; nobody for a hub, which takes the person without a school of the session."""
        return self.access if contract.per_school else None


def _find_opened(
    desk: AccessDesk, identity: Identity, contract: Contract, memberships: tuple[Membership, ...]
) -> tuple[Membership, ...]:
    opened: list[Membership] = []
    refusals: list[DecisionRefused] = []
    for membership in memberships:
        try:
            desk.preview(identity, membership, contract)
        except DecisionRefused as refusal:
            refusals.append(refusal)
        else:
            opened.append(membership)
    if not opened:
        raise nearest_refusal(refusals)
    return tuple(opened)
