"""Owns the figures of identification risk: by hand on small populations, and against a naive count on strange ones."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.core.catalogue import CATALOGUE
from broker.core.contract import Clause, Contract, Ruling
from broker.core.errors import DecisionRefused
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.minimisation import decide
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.review.anonymity import NOBODY, Counting, Figures
from broker.core.review.attribute_kinds import KINDS, Power
from broker.core.review.columns import columns_of, parts_of, with_pending
from broker.core.review.release_table import TableMaker
from broker.core.review.remedies import find_remedies, remedy_columns
from broker.core.transformation import precisions_of
from tests.builders import COLLEGE, LYCEE, NOON, a_contract, a_key, a_membership, a_pupil, a_teacher
from tests.core.strange_people import CONTRACTS, PEOPLE

_TELLING = {Power.DIRECT, Power.QUASI}


def _class_of(division: str, names: Iterable[str]) -> list[Identity]:
    membership = a_membership(divisions=Fact((f"{division}##{division}",), "ENTEleveClasses"))
    return [
        a_pupil(
            key=PersonKey("P0", f"{division}-{number}"),
            given_name=Fact((name,), "givenName"),
            memberships=(membership,),
        )
        for number, name in enumerate(names)
    ]


def _counting(people: Iterable[Identity], *contracts: Contract, threshold: int = 5) -> Counting:
    columns = columns_of(contracts).union(*map(remedy_columns, contracts))
    maker = TableMaker(contracts, columns, NOON.date())
    for person in people:
        maker.add(person)
    return Counting(maker.finish(), threshold)


def _figures(people: Iterable[Identity], contract: Contract, threshold: int = 5) -> Figures:
    return _counting(people, contract, threshold=threshold).count(contract, parts_of(contract))


# Six pupils in 3A of whom two are called Lou, one in 3B: by hand.
SCHOOL = [*_class_of("3A", ["Lou", "Lou", "Noé", "Ana", "Eve", "Max"]), *_class_of("3B", ["Lou"])]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("IDO",), Figures(people=7, sets=1, minimum=7, median=7, alone=0, below=0, schools=0)),
        (("IDO", "UAI", "LRA"), Figures(people=7, sets=1, minimum=7, median=7, alone=0, below=0, schools=0)),
        (("UAI", "DIV"), Figures(people=7, sets=2, minimum=1, median=6, alone=1, below=1, schools=1)),
        (("PRE",), Figures(people=7, sets=5, minimum=1, median=1, alone=4, below=7, schools=1)),
        (("PRE", "DIV"), Figures(people=7, sets=6, minimum=1, median=1, alone=5, below=7, schools=1)),
        (("P_MEL",), Figures(people=7, sets=1, minimum=7, median=7, alone=0, below=0, schools=0)),
    ],
)
def test_a_class_of_six_and_a_pupil_beside_it_counted_by_hand(codes: tuple[str, ...], expected: Figures) -> None:
    assert _figures(SCHOOL, a_contract(*codes)) == expected


def test_nobody_comes_in_where_the_contract_covers_nobody() -> None:
    assert _figures(SCHOOL, a_contract("UAI", profiles=frozenset({Profile.TEACHER}))) == NOBODY
    assert _figures([], a_contract("UAI")) == NOBODY


def test_whoever_lacks_what_is_required_is_not_counted() -> None:
    contract = a_contract(clauses=(Clause("P_MEL", "why", required=True),))
    assert _figures([*SCHOOL, a_teacher()], contract) == Figures(1, 1, 1, 1, 1, 1, 1)


def test_a_person_of_two_schools_is_one_person_in_the_smallest_of_their_sets() -> None:
    two = a_pupil(key=PersonKey("P0", "two"), memberships=(a_membership(), a_membership(uai=LYCEE)))
    people = [*(replace(one, memberships=(a_membership(),)) for one in SCHOOL), two]
    assert _figures(people, a_contract("UAI")) == Figures(8, 2, 1, 8, 1, 1, 1)
    assert _figures(people, a_contract("PRO")) == Figures(8, 1, 8, 8, 0, 0, 0)


def test_a_coarser_precision_makes_larger_sets() -> None:
    contract = a_contract(clauses=(Clause("PRE", "why", transformation=Transformation(Precision.TRUNCATED, 1)),))
    # L L N A E M L
    assert _figures(SCHOOL, contract) == Figures(people=7, sets=5, minimum=1, median=1, alone=4, below=7, schools=1)
    level = a_contract(clauses=(Clause("DIV", "why", transformation=Transformation(Precision.LEVEL)),))
    assert _figures(SCHOOL, level) == Figures(people=7, sets=1, minimum=7, median=7, alone=0, below=0, schools=0)


def test_what_waits_for_a_decision_counts_only_as_if_it_were_approved() -> None:
    contract = a_contract(clauses=(Clause("UAI", "why"), Clause("DIV", "why", ruling=Ruling.PENDING)))
    assert _figures(SCHOOL, contract).sets == 1
    assert _figures(SCHOOL, with_pending(contract)).sets == 2


def test_remedies_name_the_single_change_that_restores_the_threshold() -> None:
    contract = a_contract(clauses=(Clause("UAI", "why", required=True), Clause("DIV", "why"), Clause("E_MS4", "why")))
    counting = _counting(SCHOOL, contract)
    found = find_remedies(counting, contract, parts_of(contract), share=1)
    changes = [(one.code, one.change and one.change.precision, one.restores, one.figures.minimum) for one in found]
    assert changes == [
        ("DIV", Precision.LEVEL, True, 7),
        ("DIV", None, True, 7),
        ("E_MS4", None, False, 1),
        ("UAI", None, False, 1),
    ]


def test_no_remedy_is_said_to_restore_where_no_single_one_does() -> None:
    people = [*_class_of("3A", ["Lou", "Noé"]), *_class_of("3B", ["Ana", "Eve"])]
    contract = a_contract("PRE", "DIV")
    found = find_remedies(_counting(people, contract, threshold=2), contract, parts_of(contract), share=1)
    assert not any(one.restores for one in found if one.code == "DIV")
    assert found[0].restores
    assert (found[0].code, found[0].figures.minimum) == ("PRE", 2)
    stricter = find_remedies(_counting(people, contract, threshold=3), contract, parts_of(contract), share=1)
    assert not any(one.restores for one in stricter)


def _transformed(contract: Contract) -> st.SearchStrategy[Contract]:
    """Ask for each attribute at any precision it has, with any ruling; require only what tells something."""

    def clauses(chosen: list[tuple[int, Ruling]]) -> Contract:
        asked = tuple(_clause(clause, *how) for clause, how in zip(contract.clauses, chosen, strict=True))
        return replace(contract, clauses=asked, per_school=chosen[0][0] == 0)

    one = st.tuples(st.integers(0, 1), st.sampled_from([Ruling.APPROVED, Ruling.APPROVED, *Ruling]))
    size = len(contract.clauses)
    return st.lists(one, min_size=size, max_size=size).map(clauses)


def _clause(clause: Clause, rank: int, ruling: Ruling) -> Clause:
    precision = precisions_of(CATALOGUE[clause.code])[-rank]
    required = clause.required and KINDS[clause.code].power in _TELLING
    return replace(clause, required=required, ruling=ruling, transformation=Transformation(precision))


def _naive(people: list[Identity], contract: Contract, threshold: int) -> Figures:
    """Count what the deciding function itself releases, person by person."""
    met = []
    for number, person in enumerate(people):
        for membership in _offered(person, contract):
            try:
                release = decide(person, membership, contract, a_key(), NOON)
            except DecisionRefused:
                continue
            sent = tuple(
                (one.code, tuple(value for value in one.values if not value.startswith("{ECT")))
                for one in release.released
                if KINDS[one.code].power in _TELLING
            )
            met.append((number, membership.uai, sent))
    sizes = Counter(sent for _, sent in {(number, sent) for number, _, sent in met})
    worst = {number: min(sizes[sent] for other, _, sent in met if other == number) for number, _, _ in met}
    if not worst:
        return NOBODY
    return Figures(
        people=len(worst),
        sets=len(sizes),
        minimum=min(worst.values()),
        median=median_low(worst.values()),
        alone=sum(size == 1 for size in worst.values()),
        below=sum(size < threshold for size in worst.values()),
        schools=len({uai for _, uai, sent in met if sizes[sent] < threshold}),
    )


def _offered(person: Identity, contract: Contract) -> tuple[Membership, ...]:
    """Return the memberships that a session may have: any that the person chooses, or the first for who takes none."""
    if contract.per_school:
        return person.memberships
    return tuple(one for one in person.memberships if one.profile in contract.profiles)[:1]


@given(
    st.lists(PEOPLE, max_size=6), st.lists(CONTRACTS.flatmap(_transformed), min_size=1, max_size=3), st.integers(2, 4)
)
def test_whoever_the_directory_describes_the_figures_are_those_of_the_deciding_function(
    people: list[Identity], contracts: list[Contract], threshold: int
) -> None:
    counting = _counting(people, *contracts, threshold=threshold)
    for contract in contracts:
        assert counting.count(contract, parts_of(contract)) == _naive(people, contract, threshold)


def test_no_row_of_the_table_shows_a_value() -> None:
    counting = _counting([a_pupil()], a_contract("PRE", "UAI"))
    assert "Lou" not in repr(counting.table)
    assert COLLEGE not in repr(counting.table)
