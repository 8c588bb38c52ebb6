"""Owns what the records of rights do alike, over SQLite and over a real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy

from broker.core.identity import PersonKey
from broker.core.refusals.subscription import (
    AssignmentExists,
    AssignmentUnknown,
    LicencesInUse,
    LicencesShort,
    RightsRefused,
    SubscriptionExists,
    SubscriptionUnknown,
)
from broker.core.rights.access import Door
from broker.core.rights.assignment import Licence, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.flows.rights_ports import AccessCount, DateFilter, SubscriptionSearch
from broker.records.database import Database
from broker.records.opening import Records
from tests.builders import NOON
from tests.rights import (
    ATLAS,
    COLLEGE,
    DISTRIBUTOR,
    GLOBE,
    HERE,
    LYCEE,
    OTHER_DISTRIBUTOR,
    THERE,
    a_person,
    a_subscription,
    a_visitor,
    an_assignment,
    assert_in_order,
    people,
    to_audience,
    to_division,
    to_group,
    to_person,
)

_BOTH = frozenset({Audience.PUPIL, Audience.TEACHER})
_BY_PUBLIC = {"licences_overall": None, "licences": {Audience.PUPIL: 2, Audience.TEACHER: 1}, "audiences": _BOTH}


def a_licence(name: str = "lou", assignment: str = "", **changes: object) -> Licence:
    licence = Licence("s1", a_person(name), HERE, Audience.PUPIL, assignment)
    return replace(licence, **changes)  # type: ignore[arg-type]  # any field of the type


def searched(records: Records, **changes: object) -> list[str]:
    search = replace(SubscriptionSearch({}), **changes)  # type: ignore[arg-type]  # any field of the type
    found = [one.id for one in records.subscriptions.search(search)]
    assert records.subscriptions.count(replace(search, limit=1)) >= len(found)
    return found


def used(records: Records, subscription: str = "s1") -> dict[str, int]:
    return dict(records.subscriptions.used([subscription])[subscription])


def holders(records: Records, uai: str = HERE) -> list[str]:
    return [licence.person.identifier for licence in records.assignments.licences("s1", uai)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"ends": None, "school_year_end": "2025-2026", "schools": frozenset(), "nature": COLLEGE},
        {"schools": frozenset(), "nature": f"{LYCEE},{COLLEGE}"},
        {"schools": frozenset({HERE, THERE}), "label": "Atlas ’26", "comment": "à l’essai", "project_code": "projet"},
        {"licences_overall": UNLIMITED, "kind": AssignmentKind.SCHOOL, "resource_kind": "ARK"},
        _BY_PUBLIC,
        {"licences_overall": None, "licences": {}},
    ],
)
def test_a_subscription_is_found_again_as_it_was_created(records: Records, changes: dict[str, object]) -> None:
    subscription = a_subscription(**changes)
    records.subscriptions.create(subscription)
    assert records.subscriptions.find("s1") == subscription
    assert records.subscriptions.search(SubscriptionSearch({})) == (subscription,)
    assert used(records) == dict.fromkeys(subscription.pools, 0)


def test_an_identifier_is_taken_once(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    with pytest.raises(SubscriptionExists) as refused:
        records.subscriptions.create(a_subscription(resource=GLOBE, distributor=OTHER_DISTRIBUTOR))
    assert refused.value.received == "s1"
    assert records.subscriptions.find("s1") == a_subscription()


def test_several_are_created_together_or_none(records: Records) -> None:
    many = [a_subscription(f"s{number:04d}") for number in range(1203)]
    records.subscriptions.create_all(many)
    assert records.subscriptions.count(SubscriptionSearch({})) == 1203
    with pytest.raises(SubscriptionExists):
        records.subscriptions.create_all([a_subscription("new"), a_subscription("s0001")])
    with pytest.raises(SubscriptionExists):
        records.subscriptions.create_all(
            [*(a_subscription(f"n{number}") for number in range(600)), a_subscription("n0")]
        )
    assert records.subscriptions.count(SubscriptionSearch({})) == 1203
    assert len(records.subscriptions.covering(HERE, "")) == 1203


def test_a_change_takes_the_place_of_all_but_the_day_of_creation(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    changed = a_subscription(
        resource=GLOBE, schools=frozenset({THERE}), modified=NOON, created=NOON, label="Globe", **_BY_PUBLIC
    )
    records.subscriptions.change(changed)
    assert records.subscriptions.find("s1") == replace(changed, created=a_subscription().created)
    assert records.subscriptions.covering(HERE, "") == ()
    assert [one.id for one in records.subscriptions.covering(THERE, "")] == ["s1"]
    assert records.rights.candidates(a_visitor(uai=THERE), [ATLAS]) == ()
    assert used(records) == {"ELEVE": 0, "ENSEIGNANT": 0}


@pytest.mark.parametrize("act", ["change", "delete"])
def test_anothers_subscription_is_not_there(records: Records, act: str) -> None:
    records.subscriptions.create(a_subscription())
    acts: dict[str, Callable[[str, str], None]] = {
        "change": lambda name, own: records.subscriptions.change(a_subscription(name, distributor=own)),
        "delete": lambda name, own: records.subscriptions.delete(name, own, NOON),
    }
    for name, distributor in (("s1", OTHER_DISTRIBUTOR), ("s2", DISTRIBUTOR)):
        with pytest.raises(SubscriptionUnknown):
            acts[act](name, distributor)
    assert records.subscriptions.find("s1") == a_subscription()


def test_what_is_deleted_takes_all_that_hangs_on_it_along_and_stays_to_be_seen(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(), people("lou"))
    records.subscriptions.delete("s1", DISTRIBUTOR, NOON)
    assert records.subscriptions.find("s1") is None
    assert records.subscriptions.find("_s1") == a_subscription("_s1", deleted=NOON, modified=NOON)
    assert records.assignments.find("a1") is None
    assert holders(records) == []
    assert used(records, "_s1") == {"": 0}
    assert searched(records) == []
    assert searched(records, deleted=True) == searched(records, deleted=True, school=HERE) == ["_s1"]
    assert records.subscriptions.covering(HERE, COLLEGE) == ()
    assert records.rights.candidates(a_visitor(), None) == ()
    assert not records.rights.is_subscribed_elsewhere([ATLAS])
    for name in ("s1", "_s1"):
        with pytest.raises(SubscriptionUnknown):
            records.subscriptions.delete(name, DISTRIBUTOR, NOON)


def test_an_identifier_is_free_again_once_it_is_deleted(records: Records) -> None:
    for _ in range(3):
        records.subscriptions.create(a_subscription())
        records.subscriptions.delete("s1", DISTRIBUTOR, NOON)
    assert searched(records, deleted=True) == ["_s1", "_s1_2", "_s1_3"]


@pytest.mark.parametrize(
    "changes",
    [
        {"licences_overall": 1},
        {"audiences": frozenset({Audience.TEACHER})},
        {"schools": frozenset({THERE})},
        {"schools": frozenset(), "nature": COLLEGE},
        {"licences_overall": None, "licences": {Audience.PUPIL: 1}},
        {"licences_overall": None, "licences": {}},
    ],
)
def test_a_change_that_leaves_a_licence_uncovered_changes_nothing(records: Records, changes: dict[str, object]) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(target=to_audience()), people("lou", "ada"))
    with pytest.raises(LicencesInUse):
        records.subscriptions.change(a_subscription(**changes))
    assert records.subscriptions.find("s1") == a_subscription()
    assert used(records) == {"": 2}


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"licences_overall": 2, "label": "Atlas"}, {"": 2}),
        ({"licences_overall": UNLIMITED}, {"": 2}),
        ({"licences_overall": None, "licences": {Audience.PUPIL: 2}}, {"ELEVE": 2}),
        ({"schools": frozenset({HERE, THERE}), "audiences": _BOTH}, {"": 2}),
    ],
)
def test_licences_are_counted_on_after_a_change(
    records: Records, changes: dict[str, object], after: dict[str, int]
) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(target=to_audience()), people("lou", "ada"))
    records.subscriptions.change(a_subscription(**changes))
    assert used(records) == after
    assert holders(records) == ["ada", "lou"]


def test_the_same_kind_of_school_still_covers_who_holds_a_licence(records: Records) -> None:
    by_nature = a_subscription(schools=frozenset(), nature=COLLEGE)
    records.subscriptions.create(by_nature)
    records.assignments.take_licence(a_licence())
    records.subscriptions.change(replace(by_nature, label="Atlas"))
    with pytest.raises(LicencesInUse):
        records.subscriptions.change(replace(by_nature, nature=LYCEE))
    records.subscriptions.change(replace(by_nature, nature=f"{LYCEE},{COLLEGE}"))
    with pytest.raises(LicencesInUse):
        records.subscriptions.change(by_nature)
    records.subscriptions.change(a_subscription())


def test_a_search_asks_that_all_of_it_fits(records: Records) -> None:
    later = NOON + timedelta(days=300)
    records.subscriptions.create_all(
        [
            a_subscription("s1", project_code="p"),
            a_subscription("s2", resource=GLOBE, ends=later, audiences=_BOTH),
            a_subscription("s3", distributor=OTHER_DISTRIBUTOR, kind=AssignmentKind.SCHOOL, created=NOON),
            a_subscription("s4", schools=frozenset(), nature=COLLEGE, ends=None, school_year_end="2098-2099"),
        ]
    )
    assert searched(records, equals={"distributor": DISTRIBUTOR}) == ["s1", "s2", "s4"]
    assert searched(records, equals={"distributor": DISTRIBUTOR, "resource": GLOBE}) == ["s2"]
    assert searched(records, equals={"kind": "ETABL"}) == ["s3"]
    assert searched(records, equals={"nature": COLLEGE}) == ["s4"]
    assert searched(records, equals={"project_code": "p"}) == ["s1"]
    assert searched(records, equals={"id": "s1", "category": "transferable"}) == ["s1"]
    assert searched(records, school=HERE) == ["s1", "s2", "s3"]
    assert searched(records, school=HERE, audience="ENSEIGNANT") == ["s2"]
    assert searched(records, audience="%") == []
    assert searched(records, dates=(DateFilter("ends", after=NOON + timedelta(days=31)),)) == ["s2", "s4"]
    assert searched(records, dates=(DateFilter("ends", before=later), DateFilter("created", after=NOON))) == ["s3"]


def test_pages_are_sorted_by_one_field_and_then_by_identifier(records: Records) -> None:
    many = [
        a_subscription(f"s{number}", resource=GLOBE if number % 2 else ATLAS, starts=NOON - timedelta(days=number))
        for number in range(5)
    ]
    records.subscriptions.create_all(many)
    assert searched(records, sort="resource") == ["s0", "s2", "s4", "s1", "s3"]
    assert searched(records, sort="resource", descending=True) == ["s1", "s3", "s0", "s2", "s4"]
    assert searched(records, sort="starts", offset=1, limit=2) == ["s3", "s2"]
    assert searched(records, descending=True, limit=2) == ["s4", "s3"]
    assert records.subscriptions.count(SubscriptionSearch({}, offset=1, limit=2)) == 5


def test_a_school_is_covered_by_name_or_by_kind(records: Records) -> None:
    by_kind = a_subscription("s2", schools=frozenset(), nature=COLLEGE)
    records.subscriptions.create_all([by_kind, a_subscription("s1"), a_subscription("s3", schools=frozenset({THERE}))])
    assert [one.id for one in records.subscriptions.covering(HERE, COLLEGE)] == ["s1", "s2"]
    assert [one.id for one in records.subscriptions.covering(HERE, "")] == ["s1"]
    assert records.subscriptions.covering("9990003C", LYCEE) == ()


def test_an_assignment_is_kept_and_its_people_take_a_licence_each(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    assignment = an_assignment(target=to_division())
    records.assignments.assign(assignment, people("lou", "ada", "lou"))
    assert records.assignments.find("a1") == assignment
    assert records.assignments.licences("s1", HERE) == (a_licence("ada", "a1"), a_licence("lou", "a1"))
    assert records.assignments.licences("s1", THERE) == ()
    assert used(records) == {"": 2}
    assert records.subscriptions.used_by_school("s1") == {HERE: {"ELEVE": 2}}


def test_who_holds_a_licence_takes_no_other(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment("a1"), people("lou"))
    records.assignments.assign(an_assignment("a2", to_division()), people("lou", "ada"))
    assert used(records) == {"": 2}
    assert [licence.assignment for licence in records.assignments.licences("s1", HERE)] == ["a2", "a1"]


def test_an_assignment_with_too_few_licences_leaves_nothing(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    with pytest.raises(LicencesShort):
        records.assignments.assign(an_assignment(target=to_division()), people("lou", "ada", "zoe"))
    assert records.assignments.find("a1") is None
    assert used(records) == {"": 0}
    assert holders(records) == []


def test_each_public_has_its_own_licences(records: Records) -> None:
    records.subscriptions.create(a_subscription(**_BY_PUBLIC))
    records.assignments.assign(an_assignment("a1", to_audience(Audience.TEACHER)), people("max"))
    records.assignments.assign(an_assignment("a2", to_audience()), people("lou", "ada"))
    assert used(records) == {"ELEVE": 2, "ENSEIGNANT": 1}
    assert records.subscriptions.used_by_school("s1") == {HERE: {"ELEVE": 2, "ENSEIGNANT": 1}}
    with pytest.raises(LicencesShort):
        records.assignments.assign(an_assignment("a3", to_person("kim", Audience.TEACHER)), people("kim"))


def test_unlimited_licences_never_run_short(records: Records) -> None:
    records.subscriptions.create(a_subscription(licences_overall=UNLIMITED))
    names = [f"n{number}" for number in range(1100)]
    records.assignments.assign(an_assignment(target=to_audience()), people(*names))
    assert used(records) == {"": 1100}
    assert len(holders(records)) == 1100


def test_one_target_is_assigned_once(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment("a1", to_division()), ())
    for again in (an_assignment("a2", to_division()), an_assignment("a1", to_division("3B"))):
        with pytest.raises(AssignmentExists):
            records.assignments.assign(again, people("lou"))
    for number, target in enumerate((to_group(), to_division(audience=Audience.TEACHER), to_audience()), start=3):
        records.assignments.assign(an_assignment(f"a{number}", target), ())
    assert [one.id for one in records.assignments.of_school(HERE)] == ["a1", "a3", "a4", "a5"]
    assert used(records) == {"": 0}


def test_nothing_is_assigned_of_what_is_not_there(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.subscriptions.delete("s1", DISTRIBUTOR, NOON)
    for name in ("s1", "_s1", "s2"):
        with pytest.raises(SubscriptionUnknown):
            records.assignments.assign(an_assignment(subscription=name), people("lou"))
        assert not records.assignments.take_licence(a_licence(subscription=name))


def test_the_assignments_of_a_school_come_the_oldest_first(records: Records) -> None:
    records.subscriptions.create_all([a_subscription("s1", schools=frozenset({HERE, THERE})), a_subscription("s2")])
    records.assignments.assign(an_assignment("a1"), ())
    records.assignments.assign(an_assignment("a2", at=NOON - timedelta(days=1), subscription="s2"), ())
    records.assignments.assign(an_assignment("a3", uai=THERE), ())
    assert [one.id for one in records.assignments.of_school(HERE)] == ["a2", "a1"]
    assert [one.id for one in records.assignments.of_school(HERE, "s1")] == ["a1"]
    assert [one.subscription for one in records.assignments.of_school(HERE, "s2")] == ["s2"]
    assert records.assignments.of_school("9990003C") == ()


def test_several_assignments_are_kept_together_or_none_of_them(records: Records) -> None:
    records.subscriptions.create_all([a_subscription("s2"), a_subscription("s1", licences_overall=3)])
    first = (an_assignment("a1", to_division(), subscription="s2"), people("lou", "ada"))
    second = (an_assignment("a2", to_audience()), people("lou", "ada", "zoe"))
    third = (an_assignment("a3", subscription="s2"), people("zoe"))
    with pytest.raises(LicencesShort):
        records.assignments.assign_all([first, second, third])
    assert (used(records), used(records, "s2")) == ({"": 0}, {"": 0})
    assert records.assignments.of_school(HERE) == ()
    records.assignments.assign_all([first, second])
    assert (used(records), used(records, "s2")) == ({"": 3}, {"": 2})
    with pytest.raises(AssignmentExists):
        records.assignments.assign_all(
            [(an_assignment("a4", to_group()), ()), (an_assignment("a5", to_audience()), ())]
        )
    assert {one.id for one in records.assignments.of_school(HERE)} == {"a1", "a2"}


def test_batches_of_the_same_subscriptions_at_once_all_come_to_an_end(records: Records) -> None:
    names = [f"s{number}" for number in range(4)]
    records.subscriptions.create_all([a_subscription(name, licences_overall=UNLIMITED) for name in names])

    def assign(number: int) -> None:
        ordered = names if number % 2 else names[::-1]
        targets = [(f"{name}-{number}", to_person(f"p{number}"), name) for name in ordered]
        batch = [
            (an_assignment(identifier, target, subscription=name), people(f"p{number}"))
            for identifier, target, name in targets
        ]
        records.assignments.assign_all(batch)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(assign, range(12)))
    assert [used(records, name) for name in names] == [{"": 12}] * 4


def test_licences_are_freed_as_they_were_seen_and_no_others(records: Records) -> None:
    records.subscriptions.create_all([a_subscription("s1", licences_overall=3), a_subscription("s2")])
    records.assignments.assign(an_assignment("a1", to_division()), people("lou", "ada"))
    records.assignments.take_licence(a_licence("zoe"))
    records.assignments.take_licence(a_licence("lou", subscription="s2"))
    wanted = [
        a_licence("lou", "a1"),
        a_licence("ada"),
        a_licence("zoe", "a1"),
        a_licence("zoe", uai=THERE),
        a_licence("lou", subscription="s2"),
        a_licence("max", "a1"),
        a_licence("lou", subscription="s9"),
    ]
    assert records.assignments.free_licences(wanted) == 2
    assert holders(records) == ["ada", "zoe"]
    assert (used(records), used(records, "s2")) == ({"": 2}, {"": 0})
    assert records.assignments.free_licences(wanted) == 0


def test_what_is_withdrawn_frees_its_licences_but_for_those_kept_elsewhere(records: Records) -> None:
    records.subscriptions.create(a_subscription(licences_overall=3))
    records.assignments.assign(an_assignment("a1", to_division()), people("lou", "ada", "zoe"))
    records.assignments.assign(an_assignment("a2"), people("lou"))
    records.assignments.withdraw("a1", HERE, {a_person("lou"): "a2", a_person("ada"): "gone", a_person("max"): "a2"})
    assert records.assignments.licences("s1", HERE) == (a_licence("lou", "a2"),)
    assert used(records) == {"": 1}
    assert records.assignments.find("a1") is None
    records.assignments.withdraw("a2", HERE, {a_person("lou"): "a2"})
    assert used(records) == {"": 0}


def test_an_assignment_of_another_subscription_keeps_no_licence(records: Records) -> None:
    records.subscriptions.create_all([a_subscription("s1"), a_subscription("s2")])
    records.assignments.assign(an_assignment("a1"), people("lou"))
    records.assignments.assign(an_assignment("a2", subscription="s2"), people("lou"))
    records.assignments.withdraw("a1", HERE, {a_person("lou"): "a2"})
    assert used(records) == {"": 0}
    assert used(records, "s2") == {"": 1}


def test_an_assignment_is_withdrawn_once_and_by_its_school(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(), people("lou"))
    with pytest.raises(AssignmentUnknown):
        records.assignments.withdraw("a1", THERE, {})
    records.assignments.withdraw("a1", HERE, {})
    with pytest.raises(AssignmentUnknown):
        records.assignments.withdraw("a1", HERE, {})
    assert used(records) == {"": 0}


def test_a_licence_is_taken_once_and_as_long_as_there_are_any(records: Records) -> None:
    records.subscriptions.create(a_subscription())
    records.assignments.assign(an_assignment(target=to_division()), ())
    assert records.assignments.take_licence(a_licence("lou", "a1"))
    assert records.assignments.take_licence(a_licence("lou", "a1"))
    assert records.assignments.take_licence(a_licence("ada"))
    assert not records.assignments.take_licence(a_licence("zoe", "a1"))
    assert records.assignments.take_licence(a_licence("ada"))
    assert records.assignments.licences("s1", HERE) == (a_licence("ada"), a_licence("lou", "a1"))
    assert used(records) == {"": 2}


def test_no_licence_hangs_on_an_assignment_that_has_gone(records: Records) -> None:
    records.subscriptions.create_all([a_subscription(), a_subscription("s2")])
    records.assignments.assign(an_assignment("a2", subscription="s2"), ())
    assert not records.assignments.take_licence(a_licence("lou", "a1"))
    assert not records.assignments.take_licence(a_licence("lou", "a2"))
    assert used(records) == {"": 0}


def test_delegates_are_named_once_and_no_more(records: Records) -> None:
    for name in ("max", "kim", "max"):
        records.assignments.name_delegate(HERE, a_person(name), is_delegate=True)
    assert records.assignments.delegates(HERE) == people("kim", "max")
    for _ in range(2):
        records.assignments.name_delegate(HERE, a_person("max"), is_delegate=False)
    assert records.assignments.delegates(HERE) == people("kim")
    assert records.assignments.delegates(THERE) == ()


def test_a_person_who_is_forgotten_leaves_no_trace_and_their_licences(records: Records, database: Database) -> None:
    records.subscriptions.create_all([a_subscription(f"s{number}") for number in range(4)])
    for number in range(3):
        here = {"subscription": f"s{number}"}
        records.assignments.assign(an_assignment(f"p{number}", **here), people("lou"))
        records.assignments.assign(an_assignment(f"d{number}", to_division(), **here), people("lou", "ada"))
    records.assignments.take_licence(a_licence("lou", subscription="s3"))
    records.assignments.name_delegate(HERE, a_person("lou"), is_delegate=True)
    records.access_counts.count_access(a_door(), NOON.date())
    assert records.assignments.forget_person(PersonKey("P1", "lou")) == 0
    assert records.assignments.forget_person(a_person("lou")) == 3 + 3 + 1 + 1
    assert records.assignments.forget_person(a_person("lou")) == 0
    assert [used(records, f"s{number}") for number in range(4)] == [{"": 1}, {"": 1}, {"": 1}, {"": 0}]
    assert records.assignments.delegates(HERE) == ()
    assert [one.id for one in records.assignments.of_school(HERE)] == ["d0", "d1", "d2"]
    assert records.access_counts.access_counts(NOON.date(), NOON.date())[0].accesses == 1
    with database.reading() as connection:
        for table in sqlalchemy.inspect(connection).get_table_names():
            assert "lou" not in str(connection.execute(sqlalchemy.text(f"SELECT * FROM {table}")).all())  # noqa: S608


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
    records.subscriptions.create(a_subscription(audiences=_BOTH))
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
    subscription = a_subscription(kind=AssignmentKind.SCHOOL, **year, **_BY_PUBLIC)
    records.subscriptions.create(subscription)
    records.assignments.take_licence(a_licence("ada"))
    teacher = a_visitor("max", audience=Audience.TEACHER)
    librarian = a_visitor("kim", audience=Audience.LIBRARIAN)
    (pupils,) = records.rights.candidates(a_visitor(), [ATLAS])
    assert (pupils.distributor, pupils.resource, pupils.kind) == (DISTRIBUTOR, ATLAS, AssignmentKind.SCHOOL)
    assert (pupils.audiences, pupils.starts, pupils.last_moment) == (
        _BOTH,
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


def a_door(**changes: object) -> Door:
    door = Door(ATLAS, HERE, "P0", Audience.PUPIL, "s1", "a1")
    return replace(door, **changes)  # type: ignore[arg-type]  # any field of the type


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


def test_accesses_at_once_are_all_counted(records: Records) -> None:
    day = NOON.date()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: records.access_counts.count_access(a_door(), day), range(80)))
    assert records.access_counts.access_counts(day, day)[0].accesses == 80


def test_of_many_who_take_the_last_licence_at_once_one_gets_it(records: Records) -> None:
    rounds, at_once = 40, 4
    subscriptions = [a_subscription(f"s{number}", licences_overall=1) for number in range(rounds)]
    records.subscriptions.create_all(subscriptions)
    barrier = Barrier(at_once)

    def race(who: int) -> list[bool]:
        won = []
        for number in range(rounds):
            barrier.wait()
            won.append(_take(records, f"s{number}", who))
        return won

    with ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(race, range(at_once)))
    assert [sum(of_round) for of_round in zip(*results, strict=True)] == [1] * rounds
    for number in range(rounds):
        assert used(records, f"s{number}") == {"": 1}
        assert len(records.assignments.licences(f"s{number}", HERE)) == 1


def _take(records: Records, subscription: str, who: int) -> bool:
    """Take a licence at first access, or by an assignment: every other one."""
    if who % 2:
        return records.assignments.take_licence(a_licence(f"n{who}", subscription=subscription))
    assignment = an_assignment(f"{subscription}-{who}", to_person(f"n{who}"), subscription=subscription)
    try:
        records.assignments.assign(assignment, people(f"n{who}"))
    except LicencesShort:
        return False
    return True


def test_what_many_do_at_once_to_one_subscription_leaves_it_in_order(records: Records, database: Database) -> None:
    records.subscriptions.create(a_subscription(licences_overall=5))

    def work(who: int) -> int:
        done = 0
        for number in range(12):
            name = f"n{who}-{number}"
            acts: list[Callable[[], object]] = [
                lambda name=name: records.assignments.assign(an_assignment(name, to_person(name)), people(name)),
                lambda name=name: records.assignments.take_licence(a_licence(f"{name}b")),
                lambda name=name: records.assignments.forget_person(a_person(f"{name}b")),
                lambda name=name: records.assignments.withdraw(name, HERE, {}),
                lambda who=who: records.subscriptions.change(a_subscription(licences_overall=5 + who)),
            ]
            done += sum(_try(act) for act in acts)
        return done

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) > 0
    assert_in_order(database)


def test_a_subscription_deleted_while_others_assign_leaves_no_orphan(records: Records, database: Database) -> None:
    subscriptions: list[Subscription] = [
        a_subscription(f"s{number}", licences_overall=UNLIMITED) for number in range(20)
    ]
    records.subscriptions.create_all(subscriptions)

    def work(who: int) -> None:
        for one in subscriptions:
            name = f"{one.id}-{who}"
            if who == 0:
                records.subscriptions.delete(one.id, DISTRIBUTOR, NOON)
            else:
                assignment = an_assignment(name, to_person(name), subscription=one.id)
                _try(lambda assignment=assignment, name=name: records.assignments.assign(assignment, people(name)))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert records.assignments.of_school(HERE) == ()
    assert_in_order(database)


def _try(act: Callable[[], object]) -> bool:
    """Tell whether it was done; a refusal is an answer too, but not that the records cannot be reached."""
    try:
        act()
    except RightsRefused:
        return False
    return True
