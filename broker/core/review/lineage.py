"""Owns the lineage of what leaves: from where it is stated to what the contract says of it, found out by deciding.

A value is followed by changing one attribute at a time of somebody of whom everything is known: what leaves otherwise
comes from it. What is said when one is missing is found by leaving it out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.errors import Refusal
from broker.core.identity import Identity
from broker.core.minimisation import decide
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.core.release import Release
from broker.core.review.complete_person import CompletePerson, Holder, Source, SourceKind, Variant
from broker.core.sentence import Sentence

SUBJECT = "subject"
_STATED = {
    "sign-on": Source(SourceKind.SIGN_ON, "", "sign-on"),
    "contract access_url": Source(SourceKind.CONTRACT, "", "access_url"),
}
_JOINED, _READ_AS, _SAID_BY = " + ", " → ", ": "
_SUBJECT_WAY = ("", Sentence("identifiant opaque du secteur", "opaque identifier of the sector"))
_NEVER_REQUIRED = "in force"

Way = tuple[str, Sentence]  # what a trace says of a value: its source, and the transformation


@dataclass(frozen=True, slots=True)
class Thread:
    """Hold where one attribute comes from, for somebody of these profiles; `ways` are what traces say of it."""

    code: str
    clause: Clause | None
    profiles: tuple[Profile, ...]
    sources: tuple[Source, ...]
    ways: tuple[Way, ...]


@dataclass(slots=True)
class _Found:
    sources: set[Source] = field(default_factory=set)
    ways: dict[Way, None] = field(default_factory=dict)


def threads_of(
    contract: Contract, people: Sequence[CompletePerson], key: PseudonymKey, now: datetime
) -> tuple[Thread, ...]:
    """Return the lineage of each attribute of a contract, then of its subject, as if it were in force today.

    Profiles for which it is the same stand together.
    """
    active = as_if_in_force(contract, now)
    found: dict[tuple[str, Profile], _Found] = {}
    for person in people:
        if person.profile in contract.profiles:
            _follow(person, _decider(active, person.profile, key, now), found)
    order = [*(clause.code for clause in contract.clauses), SUBJECT]
    clauses = {clause.code: clause for clause in contract.clauses}
    return tuple(
        Thread(code, clauses.get(code), profiles, sources, ways)
        for code in order
        for (sources, ways), profiles in _grouped(found, code).items()
    )


def as_if_in_force(contract: Contract, now: datetime) -> Contract:
    """Return a contract that would release today, to whoever lacks something too; what was not approved stays so."""
    return replace(
        contract,
        status=Status.ACTIVE,
        valid_from=min(contract.valid_from, now.date()),
        valid_until=max(contract.valid_until, now.date()),
        approved_by=contract.approved_by.strip() or _NEVER_REQUIRED,
        access=None,
        clauses=tuple(replace(clause, required=False) for clause in contract.clauses),
    )


def is_approved(clause: Clause) -> bool:
    """Tell whether an attribute leaves at all by its clause."""
    return clause.ruling is Ruling.APPROVED


_Decider = Callable[[Identity], Release | None]


def _decider(contract: Contract, profile: Profile, key: PseudonymKey, now: datetime) -> _Decider:
    def decide_for(identity: Identity) -> Release | None:
        membership = next((found for found in identity.memberships if found.profile is profile), None)
        if membership is None:
            return None
        try:
            return decide(identity, membership, contract, key, now)
        except Refusal:
            return None

    return decide_for


def _follow(person: CompletePerson, decide_for: _Decider, found: dict[tuple[str, Profile], _Found]) -> None:
    """Add what one person teaches: which attributes make what leaves another, and what traces would say of it."""
    whole = decide_for(person.identity)
    if whole is None:
        return
    before = _values(whole)
    places = {code: found.setdefault((code, person.profile), _Found()) for code in before}
    for variant, release in _decided(person.changed, decide_for):
        after = _values(release)
        for code in before.keys() & after.keys():
            if before[code] != after[code]:
                places[code].sources.add(variant.source)
    said = (whole, *(release for _, release in _decided(person.removed, decide_for)))
    for code, way in (pair for release in said for pair in _ways(release).items()):
        place = found.setdefault((code, person.profile), _Found())
        if way not in place.ways:
            place.ways[way] = None
            place.sources |= _stated(way[0], person, place.sources)


def _decided(variants: Sequence[Variant], decide_for: _Decider) -> Iterator[tuple[Variant, Release]]:
    for variant in variants:
        release = decide_for(variant.identity)
        if release is not None:
            yield variant, release


def _values(release: Release) -> dict[str, tuple[str, ...]]:
    return {**{sent.code: sent.values for sent in release.released}, SUBJECT: (release.subject,)}


def _ways(release: Release) -> dict[str, Way]:
    return {
        **{sent.code: (sent.source, sent.transformation) for sent in release.released},
        SUBJECT: _SUBJECT_WAY,
    }


def _stated(label: str, person: CompletePerson, followed: set[Source]) -> set[Source]:
    """Return the attributes that a trace's word for the source names, as far as it names real ones.

    Of several of one name (a pupil's and a child's) it is the one that was followed, else the child's of a guardian.
    """
    names = label.removeprefix(f"{person.origin}{_SAID_BY}").partition(_READ_AS)[0].split(_JOINED)
    stated = {_STATED[name] for name in names if name in _STATED}
    of_child = person.profile is Profile.GUARDIAN
    for name in names:
        same = {one.source for one in (*person.changed, *person.removed) if one.source.name == name}
        likely = same & followed or {one for one in same if (one.holder is Holder.CHILD) is of_child} or same
        stated |= likely
    return stated


def _grouped(
    found: Mapping[tuple[str, Profile], _Found], code: str
) -> dict[tuple[tuple[Source, ...], tuple[Way, ...]], tuple[Profile, ...]]:
    """Return the profiles of each different lineage of a code, in the order of the profiles."""
    groups: dict[tuple[tuple[Source, ...], tuple[Way, ...]], tuple[Profile, ...]] = {}
    for profile in Profile:
        place = found.get((code, profile))
        if place is not None:
            ways = tuple(sorted(place.ways, key=lambda way: (not way[0], way[0], way[1].en)))
            content = (tuple(sorted(place.sources)), ways)
            groups[content] = (*groups.get(content, ()), profile)
    return groups
