"""Owns the list of what a person may open in one school, and what it leaves out and why: every rule, in one pass."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from broker.core.contract import Contract
from broker.core.errors import DecisionRefused
from broker.core.identity import Identity, Membership
from broker.core.profile import Profile
from broker.core.refusals.decision import NoContract
from broker.core.rights.access import Candidate, Door, Visitor, check_notice, nearest_refusal, visitor_of
from broker.core.rights.notice import Notice
from broker.core.rights.shelf import Offer, Shelf, arrange
from broker.core.text_folding import fold
from broker.flows.access_desk import AccessDesk
from broker.flows.kept_latest import KeptLatest
from broker.flows.offer_check import check_offer, is_over, open_offer
from broker.flows.ports import Contracts

Tie = tuple[Identity, Membership]
_MOST_DECIDED = 64


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one resource of a person's list, and what opens it."""

    notice: Notice
    contract: Contract
    door: Door


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Hold one resource that a person's list does not show, and why."""

    notice: Notice
    refusal: DecisionRefused


_Key = tuple[int, Profile, str, str]
_Decided = tuple[tuple[Candidate, ...], tuple[Shelf, datetime], Mapping[int, Listed]]


class ResourceListing:
    """List the resources of one issuer for one person in one school.

    What a missing attribute would refuse is not looked for: who assigns does not know it either.
    """

    def __init__(self, desk: AccessDesk, contracts: Contracts, issuer: str) -> None:
        self._desk, self._contracts, self._issuer = desk, contracts, issuer
        self._decided: KeptLatest[_Key, _Decided] = KeptLatest(_MOST_DECIDED)
        self._arranged: tuple[tuple[Contract, ...], tuple[Notice, ...], Shelf] | None = None

    def list_for(self, identity: Identity, uai: str) -> tuple[Listed, ...]:
        """Return what the person may open in the school today, by title; nothing where they have no tie to it."""
        shelf, found = self._shelf(), dict[int, Listed]()
        if is_over(identity, self._desk.clock.now()):
            return ()
        for membership in _ties(identity, uai):
            found = {**self._opened(shelf, identity, membership), **found}
        return tuple(found[position] for position in sorted(found))

    def left_out(self, identity: Identity, uai: str) -> tuple[LeftOut, ...]:
        """Return every other resource with its refusal, by title; asks the records once for each that has no right.

        Of several ties to the school, the one says why that was nearest to opening.
        """
        listed = {one.notice.resource for one in self.list_for(identity, uai)}
        shelf, refused = self._shelf(), defaultdict[int, list[DecisionRefused]](list)
        for membership in _ties(identity, uai):
            for position, refusal in self._refused(shelf, visitor_of(identity, membership), (identity, membership)):
                refused[position].append(refusal)
        notices = {position: shelf.offers[position].notice for position in refused}
        closed = [
            LeftOut(notice, nearest_refusal(refused[position]))
            for position, notice in notices.items()
            if notice.resource not in listed
        ]
        bare = [LeftOut(notice, _refusal_without_contract(notice)) for notice in shelf.bare]
        return tuple(sorted((*closed, *bare), key=lambda one: fold(one.notice.title.fr)))

    def catalogue(self) -> tuple[Notice, ...]:
        """Return every notice: of resources and of the mothers of families, displayable or not."""
        return self._desk.notices.all()

    def _opened(self, shelf: Shelf, identity: Identity, membership: Membership) -> Mapping[int, Listed]:
        """Return what one tie to a school opens, by place on the shelf.

        It is decided once a second for all whose rights are the same, unless a contract asks more of the person.
        """
        visitor, now = visitor_of(identity, membership), self._desk.clock.now()
        candidates = self._desk.rights.candidates(visitor, None)
        if shelf.has_policies:
            return _open_all(shelf, visitor, (identity, membership), candidates, now)
        key = (id(candidates), membership.profile, visitor.uai, visitor.person.project)
        kept, moment = self._decided.find(key), (shelf, now.replace(microsecond=0))
        if kept is None or kept[0] is not candidates or kept[1] != moment:
            opened = _open_all(shelf, visitor, (identity, membership), candidates, now)
            kept = self._decided.keep(key, (candidates, moment, opened))
        return kept[2]

    def _refused(self, shelf: Shelf, visitor: Visitor, tie: Tie) -> Iterator[tuple[int, DecisionRefused]]:
        """Yield what one tie of the person to the school does not open, and why."""
        openable = _find_openable(shelf, self._desk.rights.candidates(visitor, None))
        for position, offer in enumerate(shelf.offers):
            refusal = self._find_refusal(offer, visitor, tie, openable.get(position, []))
            if refusal is not None:
                yield position, refusal

    def _find_refusal(
        self, offer: Offer, visitor: Visitor, tie: Tie, candidates: list[Candidate]
    ) -> DecisionRefused | None:
        asked = [ark for ark in (offer.notice.resource, offer.notice.mother) if ark]
        now = self._desk.clock.now()
        try:
            check_offer(offer, *tie, now)
            elsewhere = not candidates and self._desk.rights.is_subscribed_elsewhere(asked)
            open_offer(offer, visitor, candidates, now, elsewhere=elsewhere)
        except DecisionRefused as refusal:
            return refusal
        return None

    def _shelf(self) -> Shelf:
        """Return the shelf, arranged anew once a contract or a notice has changed."""
        contracts, notices = self._contracts.all(self._issuer), self._desk.notices.all()
        kept = self._arranged
        if kept is None or kept[0] != contracts or kept[1] != notices:
            kept = self._arranged = (contracts, notices, arrange(contracts, notices))
        return kept[2]


def _open_all(
    shelf: Shelf, visitor: Visitor, tie: Tie, candidates: Sequence[Candidate], now: datetime
) -> dict[int, Listed]:
    """Return what opens to a visitor, by place; what does not is left out, and `left_out` says why."""
    opened: dict[int, Listed] = {}
    for position, found in _find_openable(shelf, candidates).items():
        offer = shelf.offers[position]
        with suppress(DecisionRefused):
            check_offer(offer, *tie, now)
            opened[position] = Listed(offer.notice, offer.contract, open_offer(offer, visitor, found, now))
    return opened


def _find_openable(shelf: Shelf, candidates: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    """Return where the offers stand that something may open, with the subscriptions that may."""
    found: defaultdict[int, list[Candidate]] = defaultdict(list)
    for position in shelf.open_to_all:
        found[position] = []
    for candidate in candidates:
        for position in shelf.covered.get(candidate.resource, ()):
            found[position].append(candidate)
    return found


def _ties(identity: Identity, uai: str) -> Iterator[Membership]:
    return (membership for membership in identity.memberships if membership.uai == uai)


def _refusal_without_contract(notice: Notice) -> DecisionRefused:
    """Return why a resource does not open that has a notice and no contract: by the notice first, as its link does."""
    try:
        check_notice(notice)
    except DecisionRefused as refusal:
        return refusal
    return NoContract(expected="a contract for this resource", received=notice.resource)
