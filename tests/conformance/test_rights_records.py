"""Owns what the decision asks of the records and what they count, alike over SQLite and over a real PostgreSQL."""

from datetime import date

import pytest

from broker.core.identity import PersonKey
from broker.core.rights.assignment import TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from broker.flows.rights_ports import AccessCount
from broker.records.opening import Records
from tests.rights import (
    ATLAS,
    BOTH_PUBLICS,
    BY_PUBLIC,
    COLLEGE,
    DISTRIBUTOR,
    GLOBE,
    HERE,
    LYCEE,
    THERE,
    a_door,
    a_licence,
    a_subscription,
    a_visitor,
    an_assignment,
    to_audience,
    to_division,
    to_group,
    to_person,
)


@pytest.mark.parametrize(
    ("target", "visitor"),
    [
        (to_person(), a_visitor()),
        (to_division(), a_visitor("zoe", divisions=["3B", "3A"])),
        (to_group("LATIN"), a_visitor("zoe", groups=["LATIN"])),
        (to_audience(), a_visitor("zoe")),
    ],
)
def test_who_is_named_by_an_assignment_finds_it(records: Records, target: object, visitor: object) -> None:
    assignment = an_assignment(target=target)  # type: ignore[arg-type]  # parametrized
    records.subscriptions.create(a_subscription())
    records.assignments.assign(assignment, ())
    (found,) = records.rights.candidates(visitor, [ATLAS])  # type: ignore[arg-type]  # parametrized
    assert (found.assignment, found.target) == ("a1", assignment.target.kind)
    assert (found.holds_licence, found.remaining) == (False, 2)


@pytest.mark.parametrize(
    ("target", "visitor"),
    [
        (to_person(), a_visitor("zoe")),
        (to_person(), a_visitor(person=PersonKey("P1", "lou"))),
        (to_person(), a_visitor(audience=Audience.TEACHER)),
        (to_person(), a_visitor(audience=None)),
        (to_division(), a_visitor(groups=["3A"])),
        (to_division(), a_visitor(divisions=["3A"], audience=Audience.TEACHER)),
        (to_division("3"), a_visitor(divisions=["3A"])),
        (to_group(), a_visitor(divisions=["3A"])),
        (to_audience(Audience.TEACHER), a_visitor()),
        (to_division(Audience.PUPIL.value), a_visitor()),
    ],
)
def test_who_is_not_named_finds_the_subscription_without_an_assignment(
    records: Records, target: object, visitor: object
) -> None:
    records.subscriptions.create(a_subscription(audiences=BOTH_PUBLICS))
    records.assignments.assign(an_assignment(target=target), ())  # type: ignore[arg-type]  # parametrized
    (found,) = records.rights.candidates(visitor, [ATLAS])  # type: ignore[arg-type]  # parametrized
    assert (found.subscription, found.assignment, found.target) == ("s1", None, None)


def test_an_assignment_in_another_school_names_nobody_here(records: Records) -> None:
    records.subscriptions.create(a_subscription(schools=frozenset({HERE, THERE})))
    records.assignments.assign(an_assignment(target=to_audience(), uai=THERE), ())
    assert [one.assignment for one in records.rights.candidates(a_visitor(), None)] == [None]
    assert [one.assignment for one in records.rights.candidates(a_visitor(uai=THERE), None)] == ["a1"]


def test_the_nearest_assignment_is_named_unless_the_licence_hangs_on_another(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    visitor = a_visitor(divisions=["3A"], groups=["LATIN"])
    for number, target in enumerate((to_audience(), to_group("LATIN"), to_division(), to_person())):
        records.assignments.assign(an_assignment(f"a{number}", target), ())
        (found,) = records.rights.candidates(visitor, [ATLAS])
        assert (found.assignment, found.target) == (f"a{number}", target.kind)
    records.assignments.take_licence(a_licence("lou", "a1"))
    (found,) = records.rights.candidates(visitor, [ATLAS])
    assert (found.assignment, found.target, found.holds_licence) == ("a1", TargetKind.GROUP, True)


def test_a_candidate_says_how_the_subscription_stands_to_the_visitor(records: Records) -> None:
    year = {"ends": None, "school_year_end": "2025-2026"}
    subscription = a_subscription(kind=AssignmentKind.SCHOOL, **year, **BY_PUBLIC)
    records.subscriptions.create(subscription)
    records.assignments.take_licence(a_licence("ada"))
    teacher = a_visitor("max", audience=Audience.TEACHER)
    librarian = a_visitor("kim", audience=Audience.LIBRARIAN)
    (pupils,) = records.rights.candidates(a_visitor(), [ATLAS])
    assert (pupils.distributor, pupils.resource, pupils.kind) == (DISTRIBUTOR, ATLAS, AssignmentKind.SCHOOL)
    assert (pupils.audiences, pupils.starts, pupils.last_moment) == (
        BOTH_PUBLICS,
        subscription.starts,
        subscription.last_moment,
    )
    assert [records.rights.candidates(who, None)[0].remaining for who in (a_visitor(), teacher, librarian)] == [1, 1, 0]
    assert [records.rights.candidates(who, None)[0].holds_licence for who in (a_visitor(), a_visitor("ada"))] == [
        False,
        True,
    ]


def test_only_what_covers_the_school_and_is_asked_for_is_found(records: Records) -> None:
    subscriptions = [
        a_subscription("s3", resource=GLOBE),
        a_subscription("s2", schools=frozenset(), nature=COLLEGE),
        a_subscription("s1", licences_overall=UNLIMITED),
        a_subscription("s4", schools=frozenset({THERE})),
        a_subscription("s5", schools=frozenset(), nature=LYCEE),
        a_subscription("s6", schools=frozenset(), nature=f"{LYCEE},{COLLEGE}", resource="ark:/77777/sphere"),
    ]
    records.subscriptions.create_all(subscriptions)
    found = {
        name: [one.subscription for one in records.rights.candidates(a_visitor(nature=nature), asked)]
        for name, nature, asked in (
            ("any", COLLEGE, None),
            ("one", COLLEGE, [ATLAS]),
            ("both", COLLEGE, [ATLAS, GLOBE]),
            ("no kind", "", [ATLAS]),
            ("one of several kinds", LYCEE, ["ark:/77777/sphere"]),
            ("none", COLLEGE, ["ark:/77777/rien"]),
        )
    }
    assert found == {
        "any": ["s1", "s2", "s3", "s6"],
        "one": ["s1", "s2"],
        "both": ["s1", "s2", "s3"],
        "no kind": ["s1"],
        "one of several kinds": ["s6"],
        "none": [],
    }
    assert records.rights.candidates(a_visitor(), [ATLAS])[0].remaining == UNLIMITED
    assert records.rights.is_subscribed_elsewhere(["ark:/77777/rien", GLOBE])
    assert not records.rights.is_subscribed_elsewhere(["ark:/77777/rien"])


def test_a_list_is_the_same_for_who_stands_alike_and_another_once_anything_changed(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment("a1", to_division()), ())
    here, there = {"divisions": ["3A"]}, {"divisions": ["4B"]}
    first = records.rights.candidates(a_visitor("lou", **here), None)
    assert records.rights.candidates(a_visitor("ada", **here), None) is first
    assert [one.assignment for one in records.rights.candidates(a_visitor("kim", **there), None)] == [None]
    records.assignments.take_licence(a_licence("ada", "a1"))
    (lou,), (ada,) = (records.rights.candidates(a_visitor(name, **here), None) for name in ("lou", "ada"))
    assert ((lou.holds_licence, lou.remaining), (ada.holds_licence, ada.remaining)) == ((False, 1), (True, 1))


def test_accesses_are_counted_by_day_school_public_resource_and_project(records: Records) -> None:
    day, next_day = date(2026, 3, 2), date(2026, 3, 3)
    for door, when in (
        (a_door(), day),
        (a_door(subscription="s2", assignment=""), day),
        (a_door(audience=None), day),
        (a_door(resource=GLOBE), next_day),
    ):
        records.access_counts.count_access(door, when)
    assert records.access_counts.access_counts(day, day) == (
        AccessCount(day, HERE, "", ATLAS, "P0", 1),
        AccessCount(day, HERE, "ELEVE", ATLAS, "P0", 2),
    )
    assert records.access_counts.access_counts(day, next_day)[2:] == (
        AccessCount(next_day, HERE, "ELEVE", GLOBE, "P0", 1),
    )
    assert records.access_counts.access_counts(date(2026, 3, 4), date(2026, 3, 5)) == ()
