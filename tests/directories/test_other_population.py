"""Owns what the shipped agents, citizens and professionals promise: same bytes, and the people that others rely on."""

from broker.core.fact_names import FactName
from broker.core.profile import STAFF, Profile
from broker.directories.layouts import ACADEMIC, CITIZENS, MEMBERS, PROFESSIONALS
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.population.agent_entries import write_agents
from broker.directories.population.outside_cards import OUTSIDE_CARDS
from broker.directories.population.outside_entries import write_citizens, write_professionals
from broker.directories.sandbox_academy import (
    ACADEMY_FILE,
    ACADEMY_PEOPLE,
    AGENTS_FILE,
    CITIZENS_FILE,
    MEMBERS_FILE,
    PROFESSIONALS_FILE,
)

SCHOOLS = LdifDirectory(ACADEMY_FILE)
SHIPPED = (
    (AGENTS_FILE, ACADEMIC),
    (CITIZENS_FILE, CITIZENS),
    (PROFESSIONALS_FILE, PROFESSIONALS),
    (MEMBERS_FILE, MEMBERS),
)


def test_the_shipped_files_are_what_the_generator_writes() -> None:
    assert AGENTS_FILE.read_text() == "".join(write_agents(ACADEMY_FILE.read_text()))
    assert CITIZENS_FILE.read_text() == "".join(write_citizens())
    assert PROFESSIONALS_FILE.read_text() == "".join(write_professionals())


def test_the_academies_know_the_very_staff_that_the_schools_know() -> None:
    agents = LdifDirectory(AGENTS_FILE, ACADEMIC)
    found = 0
    for person in SCHOOLS.find_people(limit=ACADEMY_PEOPLE):
        agent = agents.find_person("login", person.login, None)
        assert (agent is not None) == any(membership.profile in STAFF for membership in person.memberships)
        if agent is not None:
            found += 1
            assert (agent.mail.values, agent.family_name.values) == (person.mail.values, person.family_name.values)
    assert found > 200


def test_each_guardian_of_a_card_is_a_citizen_of_the_same_birth_but_one() -> None:
    citizens = LdifDirectory(CITIZENS_FILE, CITIZENS)
    same = {}
    for person in SCHOOLS.find_situations():
        if any(membership.profile is Profile.GUARDIAN for membership in person.memberships):
            citizen = citizens.find_person("login", person.login.rstrip("2"), None)
            assert citizen is not None
            assert citizen.family_name.values == person.family_name.values
            assert citizen.given_name.values == person.given_name.values
            same[person.login] = citizen.birth_date.values == person.birth_date.values
    assert [login for login, agrees in same.items() if not agrees] == ["kevin.quintin"]
    assert len(same) > 7


def test_one_guardian_has_a_record_in_each_academy_that_names_mail_and_mobile_tie_together() -> None:
    here, there = (SCHOOLS.find_person("login", login, None) for login in ("samia.berrada", "samia.berrada2"))
    assert here is not None
    assert there is not None
    assert [person.join_key.values[0].partition("$")[0] for person in (here, there)] == ["AC-PREAU", "AC-BRUME"]
    for tie in ("civility", "family_name", "given_name", "mail", "birth_date"):
        assert getattr(here, tie) == getattr(there, tie)
    assert here.fact(FactName.PHONE) == there.fact(FactName.PHONE)
    assert here.fact(FactName.PHONE).values
    assert [m.uai for m in here.memberships] != [m.uai for m in there.memberships]


def test_every_card_beyond_schools_has_somebody() -> None:
    stand = [person.situation for file, layout in SHIPPED for person in LdifDirectory(file, layout).find_situations()]
    assert {card.slug for card in OUTSIDE_CARDS} <= set(stand)
