"""Owns which attempts a campaign makes, and what follows of them, over resources made up by their needs."""

from collections.abc import Callable

import pytest

from broker.core.profile import Profile
from broker.core.refusals.lab import BaselineFails
from broker.core.starvation import Alteration, Cut
from broker.lab.attempt import Attempt, Ending
from broker.lab.campaign import Campaign, Course, most_attempts
from broker.lab.findings import Finding, Need, judge, spared_profiles

CODES = ("IDO", "PRE", "DIV", "GRO", "P_MEL")
HAS = frozenset({"IDO", "PRE", "DIV", "GRO"})
Works = Callable[[dict[str, Alteration]], bool]


class Resource:
    """Be a resource that works or not, by what is altered; the person has no P_MEL."""

    def __init__(self, works: Works, profile: Profile = Profile.PUPIL, lasts: int = 1000) -> None:
        self.works, self.profile, self.lasts = works, profile, lasts
        self.seen: list[tuple[Cut, ...]] = []
        self.told: list[tuple[int, int]] = []

    def attempt(self, cuts: tuple[Cut, ...]) -> Attempt:
        self.seen.append(cuts)
        altered = tuple(cut.code for cut in cuts if cut.code in HAS)
        good = len(self.seen) <= self.lasts and self.works({c.code: c.alteration for c in cuts if c.code in HAS})
        ending = Ending.SUCCESS if good else Ending.FAILURE
        return Attempt(cuts, ending, "resource", 200, altered=altered, profile=self.profile if cuts else None)

    def run(self) -> Course:
        return Campaign(self.attempt, CODES, lambda number, most, _attempt: self.told.append((number, most))).run()


def needs_ido(altered: dict[str, Alteration]) -> bool:
    return altered.get("IDO") in {None, Alteration.MULTIPLIED}


def needs_ido_and_a_group(altered: dict[str, Alteration]) -> bool:
    gone = {code for code, how in altered.items() if how is not Alteration.MULTIPLIED}
    return needs_ido(altered) and not {"DIV", "GRO"} <= gone


def found(*courses: Course) -> dict[str, Finding]:
    return {finding.code: finding for finding in judge(courses, CODES)}


def test_what_is_missed_is_necessary_and_what_is_not_is_spared() -> None:
    course = Resource(needs_ido).run()
    assert {code: finding.need for code, finding in found(course).items()} == {
        "IDO": Need.NECESSARY,
        "PRE": Need.NOT_NEEDED,
        "DIV": Need.NOT_NEEDED,
        "GRO": Need.NOT_NEEDED,
        "P_MEL": Need.UNTRIED,
    }
    assert course.dropped == ("PRE", "DIV", "GRO")


def test_how_each_alteration_is_borne_is_told() -> None:
    finding = found(Resource(needs_ido).run())["IDO"]
    assert finding.endured == (Alteration.MULTIPLIED,)
    assert finding.broken == (Alteration.WITHHELD, Alteration.EMPTIED, Alteration.RENAMED)


def test_what_is_spared_alone_and_missed_beside_others_is_kept() -> None:
    course = Resource(needs_ido_and_a_group).run()
    needs = {code: finding.need for code, finding in found(course).items()}
    assert (needs["DIV"], needs["GRO"]) == (Need.NOT_NEEDED, Need.BESIDE_OTHERS)
    assert course.dropped == ("PRE", "DIV")
    assert course.together[-1].ending is Ending.SUCCESS


def test_what_is_dropped_was_withheld_all_at_once_in_a_sign_on_that_succeeded() -> None:
    for works in (needs_ido, needs_ido_and_a_group, lambda _altered: True):
        resource = Resource(works)
        course = resource.run()
        assert works(dict.fromkeys(course.dropped, Alteration.WITHHELD))
        assert tuple(Cut(code, Alteration.WITHHELD) for code in course.dropped) in resource.seen


def test_a_sign_on_that_fails_with_nothing_altered_proves_nothing() -> None:
    resource = Resource(lambda _altered: False)
    with pytest.raises(BaselineFails):
        resource.run()
    assert len(resource.seen) == 1


def test_nothing_is_concluded_where_the_sign_on_fails_by_the_end() -> None:
    course = Resource(needs_ido, lasts=3).run()
    assert not course.is_sound
    assert {finding.need for finding in found(course).values()} == {Need.UNKNOWN}
    assert spared_profiles((course,), "PRE") == frozenset()


@pytest.mark.parametrize("ending", [Ending.REFUSED, Ending.STOPPED, Ending.SILENT])
def test_an_attempt_that_never_reached_the_resource_tells_nothing(ending: Ending) -> None:
    resource = Resource(needs_ido)

    def attempt(cuts: tuple[Cut, ...]) -> Attempt:
        return Attempt(cuts, ending) if any(cut.code == "PRE" for cut in cuts) else resource.attempt(cuts)

    finding = found(Campaign(attempt, CODES, lambda *_: None).run())["PRE"]
    assert (finding.need, finding.endured, finding.broken) == (Need.UNKNOWN, (), ())


def test_what_one_person_needs_is_needed() -> None:
    pupil, teacher = Resource(lambda _altered: True), Resource(needs_ido, Profile.TEACHER)
    courses = (pupil.run(), teacher.run())
    assert found(*courses)["IDO"].need is Need.NECESSARY
    assert spared_profiles(courses, "IDO") == {Profile.PUPIL}
    assert spared_profiles(courses, "PRE") == {Profile.PUPIL, Profile.TEACHER}


def test_the_attempts_come_in_one_order_and_are_counted() -> None:
    first, second = Resource(needs_ido_and_a_group), Resource(needs_ido_and_a_group)
    first.run()
    second.run()
    assert first.seen == second.seen
    assert [most for _, most in first.told] == [most_attempts(len(CODES))] * len(first.seen)
    numbers = [number for number, _ in first.told]
    assert numbers == sorted(numbers)
    assert numbers[-1] <= most_attempts(len(CODES))
    assert first.seen[0] == first.seen[-1] == ()


def test_what_the_person_lacks_is_tried_once_only() -> None:
    resource = Resource(needs_ido)
    resource.run()
    assert [cuts for cuts in resource.seen if cuts and cuts[0].code == "P_MEL"] == [
        (Cut("P_MEL", Alteration.WITHHELD),)
    ]
