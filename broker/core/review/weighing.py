"""Owns how a difference between two values of a contract is weighed: more leaves, less, or the same."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from broker.core.access_policy import AccessPolicy
from broker.core.precision import Precision, Transformation
from broker.core.sentence import Sentence

_DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}
_FOREVER = 10**9


class Direction(StrEnum):
    """Say what a change does to what may leave; only a widening needs to be approved."""

    WIDENING = "widening"
    NARROWING = "narrowing"
    NEUTRAL = "neutral"


DIRECTIONS = {
    Direction.WIDENING: Sentence("élargit", "widens"),
    Direction.NARROWING: Sentence("restreint", "narrows"),
    Direction.NEUTRAL: Sentence("ne change rien à ce qui sort", "changes nothing of what leaves"),
}
Weigh = Callable[[Any, Any], Direction]


@dataclass(frozen=True, slots=True)
class Rule:
    """Name one value of a contract, in words, and how a change of it is weighed."""

    field: str
    title: Sentence
    weigh: Weigh


def neutral(_before: object, _after: object) -> Direction:
    """Weigh what never lets more leave."""
    return Direction.NEUTRAL


def other(_before: object, _after: object) -> Direction:
    """Weigh what makes another thing of it: whatever it was, nobody has approved what it is."""
    return Direction.WIDENING


def grown(before: Iterable[object], after: Iterable[object]) -> Direction:
    """Weigh a set: one more member widens, whatever else went."""
    old, new = set(before), set(after)
    if old == new:
        return Direction.NEUTRAL
    return Direction.WIDENING if new - old else Direction.NARROWING


def pointed(_before: object, after: object) -> Direction:
    """Weigh an address or a key that may be none: another is one that nobody has approved."""
    return Direction.WIDENING if after else Direction.NARROWING


def ranked(rank: Callable[[Any], float]) -> Weigh:
    """Weigh by a rank, the higher the wider."""

    def weigh(before: object, after: object) -> Direction:
        difference = rank(after) - rank(before)
        if not difference:
            return Direction.NEUTRAL
        return Direction.WIDENING if difference > 0 else Direction.NARROWING

    return weigh


def along(from_narrow_to_wide: Iterable[object]) -> Weigh:
    """Weigh by a place in a list; what stands nowhere in it is the widest."""
    places = {value: place for place, value in enumerate(from_narrow_to_wide)}
    return ranked(lambda value: places.get(value, len(places)))


def days_of(duration: str) -> float:
    """Return about how many days a duration (ISO 8601) is; one that is not said has no end."""
    found = re.findall(r"(\d+)([DWMY])", duration)
    return sum(int(number) * _DAYS[unit] for number, unit in found) if found else _FOREVER


def fineness(transformation: Transformation) -> float:
    """Return how precisely a value leaves, the higher the finer."""
    if transformation.precision is Precision.AS_IT_IS:
        return _FOREVER
    return transformation.length if transformation.precision is Precision.TRUNCATED else 0


def precisions(before: Transformation, after: Transformation) -> Direction:
    """Weigh how precisely a value leaves; a level is another value of the directory, not less of the same."""
    if (before.precision is Precision.LEVEL) is not (after.precision is Precision.LEVEL):
        return Direction.WIDENING
    return ranked(fineness)(before, after)


def access_policies(before: AccessPolicy | None, after: AccessPolicy | None) -> Direction:
    """Weigh who may come in: no rule lets everybody in, and a delegation lets in by itself."""
    old, new = before or AccessPolicy(), after or AccessPolicy()
    if old == AccessPolicy():
        return Direction.NARROWING
    if new == AccessPolicy():
        return Direction.WIDENING
    asked = ((old.functions, new.functions), (old.schools, new.schools), (old.school_kinds, new.school_kinds))
    if not any(rule for rule, _ in asked) and any(rule for _, rule in asked):
        return Direction.WIDENING  # delegations alone let in: now those who meet the new rule come in too
    lifted = any(was and (not now or now - was) for was, now in asked)
    return Direction.WIDENING if lifted or new.delegations - old.delegations else Direction.NARROWING
