"""Owns what two providers can join: counted by hand, whatever words each of them speaks."""

from collections.abc import Iterable
from dataclasses import replace

from broker.core.contract import Clause, Contract, Identifier, Provider
from broker.core.identity import Fact, Identity, PersonKey
from broker.core.precision import Precision, Transformation
from broker.core.profile import Profile
from broker.core.pseudonym import Sector
from broker.core.review.coalitions import Coalition
from broker.core.review.release_table import TableMaker
from broker.core.review.risk_report import RiskQuestion, assess_all
from tests.builders import NOON, a_contract, a_membership, a_pupil

ONE, OTHER = Provider("111111111_0000000011111111", "Un"), Provider("222222222_0000000022222222", "Deux")
_YEAR = Transformation(Precision.YEAR)


def _pupil(number: int, name: str, born: str, division: str = "3A") -> Identity:
    membership = a_membership(divisions=Fact((f"{division}##{division}",), "ENTEleveClasses"))
    return a_pupil(
        key=PersonKey("P0", str(number)),
        given_name=Fact((name,), "givenName"),
        birth_date=Fact((born,), "ENTPersonDateNaissance"),
        memberships=(membership,),
    )


# Two born on one day, two in one year; two called Lou.
PUPILS = [
    _pupil(1, "Lou", "2011-05-17"),
    _pupil(2, "Lou", "2011-05-17"),
    _pupil(3, "Noé", "2011-09-01"),
    _pupil(4, "Ana", "2012-01-01", "3B"),
]


def _contract(name: str, provider: Provider, *clauses: Clause, **changes: object) -> Contract:
    found = a_contract(provider=provider, resource=f"ark:/77777/{name}", name=name, clauses=clauses)
    return replace(found, **changes)  # type: ignore[arg-type]


def _coalitions(people: Iterable[Identity], *contracts: Contract, remedies: bool = False) -> tuple[Coalition, ...]:
    question = RiskQuestion(share=1, coalitions=True, remedies=remedies)
    maker = TableMaker(contracts, question.columns(contracts), NOON.date())
    for person in people:
        maker.add(person)
    return assess_all(contracts, maker.finish(), question)[1]


def _one(people: Iterable[Identity], *contracts: Contract, remedies: bool = False) -> Coalition:
    (found,) = _coalitions(people, *contracts, remedies=remedies)
    return found


def test_those_are_joined_whose_values_nobody_else_has_on_either_side() -> None:
    found = _one(PUPILS, _contract("a", ONE, Clause("PRE", "")), _contract("b", OTHER, Clause("PRE", "")))
    assert (found.common, found.joined, found.share_joined) == (4, 2, 0.5)
    assert [(one.telling.aspect, one.codes, one.other_codes) for one in found.shared] == [
        ("first_name", ("PRE",), ("PRE",))
    ]


def test_two_vocabularies_are_compared_by_what_they_tell() -> None:
    own = _contract("b", OTHER, Clause("givenName", ""), Clause("FrEduCtDateNaissance", ""))
    found = _one(PUPILS, _contract("a", ONE, Clause("PRE", "")), replace(own, vocabulary="educonnect-service"))
    assert [one.codes + one.other_codes for one in found.shared] == [("givenName", "PRE")]
    assert (found.common, found.joined) == (4, 2)


def test_a_date_and_a_year_are_compared_by_the_year() -> None:
    words = {"vocabulary": "educonnect-service"}
    by_day, by_year = Clause("FrEduCtDateNaissance", ""), Clause("FrEduCtDateNaissance", "", transformation=_YEAR)
    exact = _one(PUPILS, _contract("a", ONE, by_day, **words), _contract("b", OTHER, by_day, **words))
    coarse = _one(PUPILS, _contract("a", ONE, by_day, **words), _contract("b", OTHER, by_year, **words))
    assert (exact.joined, coarse.joined) == (2, 1)


def test_a_division_and_a_level_are_compared_by_the_level() -> None:
    found = _one(PUPILS, _contract("a", ONE, Clause("DIV", "")), _contract("b", OTHER, Clause("E_MS4", "")))
    assert [one.telling.aspect for one in found.shared] == ["level"]
    assert (found.common, found.joined) == (4, 0)
    finer = _one(PUPILS, _contract("a", ONE, Clause("DIV", "")), _contract("b", OTHER, Clause("DIV", "")))
    assert finer.joined == 1


def test_names_cut_short_are_compared_by_the_shorter() -> None:
    short = Clause("PRE", "", transformation=Transformation(Precision.TRUNCATED, 1))
    people = [*PUPILS, _pupil(5, "Naël", "2010-01-01")]
    found = _one(people, _contract("a", ONE, Clause("PRE", "")), _contract("b", OTHER, short))
    assert (found.common, found.joined) == (5, 1)


def test_who_is_known_to_one_side_only_still_hides_the_others() -> None:
    teacher = replace(PUPILS[3], key=PersonKey("P0", "9"), memberships=(a_membership(profile=Profile.TEACHER),))
    everybody, pupils = frozenset(Profile), frozenset({Profile.PUPIL})
    found = _one(
        [*PUPILS, teacher],
        _contract("a", ONE, Clause("PRE", ""), profiles=everybody),
        _contract("b", OTHER, Clause("PRE", ""), profiles=pupils),
    )
    assert (found.common, found.joined) == (4, 1)


def test_nothing_in_common_joins_nobody() -> None:
    found = _one(PUPILS, _contract("a", ONE, Clause("PRE", "")), _contract("b", OTHER, Clause("DIV", "")))
    assert (found.shared, found.common, found.joined) == ((), 4, 0)


def test_pseudonyms_join_nobody_unless_the_sector_is_shared() -> None:
    apart = _one(PUPILS, _contract("a", ONE, Clause("IDO", "")), _contract("b", OTHER, Clause("IDO", "")))
    assert (apart.same_pseudonym, apart.joined, apart.share_joined) == (False, 0, 0.0)
    project = {"sector": Sector.PROJECT}
    same = _one(
        PUPILS, _contract("a", ONE, Clause("IDO", ""), **project), _contract("b", OTHER, Clause("IDO", ""), **project)
    )
    assert (same.same_pseudonym, same.share_joined) == (True, 1.0)
    unsent = _one(
        PUPILS, _contract("a", ONE, Clause("IDO", ""), **project), _contract("b", OTHER, Clause("UAI", ""), **project)
    )
    assert not unsent.same_pseudonym
    named = _contract("b", OTHER, Clause("UAI", ""), identifier=Identifier.PSEUDONYM, **project)
    assert _one(PUPILS, _contract("a", ONE, Clause("IDO", ""), **project), named).same_pseudonym


def test_resources_of_a_provider_are_one_party_unless_each_has_its_own_sector() -> None:
    together = (_contract("a", ONE, Clause("PRE", "")), _contract("b", ONE, Clause("DIV", "")))
    assert _coalitions(PUPILS, *together) == ()
    apart = tuple(replace(contract, sector=Sector.RESOURCE) for contract in together)
    assert len(_coalitions(PUPILS, *apart)) == 1
    joined = _one(PUPILS, *together, _contract("c", OTHER, Clause("PRE", ""), Clause("DIV", "")))
    assert joined.joined == 2
    assert {one.telling.aspect for one in joined.shared} == {"first_name", "division", "level"}


def test_resources_looked_at_alone_are_as_of_other_providers() -> None:
    contracts = tuple(_contract(name, ONE, Clause("IDO", ""), Clause("PRE", "")) for name in ("a", "b", "c"))
    question = RiskQuestion(coalitions=True, each_resource=True)
    maker = TableMaker(contracts, question.columns(contracts), NOON.date())
    for person in PUPILS:
        maker.add(person)
    found = assess_all(contracts, maker.finish(), question)[1]
    assert [(one.one.name, one.other.name) for one in found] == [
        ("ark:/77777/a", "ark:/77777/b"),
        ("ark:/77777/a", "ark:/77777/c"),
        ("ark:/77777/b", "ark:/77777/c"),
    ]
    assert {(one.joined, one.same_pseudonym) for one in found} == {(2, False)}
    shared = tuple(replace(contract, sector=Sector.PROJECT) for contract in contracts)
    assert all(one.same_pseudonym for one in assess_all(shared, maker.finish(), question)[1])


def test_a_remedy_says_what_keeps_two_apart() -> None:
    asked = (Clause("PRE", ""), Clause("UAI", ""))
    found = _one(PUPILS, _contract("a", ONE, *asked), _contract("b", OTHER, *asked), remedies=True)
    changes = [(one.shared.telling.aspect, one.coarser, one.joined, one.restores) for one in found.remedies]
    assert changes[0] == ("first_name", None, 0, True)
    assert [(aspect, restores) for aspect, _, _, restores in changes[1:]] == [("first_name", False), ("school", False)]
    assert found.remedies[1].coarser is not None
