"""Owns the report of an impact: what pages, the command and the approval of a contract show, as plain data.

It holds names, codes, numbers large enough and hashes: no value, no person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker.core.impact.deltas import Delta
from broker.core.impact.survey import School
from broker.core.profile import TITLES
from broker.core.sentence import Sentence
from broker.impact.changes_told import name_pair, tell_changes, tell_words
from broker.impact.example_words import describe
from broker.impact.figures import VERBS, Example, Figures, Sums, figures_of
from broker.impact.inquiry import Inquiry
from broker.impact.running import Surveyed

FORMAT = 1
EFFECTS = ("affected", "entering", "shut_out", "more", "less", "other")
_MOST_EXAMPLES = 5
_SIDES = {"before": ("removed", "same", "changed"), "after": ("added", "same", "changed")}
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """Hold a report as data, and whether a service would learn more, learn less, or anything would change at all.

    The three judge everybody, for the exit of a command; what is found in the data judges what is shown there.
    """

    data: Told
    gives_more: bool
    gives_less: bool
    affects: bool


def make_report(inquiry: Inquiry, surveyed: Iterable[Surveyed], smallest: int) -> Report:
    """Make the report of what was counted; `smallest` is the least number shown."""
    people: Counter[tuple[str, str, str]] = Counter()
    told: list[Told] = []
    untouched: list[Told] = []
    verdicts: list[tuple[bool, bool, bool]] = []
    for one in surveyed:
        for figures in figures_of(one, smallest):
            verdicts.append((figures.gives_more, figures.gives_less, figures.affects))
            (told if figures.whole.shown("affected") else untouched).append(_tell(figures, one.counts.schools))
        people.update(one.counts.people)
    verdict = tuple(any(one[index] for one in verdicts) for index in range(3))
    data = {
        "report": "impact",
        "format": FORMAT,
        "made_at": inquiry.now.isoformat(),
        "smallest_shown": smallest,
        "changes": list(tell_changes(inquiry)),
        "supposed_approved": inquiry.change.supposed_approved,
        "found": {"resources": len(told), **{f"{name}_is_sent": _is_shown(told, name) for name in ("more", "less")}},
        "words": tell_words(inquiry),
        "people": _tell_people(people, smallest),
        "resources": told,
        "unchanged": untouched,
        "unjudged": [name_pair(pair) for pair in inquiry.unjudged],
    }
    return Report(data, *verdict)


def _tell_people(people: Mapping[tuple[str, str, str], int], smallest: int) -> Told:
    sums = Sums(smallest)
    for (kind, _, _), count in people.items():
        for name in (kind, *(side for side, kinds in _SIDES.items() if kind in kinds)):
            sums.add(name, count)
    return {name: sums.shown(name) for name in ("before", "after", "added", "removed", "changed")}


def _tell(figures: Figures, schools: Mapping[str, School]) -> Told:
    whole = figures.whole
    told = {**name_pair(figures.pair), "people": figures.shown_people}
    if not whole.shown("affected"):
        return told
    return told | {
        "effects": _effects(whole),
        "outcomes": [
            {"before": before, "after": after, "people": sums.shown("people")}
            for (before, after), sums in sorted(figures.outcomes.items())
            if sums.is_shown
        ],
        "attributes": [
            {"code": code, **{verb: sums.shown(verb) for verb in VERBS}}
            for code, sums in sorted(figures.attributes.items())
            if sums.is_shown
        ],
        "profiles": [
            {"profile": str(profile), "title": _both(TITLES[profile]), **_effects(sums)}
            for profile, sums in sorted(figures.profiles.items())
            if sums.shown("affected")
        ],
        "schools": [
            {"uai": uai, "name": schools[uai].name if uai in schools else "", **_effects(sums)}
            for uai, sums in sorted(figures.schools.items())
            if sums.shown("affected")
        ],
        "examples": [_tell_example(one) for one in figures.examples[:_MOST_EXAMPLES]],
    }


def _is_shown(told: list[Told], effect: str) -> bool:
    return any(resource["effects"][effect] for resource in told)


def _effects(sums: Sums) -> Told:
    return {name: sums.shown(name) for name in EFFECTS}


def _tell_example(example: Example) -> Told:
    delta: Delta = example.delta
    return {
        "who": _both(describe(example.seen, example.nature)),
        "before": delta.before,
        "after": delta.after,
        **{verb: list(getattr(delta, verb)) for verb in VERBS},
    }


def _both(sentence: Sentence) -> Told:
    return {"fr": sentence.fr, "en": sentence.en}
