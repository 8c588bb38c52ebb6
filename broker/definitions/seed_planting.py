"""Owns the turning of seed files into subscriptions, assignments and licences of the people and schools there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from broker.core.errors import ConfigurationError, Problem
from broker.core.identity import Identity
from broker.core.rights.assignment import Assignment, Licence, Target, TargetKind
from broker.core.rights.audience import Audience, audience_of
from broker.core.rights.population import Population, population_of
from broker.core.rights.seeds import SeededAssignment, Seeds
from broker.core.rights.subscription import UNLIMITED, Subscription
from broker.core.school import NATURES, School
from broker.definitions.seed_file import AssignmentTable, Everywhere, LicenceTable, SeedFile, SubscriptionTable
from broker.flows.ports import Directory


@dataclass(frozen=True, slots=True)
class _Cover:
    """Say which schools one subscription covers, and what tells it from others of its row."""

    suffix: str
    schools: frozenset[str] = frozenset()
    nature: str = ""
    first_degree: bool = False


def plan_seeds(files: Iterable[SeedFile], directory: Directory, now: datetime) -> Seeds:
    """Return what to put into the records; raise ConfigurationError where a person is not in the directory."""
    read = tuple(files)
    schools = directory.find_schools()
    rows = [row for file in read for row in file.subscription]
    subscriptions = [one for row in rows for one in _subscriptions(row, schools, now)]
    people = _People(directory)
    return Seeds(
        subscriptions=tuple(subscriptions),
        assignments=tuple(people.assign(row, now) for file in read for row in file.assignment),
        licences=tuple(people.give(row) for file in read for row in file.licence),
    )


def plan_everywhere(files: Iterable[SeedFile], directory: Directory, now: datetime) -> Seeds:
    """Return what a directory of one's own starts with: what covers every kind of school, and names nobody."""
    rows = [row for file in files for row in file.subscription if row.everywhere is Everywhere.BY_KIND]
    schools = directory.find_schools()
    return Seeds(tuple(one for row in rows for one in _subscriptions(row, schools, now)), (), ())


class _People:
    """Find people by login and by what they are in a school, each school read once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._of_school: dict[str, Population] = {}

    def assign(self, row: AssignmentTable, now: datetime) -> SeededAssignment:
        target = self._target(row)
        assignment = Assignment(row.id, row.subscription, row.school, target, now)
        reached = self._in_school(row.school).concerned(target)
        return SeededAssignment(assignment, tuple(dict.fromkeys(member.person for member in reached)))

    def give(self, row: LicenceTable) -> Licence:
        person = self._find(row.person)
        here = next(one for one in person.memberships if one.uai == row.school)
        audience = audience_of(here.profile)
        assert audience is not None, "a licence is of a public's"
        return Licence(row.subscription, person.key, row.school, audience)

    def _target(self, row: AssignmentTable) -> Target:
        if row.person is not None:
            key = self._find(row.person).key
            return Target(TargetKind.PERSON, key.identifier, row.public, key.project)
        if row.division is not None:
            return Target(TargetKind.DIVISION, row.division, row.public)
        if row.group is not None:
            return Target(TargetKind.GROUP, row.group, row.public)
        return Target(TargetKind.AUDIENCE, row.public.value, row.public)

    def _find(self, login: str) -> Identity:
        found = self._directory.find_person("login", login, None)
        if found is None:
            problem = Problem("metadata/rights", login, "nobody has this login", "name a person of the directory")
            raise ConfigurationError((problem,))
        return found

    def _in_school(self, uai: str) -> Population:
        if uai not in self._of_school:
            self._of_school[uai] = population_of(uai, self._directory.find_school_people(uai))
        return self._of_school[uai]


def _subscriptions(row: SubscriptionTable, schools: tuple[School, ...], now: datetime) -> Iterator[Subscription]:
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    for cover in _covers(row, schools):
        yield Subscription(
            id=f"{row.id}{cover.suffix}",
            distributor=row.distributor,
            resource=row.resource,
            label=row.label,
            starts=midnight + timedelta(days=row.starts_in_days),
            ends=midnight + timedelta(days=row.ends_in_days),
            # facts/gar.md 7.3, RG11: a school of the first degree has no teacher-librarian
            audiences=row.publics - ({Audience.LIBRARIAN} if cover.first_degree else set()),
            kind=row.kind,
            licences_overall=row.licences if isinstance(row.licences, int) else UNLIMITED,
            schools=cover.schools,
            nature=cover.nature,
            created=now,
            modified=now,
        )


def _covers(row: SubscriptionTable, schools: tuple[School, ...]) -> Iterator[_Cover]:
    if row.schools:
        yield _Cover("", row.schools)
    for nature in sorted(row.natures):
        yield _by_nature(nature, f"-{nature}" if len(row.natures) > 1 else "")
    if row.everywhere is Everywhere.BY_KIND:
        yield from (_by_nature(nature, f"-{nature}") for nature in NATURES)
        yield from _named("-AUTRES", [school for school in schools if not school.nature])
    elif row.everywhere is Everywhere.BY_SCHOOL and row.is_single:
        yield from _named("", schools)
    elif row.everywhere is Everywhere.BY_SCHOOL:
        yield from _named("-1D", [school for school in schools if school.is_first_degree])
        yield from _named("-2D", [school for school in schools if not school.is_first_degree])


def _named(suffix: str, schools: Sequence[School]) -> Iterator[_Cover]:
    """Yield the cover of these schools by their UAI, where there are any."""
    if schools:
        first_degree = all(school.is_first_degree for school in schools)
        yield _Cover(suffix, frozenset(school.uai for school in schools), first_degree=first_degree)


def _by_nature(nature: str, suffix: str) -> _Cover:
    return _Cover(suffix, nature=nature, first_degree=nature in NATURES and NATURES[nature].first_degree)
