"""Owns the scenarios of the mutation suite: who opens which invented contract, and what must become of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from broker.core.contract import Contract
from broker.core.identity import Fact
from broker.core.profile import Profile
from broker.core.pseudonym import PseudonymKey
from broker.proof.checking import Trial, make_trial
from broker.proof.fact_forms import FORMS, SAID
from broker.proof.marks import ValueClass
from broker.proof.mutants import contracts
from broker.proof.oracle import expect
from broker.proof.path_oracle import expect_path
from broker.proof.people import Canary, Recipe, make_canary
from broker.proof.policy import Case
from broker.proof.runs import plan_runs

_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_KEY = PseudonymKey(bytes(range(64)), 1)
_DAY = timedelta(days=1)
_SCHOOL = "9700042K"
_TURNS = 7  # the Latin square, and everything hostile


@dataclass(frozen=True, slots=True)
class Scenario:
    """Hold one trial by the whole path and one by the decision alone; `holds` tries what releases hold for us alone."""

    name: str
    path: Trial | None = field(repr=False)
    decision: Trial | None = field(repr=False)
    holds: bool = False


def make_scenarios() -> tuple[Scenario, ...]:
    """Return every scenario, those of the rules first and those of whole vocabularies last."""
    return (*_in_time(), *_of_accounts(), *_by_choice(), *_by_policy(), *_by_clause(), *_of_vocabularies())


def _in_time() -> Iterator[Scenario]:
    for name, contract in {**contracts.contracts_in_time(), **contracts.contracts_by_subject()}.items():
        for profile in (Profile.PUPIL, Profile.CITIZEN):
            yield _scenario(name, contract, make_canary(profile, Recipe()), holds=True)
            abroad = Recipe(held={"said.birth_country": ("99109",)})
            yield _scenario(name, contract, make_canary(profile, abroad))


def _of_accounts() -> Iterator[Scenario]:
    """Yield accounts at the edge of their days, people who are not whom they are said to be, and keys that break."""
    contract = contracts.make_contract("gar", "IDO", "NOM")
    somebody = make_canary(Profile.PUPIL, Recipe())
    for days in (-1, 0, 1):
        dated = replace(somebody.identity, expires=contracts.TODAY + days * _DAY)
        yield _scenario(f"an account that ends in {days} days", contract, replace(somebody, identity=dated))
    stranger = make_canary(Profile.PUPIL, Recipe({"here.uai": ValueClass.EMPTY}))
    lent = replace(somebody, membership=stranger.membership)
    yield Scenario("a membership of somebody else", None, _decided(contract, lent))
    broken = replace(somebody.identity, key=replace(somebody.identity.key, identifier="\ud800"))
    for codes in (("NOM",), ("IDO", "NOM")):
        yield _scenario("a key that breaks", contracts.make_contract("gar", *codes), replace(somebody, identity=broken))


def _by_choice() -> Iterator[Scenario]:
    """Yield what people and guichets may choose among several memberships."""
    for name, contract in (
        ("by school", contracts.make_contract("gar", "NOM", "UAI")),
        ("whole", replace(contracts.make_contract("gar", "NOM", "UAI"), per_school=False)),
        ("pupils only", replace(contracts.make_contract("gar", "NOM"), profiles=frozenset({Profile.PUPIL}))),
        ("nobody", replace(contracts.make_contract("gar", "NOM"), profiles=frozenset())),
    ):
        for profile in (Profile.PUPIL, Profile.TEACHER):
            somebody = make_canary(profile, Recipe())
            here, there, _ = somebody.identity.memberships
            for uai in (None, here.uai, there.uai, "9999999Z"):
                for chosen in (None, Profile.PUPIL, Profile.TEACHER):
                    for vouched in (None, frozenset({Profile.PUPIL}), frozenset({Profile.HEAD})):
                        case = replace(_case(contract, somebody), uai=uai, profile=chosen, vouched=vouched)
                        yield Scenario(f"choice, {name}", _walked(case, somebody), None)


def _by_policy() -> Iterator[Scenario]:
    """Yield agents of several functions, schools and delegations under each access policy."""
    for name, policy in contracts.policies().items():
        plain = replace(contracts.make_contract("agents", "ctln", "FrEduRne"), access=policy)
        for agent in _agents():
            for contract in (plain, replace(plain, per_school=False)):
                yield _scenario(f"access, {name}", contract, agent)
                yield Scenario(f"access, {name}", _walked(_case(contract, agent), agent), None)


def _agents() -> Iterator[Canary]:
    day = f"{contracts.TODAY:%d/%m/%Y}"
    before, after = (f"{contracts.TODAY + days * _DAY:%d/%m/%Y}" for days in (-1, 1))
    delegations = [f"paie|/r|{begins}|{ends}|u||||" for begins, ends in ((day, day), (before, before), (after, after))]
    held: list[dict[str, tuple[str, ...]]] = [
        {},
        {"said.function": ("DIR",)},
        {"said.function": ("dir",), "here.uai": (_SCHOOL,)},
        {"here.uai": (_SCHOOL,)},
        {"there.uai": (_SCHOOL,), "said.postings": (f"{_SCHOOL}$A$B$ENS$X$X$LYC$300",)},
        {"here.uai": (_SCHOOL,), "said.postings": (f"{_SCHOOL}$A$B$ENS$X$X$LYC$300",)},
        {"here.uai": (_SCHOOL,), "said.postings": (f"{_SCHOOL}$A$B$ENS$X$X$CLG$340",)},
        {"here.uai": ("9700043K",), "said.postings": ("9700043K$A$B$ENS$X$X$LYC$300",)},
        {"here.uai": ("",), "there.uai": ("",), "said.postings": ("$A$B$ENS$X$X$LYC$300",)},
        {"said.delegations": (delegations[0].replace("paie", "autre"),)},
        {"said.delegations": (delegations[0], delegations[0].replace("paie", "autre"))},
    ]
    held += [{"said.delegations": (one,)} for one in delegations]
    for one in held:
        yield make_canary(Profile.HEAD, Recipe(held=one))


def _by_clause() -> Iterator[Scenario]:
    for name, contract in contracts.contracts_by_clause().items():
        for profile in (Profile.PUPIL, Profile.TEACHER, Profile.CITIZEN, Profile.GUARDIAN):
            for run in plan_runs(contract, profile, 0):
                yield _scenario(name, contract, make_canary(profile, run.recipe), holds=True)
            for values in (("Martin", "Marty"), ("",), ("2115", " ")):
                canary = make_canary(profile, Recipe())
                levels = replace(canary.membership, levels=Fact(values, "here.levels"))
                others = canary.identity.memberships[1:]
                person = replace(canary.identity, memberships=(levels, *others), given_name=Fact(values, "given_name"))
                yield _scenario(name, contract, replace(canary, identity=person, membership=levels))


def _of_vocabularies() -> Iterator[Scenario]:
    """Yield everybody under contracts that name all the words of a vocabulary."""
    for name, contract in contracts.whole_vocabularies().items():
        for profile in Profile:
            turns = (run.recipe for run in islice(plan_runs(contract, profile, 0), _TURNS))
            for recipe in (*turns, *_recipes()):
                yield _scenario(f"{name}, {profile}", contract, make_canary(profile, recipe))
            bare = make_canary(profile, Recipe())
            yield _scenario(name, contract, replace(bare, identity=replace(bare.identity, facts={})))


def _recipes() -> tuple[Recipe, ...]:
    """Return people who are alike in every fact, and people of whom one fact means something to another."""
    said = [fact for fact in FORMS if fact.startswith(SAID)]
    return (
        Recipe(),
        Recipe(dict.fromkeys(FORMS, ValueClass.MANY)),
        Recipe(held={"said.signed_in_by": ("proof",)}),
        Recipe(held={"join_key": ("AC-RENNES$1", "AC-RENNES$2"), "said.first_degree_keys": ("AC-RENNES$2",)}),
        Recipe(held=dict.fromkeys(said, ("X",))),
    )


def _scenario(name: str, contract: Contract, canary: Canary, *, holds: bool = False) -> Scenario:
    school = canary.membership.uai if contract.per_school else None
    case = replace(_case(contract, canary), uai=school, profile=canary.membership.profile)
    return Scenario(name, _walked(case, canary), _decided(contract, canary), holds)


def _case(contract: Contract, canary: Canary) -> Case:
    return Case(contract, canary.identity, canary.membership, _KEY, _NOON)


def _decided(contract: Contract, canary: Canary) -> Trial:
    case = _case(contract, canary)
    return make_trial(case, canary, expect(case.person, case.membership, contract, _KEY, _today(case)))


def _walked(case: Case, canary: Canary) -> Trial:
    expected, membership = expect_path(case)
    return make_trial(replace(case, membership=membership or case.membership), canary, expected)


def _today(case: Case) -> date:
    return case.now.date()
