"""Lineages: a value comes from the attributes that change it, and from what a trace names when one is missing."""

from datetime import date

from broker.core.contract import Clause, Contract, Ruling, Status
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.complete_person import SourceKind
from broker.core.review.lineage import SUBJECT, Thread, threads_of
from tests.builders import NOON, a_contract, a_key
from tests.core.review.flow_people import a_complete_pupil, a_complete_teacher


def _threads(contract: Contract) -> dict[str, list[Thread]]:
    found: dict[str, list[Thread]] = {}
    for thread in threads_of(contract, (a_complete_pupil(), a_complete_teacher()), a_key(), NOON):
        found.setdefault(thread.code, []).append(thread)
    return found


def _names(thread: Thread) -> set[str]:
    return {source.name for source in thread.sources}


def test_a_value_comes_from_the_attribute_that_changes_it() -> None:
    threads = _threads(a_contract("NOM", "PRE"))
    assert _names(threads["NOM"][0]) == {"sn"}
    assert _names(threads["PRE"][0]) == {"givenName"}


def test_profiles_for_which_it_is_the_same_stand_together() -> None:
    [thread] = _threads(a_contract("NOM"))["NOM"]
    assert thread.profiles == (Profile.PUPIL, Profile.TEACHER)


def test_what_stands_in_for_a_missing_attribute_is_a_source_too() -> None:
    [thread] = _threads(a_contract("CIV"))["CIV"]
    assert _names(thread) == {"personalTitle", "ENTPersonSexe"}
    assert {source for source, _ in thread.ways} == {"personalTitle", "ENTPersonSexe"}


def test_what_the_contract_itself_says_is_stated_by_it() -> None:
    contract = a_contract("LRA")
    [thread] = _threads(contract)["LRA"]
    assert [source.kind for source in thread.sources] == [SourceKind.CONTRACT]


def test_the_transformation_is_the_one_that_a_trace_says() -> None:
    clause = Clause("NOM", "why", transformation=Transformation(Precision.TRUNCATED, 2))
    [thread] = _threads(a_contract(clauses=(clause,)))["NOM"]
    assert thread.ways == (("sn", clause.transformation.title),)


def test_what_was_not_approved_or_is_not_for_anybody_has_no_lineage() -> None:
    clauses = (Clause("NOM", "why", ruling=Ruling.REFUSED), Clause("PRE", "why", profiles=frozenset()))
    assert _threads(a_contract(clauses=clauses)).keys() == {SUBJECT}


def test_profiles_outside_the_contract_have_no_lineage() -> None:
    [thread] = _threads(a_contract("NOM", profiles=frozenset({Profile.TEACHER})))["NOM"]
    assert thread.profiles == (Profile.TEACHER,)


def test_a_contract_that_is_not_in_force_is_followed_as_if_it_were() -> None:
    for contract in (
        a_contract("NOM", status=Status.DRAFT, approved_by=""),
        a_contract("NOM", status=Status.SUSPENDED),
        a_contract("NOM", valid_until=date(2025, 12, 31)),
        a_contract("NOM", valid_from=date(2026, 8, 31)),
    ):
        assert _names(_threads(contract)["NOM"][0]) == {"sn"}


def test_the_subject_comes_last_and_shows_no_value() -> None:
    people = (a_complete_pupil(),)
    threads = threads_of(a_contract("NOM"), people, a_key(), NOON)
    assert threads[-1].code == SUBJECT
    assert all("Marelle" not in repr(thread) for thread in threads)
