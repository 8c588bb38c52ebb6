"""Owns a campaign: which attempts are made on a resource, in which order, until what it needs is known.

One attribute at a time tells what the resource misses; that it can do without several at once is tried, never inferred.
"""

from collections.abc import Callable
from dataclasses import dataclass

from broker.core.profile import Profile
from broker.core.refusals.lab import BaselineFails
from broker.core.starvation import Alteration, Cut
from broker.lab.attempt import Attempt, Ending

Tell = Callable[[int, int, Attempt], None]


@dataclass(frozen=True, slots=True)
class Course:
    """Hold what a campaign for one person brought.

    `singles` are the attempts with one attribute altered, `together` those with several withheld, and `dropped` the
    attributes that were withheld all at once in an attempt that succeeded. `closing` alters nothing, as `baseline`.
    """

    baseline: Attempt
    singles: tuple[Attempt, ...]
    together: tuple[Attempt, ...]
    dropped: tuple[str, ...]
    closing: Attempt

    @property
    def is_sound(self) -> bool:
        """Tell whether the happy path was still one at the end: else nothing that failed before says why."""
        return self.closing.ending is Ending.SUCCESS

    @property
    def profile(self) -> Profile | None:
        """Return as which profile the person signed on; None where nothing was ever altered."""
        return next((attempt.profile for attempt in self.singles if attempt.profile), None)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Return every attempt in order."""
        return (self.baseline, *self.singles, *self.together, self.closing)


class Campaign:
    """Make the attempts on one resource for one person."""

    def __init__(self, attempt: Callable[[tuple[Cut, ...]], Attempt], codes: tuple[str, ...], tell: Tell) -> None:
        """Keep how an attempt is made, the contract's attributes, and whom to tell of each one made."""
        self._attempt, self._codes, self._tell = attempt, codes, tell
        self._made, self._most = 0, most_attempts(len(codes))

    def run(self) -> Course:
        """Make every attempt; raise BaselineFails where the sign-on fails with nothing altered."""
        baseline = self._try(())
        if baseline.ending is not Ending.SUCCESS:
            raise BaselineFails(expected="a sign-on that succeeds with nothing altered", received=baseline.words)
        singles = tuple(attempt for code in self._codes for attempt in self._starve(code))
        spared = _spared(singles)
        together, dropped = self._withhold_together(spared)
        return Course(baseline, singles, together, dropped, self._try(()))

    def _starve(self, code: str) -> list[Attempt]:
        """Withhold one attribute, then spoil it in each way; one that the person has not is tried in no further way."""
        found = [self._try((Cut(code, Alteration.WITHHELD),))]
        if found[0].is_telling and code not in found[0].altered:
            self._made += len(Alteration) - 1
            return found
        others = (other for other in Alteration if other is not Alteration.WITHHELD)
        return found + [self._try((Cut(code, other),)) for other in others]

    def _withhold_together(self, codes: tuple[str, ...]) -> tuple[tuple[Attempt, ...], tuple[str, ...]]:
        """Withhold all that no attempt missed; where that fails, add one after the other and keep what is borne."""
        if len(codes) < 2:  # noqa: PLR2004 - one alone has been tried
            return (), codes
        made = [self._try(_withheld(codes))]
        if made[0].ending is Ending.SUCCESS:
            return tuple(made), codes
        borne = codes[:1]
        for code in codes[1:]:
            if (*borne, code) == codes:  # all of them, which has just failed
                break
            made.append(self._try(_withheld((*borne, code))))
            if made[-1].ending is Ending.SUCCESS:
                borne = (*borne, code)
        return tuple(made), borne

    def _try(self, cuts: tuple[Cut, ...]) -> Attempt:
        attempt = self._attempt(cuts)
        self._made += 1
        self._tell(self._made, self._most, attempt)
        return attempt


def most_attempts(codes: int) -> int:
    """Return how many attempts a campaign takes at most, for so many attributes."""
    return 2 + codes * len(Alteration) + codes


def _spared(singles: tuple[Attempt, ...]) -> tuple[str, ...]:
    """Return the attributes that left withheld, alone, and were not missed."""
    return tuple(
        attempt.cuts[0].code
        for attempt in singles
        if attempt.cuts[0].alteration is Alteration.WITHHELD
        and attempt.ending is Ending.SUCCESS
        and attempt.cuts[0].code in attempt.altered
    )


def _withheld(codes: tuple[str, ...]) -> tuple[Cut, ...]:
    return tuple(Cut(code, Alteration.WITHHELD) for code in codes)
