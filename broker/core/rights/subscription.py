"""Owns subscriptions ("abonnements"): what a school has bought, for whom, how many licences, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from types import MappingProxyType

from broker.core.rights.audience import Audience

UNLIMITED = -1  # how ILLIMITE is held
UNLIMITED_WORD = "ILLIMITE"
TRANSFERABLE = "transferable"
NO_LICENCES: Mapping[Audience, int] = MappingProxyType({})
_SUMMER = timezone(timedelta(hours=2))


class AssignmentKind(StrEnum):
    """Say how a subscription is opened: person by person, or to the whole school (facts/gar.md 7.3, `typeAffectation`).

    A school's subscription (`ETABL`) opens to everybody of its publics with nothing assigned: a simulated assumption.
    """

    INDIVIDUAL = "INDIV"
    SCHOOL = "ETABL"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Hold one subscription, whose fields are those of the web service (facts/gar.md 7.3).

    It covers `schools` (UAI) or every school of a kind, not both: `nature` is the code of one kind, or of several,
    sorted and separated by commas. It ends at `ends` or with the school year `school_year_end` (`2025-2026`), not
    both. Licences are `licences_overall` or `licences` by public, not both; each
    is a number or UNLIMITED, counted over all its schools together (a simulated assumption). Times are aware.
    """

    id: str
    distributor: str
    resource: str
    starts: datetime
    audiences: frozenset[Audience]
    kind: AssignmentKind
    created: datetime
    modified: datetime
    label: str = ""
    comment: str = ""
    resource_kind: str = "ark"
    ends: datetime | None = None
    school_year_end: str = ""
    schools: frozenset[str] = frozenset()
    nature: str = ""
    category: str = TRANSFERABLE
    licences_overall: int | None = None
    licences: Mapping[Audience, int] = field(default_factory=lambda: NO_LICENCES)
    project_code: str = ""
    deleted: datetime | None = None

    @property
    def last_moment(self) -> datetime:
        """Return the moment after which it opens nothing."""
        return self.ends if self.ends is not None else end_of_school_year(self.school_year_end)

    @property
    def natures(self) -> tuple[str, ...]:
        """Return the codes of the kinds of school that it covers."""
        return tuple(self.nature.split(",")) if self.nature else ()

    @property
    def pools(self) -> dict[str, int]:
        """Return its licences by pool: one named `""` for all publics together, else one named by each public."""
        if self.licences_overall is not None:
            return {"": self.licences_overall}
        return {audience.value: self.licences.get(audience, 0) for audience in sorted(self.audiences)}

    def pool_of(self, audience: Audience) -> str:
        """Return the pool from which a person of this public takes a licence."""
        return "" if self.licences_overall is not None else audience.value


def end_of_school_year(years: str) -> datetime:
    """Return the last moment of a school year `AAAA-AAAA`: the 31st of August in France (a simulated assumption)."""
    return datetime(int(years[5:]), 8, 31, 23, 59, 59, tzinfo=_SUMMER)
