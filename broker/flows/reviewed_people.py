"""Owns the people whom a review puts before the decision: those of whom everything is known, signed on now."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from broker.core.identity import Identity
from broker.core.issuer import Issuer
from broker.core.review.complete_person import CompletePerson, Variant
from broker.core.sign_on_facts import SignOnFacts, with_sign_on
from broker.flows.ports import Clock

FindPeople = Callable[[Issuer], tuple[CompletePerson, ...]]


@dataclass(frozen=True, slots=True)
class ReviewedPeople:
    """Find an issuer's complete people, each as if they signed on now; what was once found is kept."""

    clock: Clock
    find: FindPeople
    _kept: dict[str, tuple[tuple[CompletePerson, ...], tuple[CompletePerson, ...]]] = field(default_factory=dict)

    def of(self, issuer: Issuer) -> tuple[CompletePerson, ...]:
        """Return the people of an issuer; made again only where whom it knows has changed."""
        found = self.find(issuer)
        kept = self._kept.get(issuer.name)
        if kept is not None and kept[0] == found:
            return kept[1]
        facts = SignOnFacts(self.clock.now(), issuer.name, issuer.return_address)
        signed_on = tuple(_signed_on(person, facts) for person in found)
        self._kept[issuer.name] = (found, signed_on)
        return signed_on


def _signed_on(person: CompletePerson, facts: SignOnFacts) -> CompletePerson:
    def sign(identity: Identity) -> Identity:
        return with_sign_on(identity, facts)

    return replace(
        person,
        identity=sign(person.identity),
        changed=tuple(Variant(one.source, sign(one.identity)) for one in person.changed),
        removed=tuple(Variant(one.source, sign(one.identity)) for one in person.removed),
    )
