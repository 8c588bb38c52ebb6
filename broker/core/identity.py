"""Owns what a directory says of a person. An identity never leaves: only a release may.

No `repr` of these types shows a value: a traceback or a log line must not carry one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from broker.core.profile import Profile
from broker.core.school import is_of_first_degree


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold the values of one directory attribute and the name of that attribute, for lineage."""

    values: tuple[str, ...]
    source: str

    def __repr__(self) -> str:
        """Show the source and how many values there are, never a value."""
        return f"Fact({len(self.values)} from {self.source})"


NOTHING = Fact((), "")
NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PersonKey:
    """Name a person inside one ENT project: (idENT, GARPersonIdentifiant), unique together."""

    project: str
    identifier: str

    def __repr__(self) -> str:
        """Show the project only: the identifier is personal."""
        return f"PersonKey({self.project}, …)"


@dataclass(frozen=True, slots=True)
class Membership:
    """Tie a person to one school under one profile.

    `divisions` and `groups` hold `code##label`; `group_divisions` holds `group||division##label`;
    `subjects` holds `code##LABEL`; `levels` holds MEFSTAT4 codes and `courses` MEF codes (of the pupil, or taught
    by staff). `records` holds the school's own numbers of the pupil, or of a guardian's children there (facts/
    identity-providers.md 1.9). `nature` is the kind of school (`core.school`), empty where the directory does not say.
    """

    uai: str
    school_name: str
    profile: Profile
    uai_source: str = "ENTPersonStructRattach"
    profile_source: str = "ENTPersonProfils"
    divisions: Fact = NOTHING
    groups: Fact = NOTHING
    group_divisions: Fact = NOTHING
    subjects: Fact = NOTHING
    levels: Fact = NOTHING
    courses: Fact = NOTHING
    records: Fact = NOTHING
    nature: str = ""

    @property
    def is_first_degree(self) -> bool:
        """Tell whether the school is a primary school."""
        return is_of_first_degree(self.nature)

    def joined_with(self, other: "Membership") -> "Membership":
        """Return this tie with the records of another to the same school and profile: several children there."""
        values = tuple(dict.fromkeys((*self.records.values, *other.records.values)))
        return replace(self, records=Fact(values, self.records.source or other.records.source))

    def __repr__(self) -> str:
        """Show the school and the profile only."""
        return f"Membership({self.uai}, {self.profile})"


@dataclass(frozen=True, slots=True)
class Identity:
    """Describe one person as a directory knows them.

    `join_key` is the AAF key (`AC-RENNES$2`); `expires` is the first day on which the account
    no longer opens. `facts` hold what only some directories know, by words of `core.fact_names`.
    """

    key: PersonKey
    login: str
    family_name: Fact
    given_name: Fact
    memberships: tuple[Membership, ...]
    civility: Fact = NOTHING
    mail: Fact = NOTHING
    join_key: Fact = NOTHING
    birth_date: Fact = NOTHING
    pupil_number: Fact = NOTHING
    expires: date | None = None
    situation: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS)

    def fact(self, name: str) -> Fact:
        """Return one of the facts that only some directories know, or nothing."""
        return self.facts.get(name, NOTHING)

    def __repr__(self) -> str:
        """Show the project and the memberships, nothing personal."""
        return f"Identity({self.key.project}, {self.memberships!r})"
