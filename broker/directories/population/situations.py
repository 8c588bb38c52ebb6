"""Owns the list of situations worth testing: always the first people of an academy, in this order."""

from broker.directories.population.outside_cards import OUTSIDE_CARDS
from broker.directories.population.situation_guardians import GUARDIANS
from broker.directories.population.situation_oddities import ODDITIES
from broker.directories.population.situation_parts import Situation, SituationCard
from broker.directories.population.situation_pupils import PUPILS
from broker.directories.population.situation_staff import STAFF
from broker.directories.population.situation_teachers import TEACHERS
from broker.directories.population.situation_two_academies import TWO_ACADEMIES

FIRST_PEOPLE: tuple[Situation, ...] = (*PUPILS, *GUARDIANS, *TEACHERS, *STAFF, *ODDITIES)
SITUATIONS: tuple[Situation, ...] = (*FIRST_PEOPLE, *TWO_ACADEMIES)

_CARDS = {card.slug: card for card in (*(situation.card for situation in SITUATIONS), *OUTSIDE_CARDS)}
_ORDER = {slug: place for place, slug in enumerate(_CARDS)}


def find_card(slug: str) -> SituationCard | None:
    """Return the card of a situation, or None when no situation bears this name."""
    return _CARDS.get(slug)


def order_of(slug: str) -> tuple[int, str]:
    """Return the place of a situation among the cards, to sort by; unknown ones come last, by name."""
    return _ORDER.get(slug, len(_ORDER)), slug
