"""Owns the impact found the long way: everybody decided upon one by one, and what leaves compared value by value."""

from collections import Counter
from collections.abc import Iterable

from broker.core.contract import Contract, Identifier
from broker.core.derivation import Subject
from broker.core.errors import Refusal
from broker.core.identity import Identity, Membership
from broker.core.impact.deltas import Delta
from broker.core.impact.survey import Survey
from broker.core.impact.world import World, pair_contracts
from broker.core.minimisation import decide_among
from broker.core.precision import Precision
from broker.core.refusals.decision import RequiredAttributeMissing
from tests.builders import NOON

Cell = tuple[str, str, str, Delta]  # the resource, the school, the profile, what happens
People = Iterable[tuple[Identity | None, Identity | None]]
_FINENESS = {Precision.AS_IT_IS: 1000, Precision.YEAR: 0, Precision.LEVEL: 0}


def count_by_hand(people: People, before: World, after: World) -> Counter[Cell]:
    """Count each effect at each resource, school and profile."""
    found: Counter[Cell] = Counter()
    for old, new in people:
        for pair in pair_contracts(before, after):
            whole = not all(one.per_school for one in (pair.before, pair.after) if one)
            for uai, profile in _places(old, new, pair.before, pair.after):
                place = None if whole else (uai, profile)
                first = _decide(before, pair.before, old, place)
                last = _decide(after, pair.after, new, place)
                delta = _compare(first, last, pair.before, pair.after)
                found[pair.present.resource, uai, profile, delta] += 1
    return found


def count_by_survey(people: People, before: World, after: World) -> Counter[Cell]:
    """Count the same by the survey."""
    survey = Survey(list(pair_contracts(before, after)), (before, after), NOON)
    counts = survey.start()
    counts.join(survey.count(iter(people)))
    found: Counter[Cell] = Counter()
    for (group, number, uai), count in counts.places.items():
        seen = counts.seen[group][number]
        for pair, delta in zip(survey.groups[group].pairs, seen.deltas, strict=True):
            found[pair.present.resource, uai, str(seen.profile), delta] += count
    return found


def _places(
    old: Identity | None, new: Identity | None, first: Contract | None, last: Contract | None
) -> list[tuple[str, str]]:
    per_school = all(one.per_school for one in (first, last) if one)
    ties = [tie for person in (old, new) if person for tie in person.memberships]
    if per_school:
        return list(dict.fromkeys((tie.uai, str(tie.profile)) for tie in ties))
    chosen = [_chosen(new, last), _chosen(old, first)]
    return [(tie.uai, str(tie.profile)) for tie in chosen if tie][:1]


def _chosen(person: Identity | None, contract: Contract | None) -> Membership | None:
    ties = person.memberships if person else ()
    return next((tie for tie in ties if contract and tie.profile in contract.profiles), None)


def _decide(
    world: World, contract: Contract | None, person: Identity | None, place: tuple[str, str] | None
) -> str | dict[str, object]:
    """Return what leaves, name by name, or the code of the refusal."""
    if contract is None or person is None:
        return "absent"
    tie = next((one for one in person.memberships if (one.uai, str(one.profile)) == place), None)
    if place is None:
        tie = _chosen(person, contract)
    if tie is None:
        return "absent"
    subject = Subject(world.signed(person, contract), tie, contract, world.key)
    try:
        release = decide_among(world.vocabularies.get(contract.vocabulary, {}), subject, NOON)
    except RequiredAttributeMissing as refusal:
        return f"{refusal.code}:{refusal.expected.split(':')[0]}"
    except Refusal as refusal:
        return refusal.code
    known: dict[str, object] = {one.code: one.values for one in release.released}
    return {**known, "subject": release.subject} if contract.identifier is Identifier.PSEUDONYM else known


def _compare(
    first: str | dict[str, object], last: str | dict[str, object], before: Contract | None, after: Contract | None
) -> Delta:
    old, new = (one if isinstance(one, dict) else {} for one in (first, last))
    differing = sorted(code for code in old.keys() & new.keys() if old[code] != new[code])
    moved = {code: _fineness(after, code) - _fineness(before, code) for code in differing}
    return Delta(
        first if isinstance(first, str) else "",
        last if isinstance(last, str) else "",
        gained=tuple(sorted(new.keys() - old.keys())),
        lost=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(code for code in differing if not moved[code]),
        coarser=tuple(code for code in differing if moved[code] < 0),
        finer=tuple(code for code in differing if moved[code] > 0),
    )


def _fineness(contract: Contract | None, code: str) -> int:
    clauses = contract.clauses if contract else ()
    wanted = next((one.transformation for one in clauses if one.code == code), None)
    return 0 if wanted is None else _FINENESS.get(wanted.precision, wanted.length)
