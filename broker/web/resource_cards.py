"""Owns the cards of a médiacentre: what one sees of each resource, searched, filtered, and gathered by families."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from broker.core.text_folding import fold
from broker.web.single_values import read_query

_PAGE_SIZE = 48
_SEARCH = "q"


@dataclass(frozen=True, slots=True)
class Card:
    """Show one resource, in the words of its notice; `mother` is the ARK of its family's mother, empty without one."""

    resource: str
    title: str
    url: str
    thumbnail: str
    presentation: str
    publisher: str
    description: str
    types: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    mother: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return its types: of presentation first, then pedagogical, then of document."""
        return tuple(dict.fromkeys((self.presentation, *self.types)))


@dataclass(frozen=True, slots=True)
class Filter:
    """Show one filter: its parameter, the words that the cards have for it, and the one chosen."""

    name: str
    words: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Family:
    """Gather the cards of one family under the mother's title, empty for those without one."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class CardShelf:
    """Show a list: its search form (`hidden` are fields that it carries along), what was found, and the pages."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    text: str
    filters: tuple[Filter, ...]
    total: int
    found: int
    families: tuple[Family, ...]
    previous_url: str
    next_url: str

    @property
    def is_narrowed(self) -> bool:
        """Tell whether something is searched for."""
        return bool(self.text) or any(one.chosen for one in self.filters)

    @property
    def all_url(self) -> str:
        """Return where all is shown again."""
        return _address(self.action, dict(self.hidden))


_FILTERS: Mapping[str, Callable[[Card], tuple[str, ...]]] = {
    "level": lambda card: card.levels,
    "subject": lambda card: card.subjects,
    "type": lambda card: card.kinds,
    "publisher": lambda card: (card.publisher,),
}


def show_shelf(
    cards: Sequence[Card], mothers: Mapping[str, str], action: str, hidden: tuple[tuple[str, str], ...] = ()
) -> CardShelf:
    """Return what this request's search shows of the cards; `mothers` are the titles of families by ARK."""
    text = (read_query(_SEARCH) or "").strip()
    filters = tuple(
        Filter(name, _words(found for card in cards for found in read(card)), read_query(name) or "")
        for name, read in _FILTERS.items()
    )
    found = [card for card in cards if _fits(card, text, filters)]
    last = max(1, -(-len(found) // _PAGE_SIZE))
    page = _read_page(last)
    asked = {
        **dict(hidden),
        **({_SEARCH: text} if text else {}),
        **{one.name: one.chosen for one in filters if one.chosen},
    }
    return CardShelf(
        action=action,
        hidden=hidden,
        text=text,
        filters=filters,
        total=len(cards),
        found=len(found),
        families=_gather(found[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE], mothers),
        previous_url=_address(action, {**asked, "page": str(page - 1)}) if page > 1 else "",
        next_url=_address(action, {**asked, "page": str(page + 1)}) if page < last else "",
    )


def shown_thumbnail(address: str, hub_url: str) -> str:
    """Return the address of a thumbnail that the hub draws; any other would tell an outside host who looks at it."""
    return address if address.startswith(f"{hub_url}/") else ""


def _fits(card: Card, text: str, filters: Iterable[Filter]) -> bool:
    if any(one.chosen and one.chosen not in _FILTERS[one.name](card) for one in filters):
        return False
    read = fold(" ".join((card.title, card.publisher, *card.levels, *card.subjects, *card.kinds)))
    return all(word in read for word in fold(text).split())


def _gather(cards: Iterable[Card], mothers: Mapping[str, str]) -> tuple[Family, ...]:
    """Return the cards without a family first, then each family by title."""
    gathered: dict[str, list[Card]] = {}
    for card in cards:
        gathered.setdefault(mothers.get(card.mother, ""), []).append(card)
    return tuple(Family(title, tuple(gathered[title])) for title in sorted(gathered, key=fold))


def _words(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in found if word}, key=fold))


def _read_page(last: int) -> int:
    """Return the page asked for, the nearest there is."""
    asked = read_query("page") or ""
    return min(max(int(asked), 1), last) if asked.isdecimal() and len(asked) < len(str(_PAGE_SIZE)) + 5 else 1


def _address(action: str, fields: Mapping[str, str]) -> str:
    return f"{action}?{urlencode(fields)}" if fields else action
