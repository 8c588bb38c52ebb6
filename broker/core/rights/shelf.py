"""Owns the shelf: every resource that has a contract and a notice, in the order of lists, and what opens it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.rights.notice import Notice
from broker.core.text_folding import fold


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold one resource: what lists say of it, and the contract under which it opens."""

    notice: Notice
    contract: Contract


@dataclass(frozen=True, slots=True)
class Shelf:
    """Hold the offers by title, and where each stands.

    `has_policies` tells whether the contract of some asks what the person's function is. `covered` says by ARK which
    offers a subscription to that covers: the resource itself, or a mother's daughters; `open_to_all` those that need
    none. `bare` are the notices that no contract goes with, mothers' among them.
    """

    offers: tuple[Offer, ...]
    has_policies: bool
    covered: Mapping[str, tuple[int, ...]]
    open_to_all: tuple[int, ...]
    bare: tuple[Notice, ...]


def arrange(contracts: Iterable[Contract], notices: Iterable[Notice]) -> Shelf:
    """Arrange the resources of one issuer: pages of its own, and services that take a person whole, are none."""
    known = {notice.resource: notice for notice in notices}
    resources = {one.resource: one for one in contracts if one.page is None and one.per_school}
    offers = sorted((Offer(known[ark], one) for ark, one in resources.items() if ark in known), key=_by_title)
    covered: defaultdict[str, list[int]] = defaultdict(list)
    for position, offer in enumerate(offers):
        covered[offer.notice.resource].append(position)
        if offer.notice.mother:
            covered[offer.notice.mother].append(position)
    return Shelf(
        offers=tuple(offers),
        has_policies=any(offer.contract.access is not None for offer in offers),
        covered={ark: tuple(positions) for ark, positions in covered.items()},
        open_to_all=tuple(position for position, offer in enumerate(offers) if offer.contract.open_to_all),
        bare=tuple(notice for ark, notice in known.items() if ark not in resources),
    )


def _by_title(offer: Offer) -> tuple[str, str]:
    return fold(offer.notice.title.fr), offer.notice.resource
