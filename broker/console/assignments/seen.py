"""Owns what a person's médiacentre lists in a school, and why it does not list the rest: decided as an access is."""

from collections.abc import Iterable
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity, Membership
from broker.core.minimisation import check_contract
from broker.core.refusals.decision import ProfileNotCovered
from broker.core.rights.audience import Audience, audience_of
from broker.core.sentence import Sentence
from broker.web.parts import parts


@dataclass(frozen=True, slots=True)
class SeenResource:
    """Show one resource: `refusal` says why it is not listed, None where it is."""

    title: Sentence
    resource: str
    refusal: DecisionRefused | None


def find_seen(person: Identity, memberships: Iterable[Membership], audience: Audience) -> tuple[SeenResource, ...]:
    """Return every resource with what would become of it, those listed first; nothing is taken or counted."""
    found = parts()
    here = next(one for one in memberships if audience_of(one.profile) is audience)
    resources = found.contracts.all(found.issuer.name)
    seen = [SeenResource(one.title, one.resource, _refusal(person, here, one)) for one in resources]
    return tuple(sorted(seen, key=lambda one: one.refusal is not None))


def _refusal(person: Identity, here: Membership, contract: Contract) -> DecisionRefused | None:
    found = parts()
    try:
        check_contract(contract, found.clock.now().date())
        if here.profile not in contract.profiles:
            raise ProfileNotCovered(expected=", ".join(sorted(contract.profiles)), received=here.profile)
        if found.sign_on.access is not None:
            found.sign_on.access.preview(person, here, contract)
    except DecisionRefused as refusal:
        return refusal
    return None
