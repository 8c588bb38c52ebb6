"""Owns the frozen fakes of the ports that the flows need: people and contracts given by a test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from broker.core.contract import Contract
from broker.core.identity import Identity
from broker.core.issuer import Guichet, Issuer, PasswordWay, SamlPaths
from broker.core.journal.commitment import mark_person
from broker.core.journey import Authentication, Journey, ServiceRequest
from broker.core.profile import Profile
from broker.core.school import School
from broker.core.sentence import Sentence
from broker.core.service_address import gather_addresses
from broker.core.session import Session
from broker.flows.access_desk import AccessDesk
from broker.flows.explain import Explain
from broker.flows.ports import Clock
from broker.flows.sign_on import SignOn
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.memory_store import MemoryStore
from broker.stores.session_book import StoredSessionBook
from tests.builders import NOON, HandClock, a_contract, a_key, a_pupil

BROWSER, OTHER_BROWSER = "this browser's secret", "another browser's secret"


@dataclass(frozen=True, slots=True)
class FewPeople:
    """Know the people given, by login, join key, mail and identifier."""

    people: tuple[Identity, ...]

    def find_person(self, kind: str, key: str, project: str | None) -> Identity | None:
        for person in self.people:
            keys = {
                "login": (person.login,),
                "person": (person.key.identifier,),
                "join_key": person.join_key.values,
                "mail": person.mail.values,
            }
            if key in keys[kind] and project in {None, person.key.project}:
                return person
        return None

    def check_password(self, login: str, password: str, project: str | None = None) -> Identity | None:
        return self.find_person("login", login, project) if password == "right" else None

    def find_situations(self) -> tuple[Identity, ...]:
        return ()

    def find_people(self, *, starting: str = "", limit: int = 50) -> tuple[Identity, ...]:
        return tuple(person for person in self.people if person.login.startswith(starting))[:limit]

    def find_everybody(self) -> Iterator[Identity]:
        return iter(self.people)

    def find_schools(self) -> tuple[School, ...]:
        found = (School(m.uai, m.school_name, person.key.project) for person in self.people for m in person.memberships)
        return tuple(sorted({school.uai: school for school in found}.values(), key=lambda school: school.uai))

    def find_school(self, uai: str) -> School | None:
        return next((school for school in self.find_schools() if school.uai == uai), None)

    def find_school_people(self, uai: str) -> tuple[Identity, ...]:
        of_it = (person for person in self.people if any(one.uai == uai for one in person.memberships))
        return tuple(sorted(of_it, key=lambda person: person.login))


@dataclass(frozen=True, slots=True)
class FewContracts:
    """Know the contracts given."""

    contracts: tuple[Contract, ...]

    def by_entity(self, issuer: str, entity_id: str) -> tuple[Contract, ...]:
        return tuple(one for one in self.contracts if one.issuer == issuer and entity_id in one.names)

    def find_service(self, issuer: str, address: str) -> str | None:
        entries = [entry for one in self.all(issuer) for entry in one.names_in("cas")]
        return gather_addresses(entries).find(address)

    def by_resource(self, issuer: str, resource: str) -> Contract | None:
        return next((one for one in self.contracts if (one.issuer, one.resource) == (issuer, resource)), None)

    def all(self, issuer: str) -> tuple[Contract, ...]:
        return tuple(one for one in self.contracts if one.issuer == issuer and one.page is None)

    def pages(self, issuer: str) -> tuple[Contract, ...]:
        return tuple(one for one in self.contracts if one.issuer == issuer and one.page is not None)


def a_guichet(name: str = "ent", **changes: object) -> Guichet:
    """Return a guichet of project P0 that names people by their identifier."""
    guichet = Guichet(
        name=name,
        title=Sentence(name, name),
        description=Sentence("", ""),
        entity_id=f"https://{name}.example/idp",
        projects=frozenset({"P0"}),
        key_kind="person",
        key_attribute="GARPersonIdentifiant",
    )
    return replace(guichet, **changes)  # type: ignore[arg-type] # any field of the type


def a_hub(*guichets: Guichet, password: PasswordWay | None = None) -> Issuer:
    """Return an issuer called gar that asks these guichets, or passwords."""
    return Issuer(
        name="gar",
        title=Sentence("Gestionnaire", "Broker"),
        url="https://gar.example",
        listener=0,
        entity_id="https://gar.example/idp",
        paths=SamlPaths("/metadata", "/redirect", "/post", "/callback"),
        guichets=guichets,
        password=password,
    )


@dataclass(frozen=True, slots=True)
class World:
    """Hold one sign-on flow, the clock that moves it, and the books it writes."""

    clock: HandClock
    journeys: StoredJourneyBook
    sessions: StoredSessionBook
    sign_on: SignOn
    explain: Explain


def a_world(
    *,
    people: tuple[Identity, ...] = (a_pupil(),),
    contracts: tuple[Contract, ...] = (a_contract(),),
    guichets: tuple[Guichet, ...] = (a_guichet(),),
    password: PasswordWay | None = None,
    find_access: Callable[[Clock], AccessDesk] | None = None,
) -> World:
    """Put the flows together on the memory store; without `find_access`, nothing is subscribed to."""
    clock = HandClock(NOON)
    access = find_access(clock) if find_access else None
    store = MemoryStore(clock)
    journeys, sessions = StoredJourneyBook(store), StoredSessionBook(store, clock)
    directory, known = FewPeople(people), FewContracts(contracts)
    hub = a_hub(*guichets, password=password)
    sign_on = SignOn(
        issuer=hub,
        clock=clock,
        directory=directory,
        journeys=journeys,
        sessions=sessions,
        contracts=known,
        find_key=a_key,
        find_guichets=lambda: hub.guichets,
        access=access,
        mark=lambda person: mark_person(b"journal", person),
    )
    return World(clock, journeys, sessions, sign_on, Explain("gar", clock, directory, known, a_key(), access))


def a_service_request(request_id: str = "_1", **changes: object) -> ServiceRequest:
    """Return a request of the contract's service."""
    request = ServiceRequest(
        protocol="saml",
        entity_id=a_contract().entity_id,
        request_id=request_id,
        reply_to="https://marelle.example/acs",
        relay_state="http://marelle.example/",
    )
    return replace(request, **changes)  # type: ignore[arg-type] # any field of the type


def vouched_for(
    person: Identity, *profiles: Profile, at: datetime = NOON, projects: frozenset[str] | None = None
) -> Session:
    """Return the session of a person for whom a guichet vouches."""
    vouched = frozenset(profiles or Profile)
    authentication = Authentication("login", person.login, None, at, "password", vouched, projects=projects)
    return Session(f"session of {person.login}", "gar", "ent", authentication)


def authenticated(world: World, journey: Journey, session: Session) -> Journey:
    """Return a journey in which the guichet has answered, in a session that is open."""
    world.sessions.open(session)
    return world.sign_on.authenticate(journey, session)


def begun(world: World, request: ServiceRequest | None = None) -> Journey:
    """Return a journey admitted, without any hint."""
    journey = world.sign_on.begin(request or a_service_request(), BROWSER)
    return world.sign_on.admit(journey, lambda _resource: None)
