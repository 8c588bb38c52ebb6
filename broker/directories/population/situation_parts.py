"""Owns the shapes of a situation: the card that people read, and the person who stands in it."""

from dataclasses import dataclass

from broker.core.academies import SANDBOX_ACADEMY
from broker.core.sentence import Sentence
from broker.directories.levels import Level
from broker.directories.population.subjects import Function, Subject


@dataclass(frozen=True, slots=True)
class SituationCard:
    """Describe one situation: `family` groups the cards; `point` names what it puts to the test.

    Families: pupil, guardian, teacher, staff, odd; beyond schools citizen, professional, agent.
    """

    slug: str
    family: str
    title: Sentence
    explanation: Sentence
    point: str


@dataclass(frozen=True, slots=True, repr=False)
class Role:
    """Hold one function in one school, by the school's key (`population.sites`)."""

    site: str
    function: Function


@dataclass(frozen=True, slots=True, repr=False)
class Studies:
    """Hold what a pupil follows; `divisions` and `groups` are codes in the pupil's school."""

    level: Level
    divisions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    of_age: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Teaching:
    """Hold what somebody teaches in one school."""

    site: str
    subjects: tuple[Subject, ...]
    levels: tuple[Level, ...] = ()
    divisions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Describe one invented person; `children` are slugs of other situations.

    `login` is given where the name makes none, `mail` where it is not made of the login; `same_identifier_as` is a
    slug whose identifier is shared; `birth` is `dd/MM/yyyy`; `academy` is whose record this is.
    """

    given_name: str
    family_name: str
    profiles: tuple[str, ...]
    site: str = ""
    civility: str = ""
    birth: str = ""
    login: str = ""
    has_mail: bool = True
    mail: str = ""
    mobile: str = ""
    expires: str = ""
    studies: Studies | None = None
    roles: tuple[Role, ...] = ()
    teaching: tuple[Teaching, ...] = ()
    children: tuple[str, ...] = ()
    same_identifier_as: str = ""
    academy: str = SANDBOX_ACADEMY


@dataclass(frozen=True, slots=True, repr=False)
class Situation:
    """Tie a card to its person."""

    card: SituationCard
    person: Person
