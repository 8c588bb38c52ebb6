"""Owns what the records of assignments and licences do alike, over SQLite and over a real PostgreSQL."""

from datetime import timedelta

import pytest
import sqlalchemy

from broker.core.identity import PersonKey
from broker.core.refusals.subscription import (
    AssignmentExists,
    AssignmentUnknown,
    LicencesShort,
    SubscriptionUnknown,
)
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED
from broker.records.database import Database
from broker.records.opening import Records
from tests.builders import NOON
from tests.rights import (
    BY_PUBLIC,
    DISTRIBUTOR,
    HERE,
    THERE,
    a_door,
    a_licence,
    a_person,
    a_subscription,
    an_assignment,
    holders,
    people,
    to_audience,
    to_division,
    to_group,
    to_person,
    used,
)


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
    records.subscriptions.create(a_subscription(**BY_PUBLIC))
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
