"""Owns the answers of guichets that say everything, read by what reads any answer: whom a hub knows by hearsay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from broker.core.errors import Refusal
from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.core.issuer import Guichet
from broker.core.postings import EMPTY
from broker.core.profile import Profile
from broker.core.review.complete_person import CompletePerson, Source, SourceKind, Variant
from broker.core.said_identity import SAID, identity_of
from broker.core.said_rules import SCOPED
from broker.directories.complete_entries import FUNCTIONS, HELD_AS, MAY_BE_EMPTY, pair_of
from broker.login.vouching import read_authentication

_DOMAIN = "preau.example"
_REMEMBERED = 256
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_KEYS = ("complete-1", "complete-2")


@dataclass(frozen=True, slots=True)
class _Answer:
    """Hold an answer by the names of a guichet's attributes (`GuichetAnswer`)."""

    said: Mapping[str, str]
    authenticated_at: datetime = _SOME_DAY
    context_class: str = ""
    session_not_on_or_after: datetime | None = None

    def find_values(self, name: str) -> tuple[str, ...]:
        """Return the one value of an attribute, none where it is not said."""
        return (self.said[name],) if name in self.said else ()


@lru_cache(_REMEMBERED)
def complete_answers(guichet: Guichet) -> tuple[CompletePerson, ...]:
    """Return whom one hears of from a guichet that says everything, under each profile; none of a directory's people.

    Where several of its attributes may hold a fact, each is heard in the absence of those before it.
    """
    if guichet.key_kind != SAID:
        return ()
    found = (_find(guichet, profile) for profile in Profile)
    return tuple(person for person in found if person is not None)


def _find(guichet: Guichet, profile: Profile) -> CompletePerson | None:
    answer = _Answer({name: pair[0] for name, pair in _pairs(guichet, profile).items()})
    identity = _hear(answer, guichet)
    if identity is None or all(membership.profile is not profile for membership in identity.memberships):
        return None
    changed = [(name, {**answer.said, name: pair[1]}) for name, pair in _pairs(guichet, profile).items()]
    return CompletePerson(
        SourceKind.GUICHET,
        guichet.name,
        profile,
        identity,
        tuple(_variants(answer, identity, guichet, changed)),
        tuple(_variants(answer, identity, guichet, _absences(answer.said, guichet))),
    )


def _absences(said: Mapping[str, str], guichet: Guichet) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield what is said where each attribute is missing, and where those of agents say that there is no value."""
    for name in said:
        yield name, {key: kept for key, kept in said.items() if key != name}
    for fact, names in guichet.facts:
        for name in names if HELD_AS.get(fact) in MAY_BE_EMPTY else ():
            yield name, {**said, name: EMPTY}


def _variants(
    answer: _Answer, identity: Identity, guichet: Guichet, answers: Iterable[tuple[str, Mapping[str, str]]]
) -> Iterator[Variant]:
    for name, said in answers:
        found = _hear(replace(answer, said=said), guichet)
        if found is not None and found != identity:
            yield Variant(Source(SourceKind.GUICHET, guichet.name, name), found)


def _hear(answer: _Answer, guichet: Guichet) -> Identity | None:
    """Return the person of an answer; None where the guichet's rules refuse it."""
    try:
        return identity_of(read_authentication(answer, guichet))
    except Refusal:
        return None


def _pairs(guichet: Guichet, profile: Profile) -> dict[str, tuple[str, str]]:
    """Return two values of each attribute of a guichet, as its rules allow them."""
    pairs = {guichet.key_attribute: _KEYS}
    if guichet.vouched_attribute is not None and guichet.vouched_by_value:
        word = next((value for value, profiles in guichet.vouched_by_value if profile in profiles), "")
        pairs[guichet.vouched_attribute] = (word, word)
    for fact, sources in guichet.facts:
        pairs |= dict.fromkeys(sources, _pair_of_fact(fact, guichet, profile))
    return pairs


def _pair_of_fact(fact: FactName, guichet: Guichet, profile: Profile) -> tuple[str, str]:
    if fact in SCOPED:
        domain = next(iter(sorted(guichet.rules.scopes or ())), _DOMAIN)
        words = _affiliations(profile) if fact is FactName.SCOPED_AFFILIATIONS else ("lou.marelle", "camille.perron")
        return (f"{words[0]}@{domain}", f"{words[1]}@{domain}")
    if fact is FactName.AFFILIATIONS:
        return _affiliations(profile)
    only = dict(guichet.rules.only).get(fact)
    if only:
        return (min(only), max(only))
    return pair_of(HELD_AS[fact], profile) if fact in HELD_AS else _KEYS


def _affiliations(profile: Profile) -> tuple[str, str]:
    """Return two words of eduPerson by which somebody is of a profile, as far as they tell any."""
    return ("teacher", "faculty") if FUNCTIONS.get(profile) == "ENS" else ("staff", "employee")
