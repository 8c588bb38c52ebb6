"""Owns the check of one resource of the shelf for one person in one school: every rule of a sign-on that lists know."""

from collections.abc import Sequence
from datetime import datetime

from broker.core.access_policy import check_access
from broker.core.identity import Identity, Membership
from broker.core.minimisation import check_contract
from broker.core.refusals.decision import AccountExpired, ProfileNotCovered
from broker.core.rights.access import Candidate, Door, Visitor, check_notice, open_door
from broker.core.rights.shelf import Offer


def check_offer(offer: Offer, identity: Identity, membership: Membership, now: datetime) -> None:
    """Refuse what stands between a person and a resource before any subscription: contract, notice, profile, account.

    In the order in which a sign-on refuses.
    """
    contract, today = offer.contract, now.date()
    check_contract(contract, today)
    check_notice(offer.notice)
    if membership.profile not in contract.profiles:
        raise ProfileNotCovered(expected=", ".join(sorted(contract.profiles)), received=membership.profile)
    check_access(contract.access, identity, membership, today)
    if is_over(identity, now):
        raise AccountExpired(expected=f"< {identity.expires}", received=str(today))


def is_over(identity: Identity, now: datetime) -> bool:
    """Tell whether a person's account opens nothing any more."""
    return identity.expires is not None and now.date() >= identity.expires


def open_offer(
    offer: Offer, visitor: Visitor, candidates: Sequence[Candidate], now: datetime, *, elsewhere: bool = False
) -> Door:
    """Return what opens a resource to a visitor, as `AccessDesk.preview` does once it has asked the records."""
    if offer.contract.open_to_all:
        return Door(offer.notice.resource, visitor.uai, visitor.person.project, visitor.audience)
    return open_door(visitor, offer.notice.resource, candidates, now, elsewhere=elsewhere)
