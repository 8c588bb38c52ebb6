"""Owns the guichets that the members of a federation are for one issuer: its template, filled with each member."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import urlsplit

from broker.core.issuer import FederationWay, Guichet
from broker.core.searching import searchable
from broker.saml.federations.aggregate import KeptAggregate
from broker.saml.federations.members import Member


@dataclass(slots=True)
class MemberGuichets:
    """Make the guichets of a federation's aggregate; made again when that is asked for."""

    way: FederationWay
    aggregate: KeptAggregate
    _of: Sequence[Member] | None = field(default=None, repr=False)
    _made: tuple[Guichet, ...] = field(default=(), repr=False)

    def all(self) -> tuple[Guichet, ...]:
        """Return the guichets as they were made last, in the order of their names."""
        return self._made

    def renew(self) -> None:
        """Make them again where the aggregate is another: thousands take a moment, for which nobody waits."""
        members = self.aggregate.members
        if members is not self._of:
            made = (_guichet(self.way.template, member) for member in members)
            self._made = tuple(sorted(made, key=lambda guichet: (guichet.words, guichet.name)))
            self._of = members


def _guichet(template: Guichet, member: Member) -> Guichet:
    return replace(
        template,
        name=name_of(member.entity_id),
        title=member.title,
        entity_id=member.entity_id,
        rules=replace(template.rules, scopes=member.scopes),
        categories=member.categories,
        words=searchable(member.title.fr, member.title.en, *sorted(member.scopes)),
    )


def name_of(entity_id: str) -> str:
    """Return the name that a member keeps here as long as its entityID: its host, and what makes it the only one."""
    host = urlsplit(entity_id).hostname or "member"
    return f"{host[:60]}-{sha256(entity_id.encode()).hexdigest()[:12]}"
