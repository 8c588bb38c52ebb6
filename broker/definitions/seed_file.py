"""Owns the shape of `metadata/rights/<name>.toml`: what the sandbox's records of rights start with.

Days are counted from the day on which they are put there, so that every case stays true whatever that day is.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, field_validator, model_validator

from broker.core.refusals.listing import find_refusal
from broker.core.rights.audience import Audience
from broker.core.rights.seeds import OPENS, SeededCase
from broker.core.rights.subscription import AssignmentKind
from broker.definitions.contract_file import TextTable
from broker.definitions.contract_words import StableName, StrictTable, Words, fault

Identifier = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,40}$")]
Uai = Annotated[str, Field(pattern=r"^[0-9]{7}[A-Z]$")]
Days = Annotated[int, Strict(), Field(ge=-3650, le=3650)]


class Everywhere(StrEnum):
    """Cover all schools: by one subscription for each kind of school, or by naming each school."""

    BY_KIND = "by_kind"
    BY_SCHOOL = "by_school"


class SubscriptionTable(StrictTable):
    """Describe one subscription, or several alike: one for each kind of school, or one for each degree."""

    id: Identifier = Field(description="Identifier; where there are several, what tells them apart follows it.")
    distributor: str = Field(pattern=r"^\d{9}_\d{16}$")
    resource: StableName
    label: Words
    kind: AssignmentKind
    publics: frozenset[Audience] = Field(min_length=1)
    licences: Annotated[int, Strict(), Field(ge=1)] | Literal["ILLIMITE"] = "ILLIMITE"
    schools: frozenset[Uai] = frozenset()
    natures: frozenset[Annotated[str, Field(pattern=r"^[0-9]{3}$")]] = frozenset()
    everywhere: Everywhere | None = None
    starts_in_days: Days
    ends_in_days: Days

    @property
    def is_single(self) -> bool:
        """Tell whether it becomes one subscription, by its own identifier: only such a one can be assigned."""
        if self.everywhere is Everywhere.BY_SCHOOL:
            return Audience.LIBRARIAN not in self.publics
        return self.everywhere is None and len(self.natures) <= 1

    @model_validator(mode="after")
    def _covers_in_one_way(self) -> Self:
        if sum((bool(self.schools), bool(self.natures), self.everywhere is not None)) != 1:
            raise fault("it covers schools in none or several ways", "give one of schools, natures and everywhere")
        if self.ends_in_days <= self.starts_in_days:
            raise fault("it ends before it starts", "exchange or correct the two")
        return self


class AssignmentTable(StrictTable):
    """Assign a subscription in one school, to a person, division or group, or else to the whole public."""

    id: Identifier
    subscription: Identifier
    school: Uai
    public: Audience
    person: Words | None = Field(default=None, description="Login of an invented person.")
    division: Words | None = None
    group: Words | None = None

    @model_validator(mode="after")
    def _names_one_target(self) -> Self:
        if sum(target is not None for target in (self.person, self.division, self.group)) > 1:
            raise fault("it names several targets", "keep one of person, division and group")
        return self


class LicenceTable(StrictTable):
    """Give a person one licence of a school's subscription."""

    subscription: Identifier
    person: Words
    school: Uai


class CaseTable(StrictTable):
    """Name one thing worth trying: a resource, what becomes of it, why, and with whom."""

    resource: StableName
    outcome: Words = Field(description="Code of the refusal, or opens.")
    explanation: TextTable
    person: str = ""
    school: str = ""

    @field_validator("outcome")
    @classmethod
    def _is_known(cls, outcome: str) -> str:
        if outcome != OPENS and find_refusal(outcome) is None:
            raise fault(f"no refusal is called {outcome}", f"a code of broker/core/refusals, or {OPENS}")
        return outcome

    def case(self) -> SeededCase:
        """Return the case as the core holds it."""
        return SeededCase(self.resource, self.outcome, self.explanation.sentence(), self.person, self.school)


class SeedFile(StrictTable):
    """Gather what one file puts into the records."""

    subscription: tuple[SubscriptionTable, ...] = ()
    assignment: tuple[AssignmentTable, ...] = ()
    licence: tuple[LicenceTable, ...] = ()
    case: tuple[CaseTable, ...] = ()
