"""Owns what campaigns prove of each attribute: needed, needed beside others, spared, or not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from broker.core.profile import Profile
from broker.core.sentence import Sentence
from broker.core.starvation import Alteration
from broker.lab.attempt import Attempt, Ending
from broker.lab.campaign import Course


class Need(StrEnum):
    """Say what is known of an attribute: the closed list, what keeps it in a contract first."""

    NECESSARY = "necessary"
    BESIDE_OTHERS = "beside_others"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    UNTRIED = "untried"


NEEDS = {
    Need.NECESSARY: Sentence("nécessaire", "necessary"),
    Need.BESIDE_OTHERS: Sentence("nécessaire quand d’autres manquent", "needed where others are missing"),
    Need.UNKNOWN: Sentence("essai non concluant", "inconclusive"),
    Need.NOT_NEEDED: Sentence("pas nécessaire", "not needed"),
    Need.UNTRIED: Sentence("pas essayé : la personne ne l’a pas", "not tried: the person has none"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold what is known of one attribute: `broken` are the alterations that the resource did not bear."""

    code: str
    need: Need
    endured: tuple[Alteration, ...]
    broken: tuple[Alteration, ...]


def judge(courses: Sequence[Course], codes: Sequence[str]) -> tuple[Finding, ...]:
    """Return what is known of each attribute, over everybody who was tried: what one of them needs, is needed."""
    return tuple(_judge(code, courses) for code in codes)


def spared_profiles(courses: Sequence[Course], code: str) -> frozenset[Profile]:
    """Return the profiles as which somebody did without an attribute, and nobody missed it."""
    found: dict[Profile, set[Need]] = {}
    for course in courses:
        if course.profile is not None:
            found.setdefault(course.profile, set()).add(_need(code, course))
    bearable = {Need.NOT_NEEDED, Need.UNTRIED}
    return frozenset(one for one, needs in found.items() if Need.NOT_NEEDED in needs and needs <= bearable)


def _judge(code: str, courses: Sequence[Course]) -> Finding:
    needs = {_need(code, course) for course in courses}
    tried = [one for course in courses for one in course.singles if one.cuts[0].code == code and code in one.altered]
    broken = {one.cuts[0].alteration for one in tried if one.ending is Ending.FAILURE}
    endured = {one.cuts[0].alteration for one in tried if one.ending is Ending.SUCCESS} - broken
    return Finding(
        code,
        next(need for need in Need if need in needs),
        tuple(one for one in Alteration if one in endured),
        tuple(one for one in Alteration if one in broken),
    )


def _need(code: str, course: Course) -> Need:
    withheld = _withheld(code, course)
    if not withheld.is_telling or not course.is_sound:
        return Need.UNKNOWN
    if code not in withheld.altered:
        return Need.UNTRIED
    if withheld.ending is Ending.FAILURE:
        return Need.NECESSARY
    return Need.NOT_NEEDED if code in course.dropped else Need.BESIDE_OTHERS


def _withheld(code: str, course: Course) -> Attempt:
    return next(
        one for one in course.singles if one.cuts[0].code == code and one.cuts[0].alteration is Alteration.WITHHELD
    )
