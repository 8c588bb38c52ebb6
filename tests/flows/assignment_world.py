"""Owns a small school for tests of assigning: two divisions, their teacher, a head; over real records in a folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from broker.core.identity import NOTHING, Fact, Identity, PersonKey
from broker.core.profile import Profile
from broker.core.rights.assignment import Target, TargetKind
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import Subscription
from broker.core.school import School
from broker.flows.assigning import AssignmentDesk
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.builders import COLLEGE, LYCEE, HandClock, a_membership, a_pupil, a_teacher
from tests.flows.fakes import FewPeople
from tests.rights import a_subscription

SCHOOL = School(COLLEGE, "Collège de la Marelle", "P0", "340")
OTHER = School(LYCEE, "Lycée d’en face", "P0", "300")
GROUP_OF_A = Fact(("3LAT##Latin",), "ENTEleveGroupes")


def a_pupil_of(name: str, division: str = "3A", uai: str = COLLEGE, groups: Fact = NOTHING) -> Identity:
    """Return a pupil of one division, named by a given name."""
    here = a_membership(
        uai=uai, divisions=Fact((f"{division}##Division {division}",), "ENTEleveClasses"), groups=groups
    )
    return replace(a_pupil(), key=PersonKey("P0", name), login=name, given_name=Fact((name,), "g"), memberships=(here,))


LOU, NOE = a_pupil_of("lou", groups=GROUP_OF_A), a_pupil_of("noe")
MIA, TOM = a_pupil_of("mia", "3B"), a_pupil_of("tom", "3B")
TEACHER = a_teacher()
HEAD = replace(
    a_teacher(),
    key=PersonKey("P0", "head"),
    login="head",
    memberships=(a_membership(profile=Profile.HEAD, divisions=NOTHING, groups=NOTHING),),
)
ELSEWHERE = a_pupil_of("zoe", "2A", LYCEE)
EVERYBODY = (LOU, NOE, MIA, TOM, TEACHER, HEAD, ELSEWHERE)


@contextmanager
def a_desk(folder: Path, *people: Identity) -> Iterator[AssignmentDesk]:
    """Open a desk over records of its own, for the people given, or for everybody."""
    folder.mkdir(exist_ok=True)
    records = Records(RecordsSettings(), folder)
    yield AssignmentDesk(HandClock(), FewPeople(people or EVERYBODY), records.subscriptions, records.assignments)
    records.close()


def with_people(desk: AssignmentDesk, *people: Identity) -> AssignmentDesk:
    """Return the same desk on a day when other people are there."""
    return replace(desk, directory=FewPeople(people))


def subscribed(identifier: str = "s1", **changes: object) -> Subscription:
    """Return an individual subscription of three licences for the pupils of the school."""
    return a_subscription(identifier, **({"schools": frozenset({COLLEGE}), "licences_overall": 3} | changes))


def to_division(code: str, audience: Audience = Audience.PUPIL) -> Target:
    """Return a division as a target."""
    return Target(TargetKind.DIVISION, code, audience)


def to_public(audience: Audience = Audience.PUPIL) -> Target:
    """Return a whole public as a target."""
    return Target(TargetKind.AUDIENCE, audience, audience)


def to_person(identity: Identity, audience: Audience = Audience.PUPIL) -> Target:
    """Return a person as a target."""
    return Target(TargetKind.PERSON, identity.key.identifier, audience, identity.key.project)


def holders(desk: AssignmentDesk, subscription: str = "s1", uai: str = COLLEGE) -> list[str]:
    """Return who holds a licence."""
    return sorted(one.person.identifier for one in desk.assignments.licences(subscription, uai))
