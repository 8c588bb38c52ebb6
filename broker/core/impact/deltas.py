"""Owns what a change does to one person at one resource, without who: outcomes before and after, and names."""

from dataclasses import dataclass

from broker.core.precision import Precision, Transformation

SUBJECT = "subject"  # what the service knows the person by, where it is sent
ABSENT = "absent"  # not in the directory there, or no contract


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold a decision: the code of the refusal (empty where something leaves) and the codes that leave."""

    refusal: str
    released: frozenset[str] = frozenset()


NOWHERE = Outcome(ABSENT)


@dataclass(frozen=True, slots=True)
class Delta:
    """Hold what a change does: codes that begin or cease to leave, whose value differs, or is sent less or more finely.

    `before` and `after` are codes of refusals, empty where something leaves.
    """

    before: str
    after: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    coarser: tuple[str, ...] = ()
    finer: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether the same leaves as before, whatever refuses a person whom both sides refuse."""
        moved = self.gained or self.lost or self.changed or self.coarser or self.finer
        return bool(self.before) == bool(self.after) and not moved

    @property
    def gives_more(self) -> bool:
        """Tell whether the service learns more: access, an attribute, a finer value."""
        return bool(self.gained or self.finer or (self.before and not self.after))

    @property
    def gives_less(self) -> bool:
        """Tell whether it learns less, or the person no longer gets in."""
        return bool(self.lost or self.coarser or (self.after and not self.before))


def compare_precision(before: Transformation, after: Transformation) -> int:
    """Return 1 where the second is finer, -1 where it is coarser, 0 where neither can be said."""
    ranks = [_rank(one) for one in (before, after)]
    return (ranks[1] > ranks[0]) - (ranks[1] < ranks[0])


def _rank(one: Transformation) -> float:
    if one.precision is Precision.AS_IT_IS:
        return float("inf")
    return one.length if one.precision is Precision.TRUNCATED else 0


def is_sent(outcome: Outcome) -> bool:
    """Tell whether anything leaves."""
    return not outcome.refusal
