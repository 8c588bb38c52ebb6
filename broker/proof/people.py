"""Owns the invented people of a proof: everything that a directory could say of them is planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from broker.core.fact_names import FactName
from broker.core.identity import Fact, Identity, Membership, PersonKey
from broker.core.profile import Profile
from broker.proof.fact_forms import FORMS, NUMBERS, PLACES, SAID
from broker.proof.marks import BREAKING, Planted, ValueClass, plant

# What everybody's pseudonym is made of: one that breaks refuses everything, and so stands in a run of its own.
OF_THE_KEY = ("identifier", "project")
_NATURES = {"here": "340", "there": "151", "other": "340"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Say what an invented person is like: the class of each fact, `ONE` where none is said.

    `held` gives facts the values that a contract's access policy wants of whom it lets in.
    """

    classes: Mapping[str, ValueClass] = field(default_factory=dict)
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variant: int = 0

    def class_of(self, fact: str) -> ValueClass:
        """Return the class of a fact."""
        return self.classes.get(fact, ValueClass.ONE)


@dataclass(frozen=True, slots=True)
class Canary:
    """Hold an invented person, the membership of the session, and what is planted in each fact."""

    identity: Identity
    membership: Membership
    planted: Mapping[str, tuple[Planted, ...]] = field(repr=False)


def make_canary(profile: Profile, recipe: Recipe) -> Canary:
    """Return somebody under one profile: of two schools, and under a second profile in the first."""
    planted = {fact: _plant(fact, recipe) for fact in FORMS}
    other = Profile.TEACHER if profile is Profile.PUPIL else Profile.PUPIL
    profiles = {"here": profile, "there": profile, "other": other}
    memberships = tuple(_membership(place, profiles[place], planted) for place in PLACES)
    identity = Identity(
        key=PersonKey(_first(planted, "project"), _first(planted, "identifier")),
        login=_first(planted, "login"),
        family_name=_fact(planted, "family_name"),
        given_name=_fact(planted, "given_name"),
        memberships=memberships,
        civility=_fact(planted, "civility"),
        mail=_fact(planted, "mail"),
        join_key=_fact(planted, "join_key"),
        birth_date=_fact(planted, "birth_date"),
        pupil_number=_fact(planted, "pupil_number"),
        facts=MappingProxyType({str(name): _fact(planted, f"{SAID}{name}") for name in FactName}),
    )
    return Canary(identity, memberships[0], planted)


def _plant(fact: str, recipe: Recipe) -> tuple[Planted, ...]:
    if fact in recipe.held and recipe.class_of(fact) is ValueClass.ONE:
        return tuple(Planted(value, "") for value in recipe.held[fact])
    variant = recipe.variant + NUMBERS[fact]
    return plant(
        FORMS[fact], NUMBERS[fact], recipe.class_of(fact), variant % BREAKING if fact in OF_THE_KEY else variant
    )


def _membership(place: str, profile: Profile, planted: Mapping[str, tuple[Planted, ...]]) -> Membership:
    """Return one membership; the second profile is held in the very school of the session."""
    school = "here" if place == "other" else place
    return Membership(
        uai=_first(planted, f"{school}.uai"),
        school_name=_first(planted, f"{place}.school_name"),
        profile=profile,
        uai_source=f"{school}.uai",
        divisions=_fact(planted, f"{place}.divisions"),
        groups=_fact(planted, f"{place}.groups"),
        group_divisions=_fact(planted, f"{place}.group_divisions"),
        subjects=_fact(planted, f"{place}.subjects"),
        levels=_fact(planted, f"{place}.levels"),
        courses=_fact(planted, f"{place}.courses"),
        records=_fact(planted, f"{place}.records"),
        nature=_NATURES[place],
    )


def _first(planted: Mapping[str, tuple[Planted, ...]], fact: str) -> str:
    return planted[fact][0].text


def _fact(planted: Mapping[str, tuple[Planted, ...]], fact: str) -> Fact:
    return Fact(tuple(one.text for one in planted[fact]), fact)
