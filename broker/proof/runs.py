"""Owns which people a contract is tried with: few, and yet every fact meets every class of value.

A Latin square: in run k, fact i has class (i + k) modulo 6. Facts that a required attribute or an access policy hangs
on stay well formed there, or nothing would leave; each has its other classes in runs of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broker.core.contract import Contract
from broker.core.profile import Profile
from broker.proof.access_oracle import held_by_the_admitted
from broker.proof.fact_forms import FORMS, NUMBERS
from broker.proof.marks import HALF_A_CHARACTER, PAYLOADS, ValueClass
from broker.proof.people import Recipe
from broker.proof.provenance import PROVENANCE, facts_of, main_fact

_CLASSES = tuple(ValueClass)
_VARYING = tuple(fact for fact in FORMS if not fact.startswith(("there.", "other.")))
_MAIN_FACTS = {code: main_fact(code) for code in PROVENANCE}


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one person to try, and the cells that this trial settles: the class met by each attribute named."""

    recipe: Recipe
    cells: Mapping[str, ValueClass]


def plan_runs(contract: Contract, profile: Profile, seed: int) -> Iterator[Run]:
    """Yield the runs of one contract and one profile; `seed` turns what is hostile, so that contracts differ."""
    held = held_by_the_admitted(contract)
    kept = _kept(contract, profile) | frozenset(held)
    for turn in range(len(_CLASSES)):
        classes = {fact: _CLASSES[(NUMBERS[fact] + turn) % len(_CLASSES)] for fact in _VARYING if fact not in kept}
        recipe = Recipe(classes, held, seed)
        yield Run(recipe, {code: class_of(code, recipe) for code in PROVENANCE})
    everywhere = dict.fromkeys((fact for fact in _VARYING if fact not in kept), ValueClass.HOSTILE)
    yield Run(Recipe(everywhere, held, PAYLOADS - seed), {})
    yield Run(Recipe(held=held), {})  # what is made of several facts leaves where all of them are there
    yield Run(Recipe(held={**held, "identifier": (HALF_A_CHARACTER,)}), {})
    for fact in sorted(kept):
        for wanted in _CLASSES:
            if wanted is not ValueClass.ONE:
                yield _run_of(fact, wanted, Recipe({fact: wanted}, held, seed))


def class_of(code: str, recipe: Recipe) -> ValueClass:
    """Return the class of value that an attribute meets; one that no fact stands behind has one value always."""
    fact = _MAIN_FACTS.get(code)
    return recipe.class_of(fact) if fact else ValueClass.ONE


def _run_of(fact: str, wanted: ValueClass, recipe: Recipe) -> Run:
    """Return a run that settles the cells of the attributes made of one fact."""
    return Run(recipe, {code: wanted for code, main in _MAIN_FACTS.items() if main == fact})


def _kept(contract: Contract, profile: Profile) -> frozenset[str]:
    """Return the facts without which nobody is let out under this contract."""
    found: set[str] = set()
    for clause in contract.clauses:
        if clause.required and (clause.profiles is None or profile in clause.profiles):
            found.update(fact for fact in facts_of(clause.code, profile) if fact in FORMS)
    return frozenset(found)
