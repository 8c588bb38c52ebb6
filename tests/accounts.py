"""Owns an office of accounts for tests: the shipped people, records of its own, a hash that costs nothing."""

from functools import cache
from pathlib import Path

from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE
from broker.flows.account_office import AccountOffice
from broker.flows.ports import Directory
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from broker.stores.memory_store import MemoryStore
from tests.builders import HandClock

ISSUER = "educonnect"
SECRET, OTHER_SECRET = "Marelle-et-Cerf-Volant", "Toboggan-et-Bac-a-Sable"
BROWSER = "a browser's digest"


def shipped_people() -> Directory:
    """Read the shipped people."""
    return LdifDirectory(ACADEMY_FILE)


def an_office(folder: Path, people: Directory, clock: HandClock, *, demo_shared: bool = True) -> AccountOffice:
    """Return an office whose hash is the password behind a mark."""
    records = Records(RecordsSettings(), folder)
    return AccountOffice(
        issuer=ISSUER,
        clock=clock,
        people=people,
        store=MemoryStore(clock),
        accounts=records,
        outbox=records,
        journal=records,
        hash_password=lambda password: f"hash:{password}",
        is_password=lambda password, stored: f"hash:{password}" in stored,
        profiles=frozenset({Profile.PUPIL, Profile.GUARDIAN}),
        demo_shared=demo_shared,
        desk_open=True,
    )


def a_plain_guardian(people: Directory, number: int = 0) -> Identity:
    """Return one of the guardians who are on no card, whose e-mail and children are known."""
    return _plain(people, Profile.GUARDIAN, number)


def a_plain_pupil(people: Directory, number: int = 0) -> Identity:
    """Return one of the pupils who are on no card."""
    return _plain(people, Profile.PUPIL, number)


def a_shared_guardian(people: Directory) -> Identity:
    """Return a guardian of the home page."""
    return next(one for one in people.find_situations() if _holds(one, Profile.GUARDIAN) and one.expires is None)


def birth_date_for(person: Identity) -> str:
    """Return a day that proves who the person is: theirs, or a child's."""
    days = (*person.fact(FactName.CHILD_BIRTH_DATES).values, *person.birth_date.values)
    return days[0]


def _plain(people: Directory, profile: Profile, number: int) -> Identity:
    return _all_plain(people, profile)[number]


@cache
def _all_plain(people: Directory, profile: Profile) -> list[Identity]:
    fitting = [one for one in people.find_people(limit=3000) if one.situation is None and _holds(one, profile)]
    return [one for one in fitting if profile is Profile.PUPIL or (one.mail.values and birth_dates_of(one))]


def birth_dates_of(person: Identity) -> tuple[str, ...]:
    """Return the days of birth of a guardian's children."""
    return person.fact(FactName.CHILD_BIRTH_DATES).values


def _holds(person: Identity, profile: Profile) -> bool:
    return {membership.profile for membership in person.memberships} == {profile}
