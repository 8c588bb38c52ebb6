"""Owns the reading of what a distributor searches for, from the fields of a form: one question, and its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from broker.core.refusals.journey import MalformedParameter
from broker.core.rights.audience import Audience
from broker.core.rights.standing import State
from broker.core.rights.subscription import AssignmentKind
from broker.core.sentence import Sentence
from broker.flows.rights_ports import DateFilter, SubscriptionSearch

PAGE_SIZE = 50
_MOST_DIGITS = 6
_EVER = datetime(1, 1, 2, tzinfo=UTC)


SORTS = {
    "id": Sentence("identifiant", "identifier"),
    "resource": Sentence("ressource", "resource"),
    "starts": Sentence("début", "beginning"),
    "ends": Sentence("fin", "end"),
    "created": Sentence("création", "creation"),
    "modified": Sentence("dernier changement", "latest change"),
}
EQUALS = ("id", "resource", "kind", "project_code")
_CHOICES: Mapping[str, frozenset[str]] = {
    "kind": frozenset(AssignmentKind),
    "audience": frozenset(Audience),
    "state": frozenset(State),
    "sort": frozenset(SORTS),
    "down": frozenset({"1"}),
}
FIELDS = (*EQUALS, "school", "audience", "state", "sort", "down")


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what is asked: the texts of the fields that are filled in, and the page, counted from 1."""

    texts: Mapping[str, str]
    page: int = 1

    def search(self, now: datetime) -> SubscriptionSearch:
        """Return the search, of one page."""
        return SubscriptionSearch(
            equals={name: self.texts[name] for name in EQUALS if name in self.texts},
            school=self.texts.get("school"),
            audience=self.texts.get("audience"),
            dates=_dates(self.texts.get("state"), now),
            deleted=self.texts.get("state") == State.DELETED,
            sort=self.texts.get("sort", "id"),
            descending="down" in self.texts,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )

    def query(self, page: int = 1) -> str:
        """Return the query that asks the same, of another page."""
        return urlencode({**self.texts, **({"page": str(page)} if page > 1 else {})})


def read_asked(texts: Mapping[str, str]) -> Asked:
    """Return what a form asks; empty fields ask nothing. Raises `MalformedParameter`."""
    filled = {name: texts.get(name, "").strip() for name in FIELDS if texts.get(name, "").strip()}
    for name, choices in _CHOICES.items():
        if name in filled and filled[name] not in choices:
            raise MalformedParameter(expected=f"{name}: {', '.join(sorted(choices))}", received=filled[name][:40])
    page = texts.get("page") or "1"
    if not (page.isascii() and page.isdigit() and len(page) <= _MOST_DIGITS and int(page)):
        raise MalformedParameter(expected="page: 1…", received=page[:_MOST_DIGITS])
    if "school" in filled:
        filled["school"] = filled["school"].upper()
    return Asked(filled, int(page))


def _dates(state: str | None, now: datetime) -> tuple[DateFilter, ...]:
    """Return the times that a state stands for; both limits count, so that the very moment counts twice."""
    if state is None:
        return ()
    return {
        State.COMING: (DateFilter("starts", after=now),),
        State.CURRENT: (DateFilter("starts", before=now), DateFilter("ends", after=now)),
        State.OVER: (DateFilter("ends", before=now),),
        State.DELETED: (DateFilter("deleted", after=_EVER),),
    }[State(state)]
