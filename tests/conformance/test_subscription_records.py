"""Owns what the records of subscriptions do alike, over SQLite and over a real PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from broker.core.refusals.subscription import (
    LicencesInUse,
    SubscriptionExists,
    SubscriptionUnknown,
)
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind
from broker.flows.rights_ports import DateFilter, SubscriptionSearch
from broker.records.opening import Records
from tests.builders import NOON
from tests.rights import (
    ATLAS,
    BOTH_PUBLICS,
    BY_PUBLIC,
    COLLEGE,
    DISTRIBUTOR,
    GLOBE,
    HERE,
    LYCEE,
    OTHER_DISTRIBUTOR,
    THERE,
    a_licence,
    a_subscription,
    a_visitor,
    an_assignment,
    holders,
    people,
    searched,
    to_audience,
    used,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"ends": None, "school_year_end": "2025-2026", "schools": frozenset(), "nature": COLLEGE},
        {"schools": frozenset(), "nature": f"{LYCEE},{COLLEGE}"},
        {"schools": frozenset({HERE, THERE}), "label": "Atlas ’26", "comment": "à l’essai", "project_code": "projet"},
        {"licences_overall": UNLIMITED, "kind": AssignmentKind.SCHOOL, "resource_kind": "ARK"},
        BY_PUBLIC,
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
        resource=GLOBE, schools=frozenset({THERE}), modified=NOON, created=NOON, label="Globe", **BY_PUBLIC
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
        ({"schools": frozenset({HERE, THERE}), "audiences": BOTH_PUBLICS}, {"": 2}),
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
            a_subscription("s2", resource=GLOBE, ends=later, audiences=BOTH_PUBLICS),
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
