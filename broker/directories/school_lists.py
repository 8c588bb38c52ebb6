"""Owns the lists that every directory gives of schools alike: in which order, and who is of one."""

from collections.abc import Iterable

from broker.core.identity import Identity
from broker.core.school import School
from broker.directories.look_up_keys import comparable
from broker.directories.sdet_structures import Structure


def list_schools(structures: Iterable[Structure]) -> tuple[School, ...]:
    """Return the schools among structures, in order of UAI."""
    schools = (one.school for one in structures if one.is_school and one.school.uai)
    return tuple(sorted(schools, key=lambda school: (school.uai, school.name)))


def list_people(people: Iterable[Identity], uai: str) -> tuple[Identity, ...]:
    """Return those of a school, in order of login."""
    of_it = (person for person in people if any(one.uai == uai for one in person.memberships))
    return tuple(sorted(of_it, key=lambda person: (comparable("login", person.login), person.key.identifier)))
