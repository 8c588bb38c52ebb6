"""Owns what every directory does alike, over LDIF and over a real slapd with the same people."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from broker.core.profile import Profile
from broker.core.refusals.decision import PersonAmbiguous
from broker.core.school import School
from broker.directories.ldap_directory import LdapDirectory
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.population.situations import SITUATIONS
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.flows.ports import Directory
from tests.live.directory_extras import SAME_IDENTIFIER, write_people
from tests.live.slapd_server import run_slapd


class StillClock:
    """Tell always the same time."""

    def now(self) -> datetime:
        """Return a school day."""
        return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=["ldif", pytest.param("ldap", marks=pytest.mark.live)])
def directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    folder = tmp_path_factory.mktemp("directory")
    people = write_people(folder)
    if request.param == "ldif":
        yield LdifDirectory(people)
        return
    with run_slapd(folder / "slapd", people) as slapd:
        ldap = LdapDirectory(slapd.settings(), StillClock())
        yield ldap
        ldap.close()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    return LdifDirectory(write_people(tmp_path_factory.mktemp("reference")))


def test_a_pupil_is_found_by_each_of_the_keys(directory: Directory) -> None:
    by_login = directory.find_person("login", "ibrahima.le-goff", None)
    assert by_login is not None
    assert by_login.key.project == "P0"
    (join_key,) = by_login.join_key.values
    assert directory.find_person("join_key", join_key, None) == by_login
    assert directory.find_person("person", by_login.key.identifier, "P0") == by_login
    guardian = directory.find_person("mail", "aminata.le-goff@famille.example", None)
    assert guardian is not None
    assert guardian.login == "aminata.le-goff"


def test_every_fact_of_a_pupil_names_its_attribute(directory: Directory) -> None:
    person = directory.find_person("login", "ibrahima.le-goff", None)
    assert person is not None
    assert (person.family_name.values, person.family_name.source) == (("Le Goff",), "sn")
    assert (person.given_name.values, person.given_name.source) == (("Ibrahima",), "givenName")
    assert (person.civility.values, person.civility.source) == (("M.",), "personalTitle")
    assert (person.birth_date.values, person.birth_date.source) == (("2013-03-14",), "ENTPersonDateNaissance")
    (school,) = person.memberships
    assert (school.uai, school.profile) == ("9990004A", Profile.PUPIL)
    assert school.school_name == "Collège des Quatre-Vents"
    assert (school.divisions.values, school.divisions.source) == (("4A##4EME A",), "ENTEleveClasses")
    assert (school.groups.values, school.groups.source) == (("4ALL1##4EME ALLEMAND GR1",), "ENTEleveGroupes")
    assert school.group_divisions.values == ("4ALL1||4A##4EME A", "4ALL1||4B##4EME B")
    assert (school.levels.values, school.levels.source) == (("2115",), "ENTEleveMEF")


def test_a_guardian_belongs_to_each_distinct_school_of_the_children(directory: Directory) -> None:
    person = directory.find_person("login", "daniel.kaplan", None)
    assert person is not None
    assert [(m.uai, m.profile) for m in person.memberships] == [
        ("9990001X", Profile.GUARDIAN),
        ("9990004A", Profile.GUARDIAN),
        ("9990008E", Profile.GUARDIAN),
    ]
    assert {m.uai_source for m in person.memberships} == {"ENTAuxPersRelEleveEleve"}
    assert person.key.project == "P0"


def test_a_teacher_who_is_a_guardian_has_both_profiles(directory: Directory) -> None:
    person = directory.find_person("login", "mariama.bakayoko", None)
    assert person is not None
    assert [(m.uai, m.profile) for m in person.memberships] == [
        ("9990004A", Profile.TEACHER),
        ("9990001X", Profile.GUARDIAN),
    ]
    assert person.memberships[0].subjects.values == ("061300##MATHEMATIQUES",)


def test_functions_say_the_profile_in_each_school(directory: Directory) -> None:
    person = directory.find_person("login", "solene.haddad", None)
    assert person is not None
    assert [(m.uai, m.profile, m.profile_source) for m in person.memberships] == [
        ("9990008E", Profile.TEACHER, "ENTPersonFonctions"),
        ("9990007D", Profile.LIBRARIAN, "ENTPersonFonctions"),
    ]


def test_what_is_taught_in_one_school_is_not_said_of_another(directory: Directory) -> None:
    person = directory.find_person("login", "viktor.lacombe", None)
    assert person is not None
    assert [m.divisions.values for m in person.memberships] == [("5A##5EME A",), ("4A##4EME A",)]
    assert [m.levels.values for m in person.memberships] == [("2112",), ("2115",)]


def test_the_project_parts_two_records_of_one_identifier(directory: Directory) -> None:
    new = directory.find_person("login", "timeo.rakoto", None)
    assert new is not None
    old = directory.find_person("person", new.key.identifier, "P1")
    assert old is not None
    assert (old.login, old.expires) == ("timeo.rakoto2", date(2026, 8, 31))
    assert directory.find_person("person", new.key.identifier, "P0") == new
    assert directory.find_person("person", new.key.identifier, "P9") is None
    with pytest.raises(PersonAmbiguous):
        directory.find_person("person", new.key.identifier, None)


def test_people_of_a_school_without_an_ent_come_under_the_edugar_project(directory: Directory) -> None:
    for login in ("anouk.sane", "ndeye.sane", "souleymane.perrot", "tiana.grange"):
        person = directory.find_person("login", login, None)
        assert person is not None
        assert person.key.project == "EG"


@pytest.mark.parametrize("kind", ["person", "login", "join_key", "mail"])
def test_an_unknown_or_empty_key_finds_nobody(directory: Directory, kind: str) -> None:
    assert directory.find_person(kind, "personne-de-ce-nom", None) is None
    assert directory.find_person(kind, "", None) is None
    assert directory.find_person(kind, "*", None) is None


def test_two_entries_for_one_key_are_ambiguous(directory: Directory) -> None:
    for kind, key in (("login", "deux.fiches"), ("mail", "deux@famille.example"), ("person", SAME_IDENTIFIER)):
        with pytest.raises(PersonAmbiguous):
            directory.find_person(kind, key, "P0")
    with pytest.raises(PersonAmbiguous):
        directory.check_password("deux.fiches", DEMO_PASSWORD)


def test_case_counts_in_identifiers_and_not_in_logins(directory: Directory) -> None:
    person = directory.find_person("login", "IBRAHIMA.Le-Goff", None)
    assert person is not None
    assert directory.find_person("person", person.key.identifier.upper(), "P0") is None


def test_spaces_count_in_every_key(directory: Directory) -> None:
    assert directory.find_person("login", "espace  double", None) is not None
    assert directory.find_person("login", "espace double", None) is None
    assert directory.find_person("login", " lea.martin ", None) is None


def test_the_right_password_alone_opens_an_account(directory: Directory) -> None:
    person = directory.check_password("lea.martin", DEMO_PASSWORD)
    assert person is not None
    assert person == directory.find_person("login", "lea.martin", None)
    for wrong in ("", "bac-a-sablE", DEMO_PASSWORD + "\0", "*"):
        assert directory.check_password("lea.martin", wrong) is None
    assert directory.check_password("personne.ici", DEMO_PASSWORD) is None
    assert directory.check_password("", DEMO_PASSWORD) is None


def test_an_expired_account_still_knows_its_password(directory: Directory) -> None:
    person = directory.check_password("lorenzo.humbert", DEMO_PASSWORD)
    assert person is not None
    assert person.expires == date(2026, 7, 11)


def test_an_account_without_a_usable_password_never_opens(directory: Directory) -> None:
    for login in ("compte.bloque", "mot.clair"):
        for password in (DEMO_PASSWORD, "sans", "{SSHA}sans", "x"):
            assert directory.check_password(login, password) is None


def test_the_situations_come_in_the_order_of_the_cards(directory: Directory) -> None:
    found = directory.find_situations()
    assert [person.situation for person in found] == [situation.card.slug for situation in SITUATIONS]


def test_people_are_listed_by_login_in_order(directory: Directory) -> None:
    assert [p.login for p in directory.find_people(starting="LEA.MARTIN", limit=2)] == ["lea.martin", "lea.martin2"]
    first = [p.login for p in directory.find_people(limit=60)]
    assert len(first) == 60
    assert first == sorted(first)
    assert directory.find_people(starting="a*b") == ()


def test_the_schools_are_listed_with_their_project_kind_and_place(directory: Directory) -> None:
    schools = directory.find_schools()
    assert [school.uai for school in schools] == sorted({school.uai for school in schools})
    assert len(schools) == 13
    assert schools[1] == School(
        "9990002Y", "École du Vieux Lavoir", None, "151", "AC-PREAU", "999", "Saint-Aubrin-des-Billes", "99110"
    )
    assert (schools[4].name, schools[4].project, schools[4].nature) == ("Collège de la Garenne Bleue", "P1", "340")
    assert (schools[7].nature, schools[7].is_first_degree, schools[1].is_first_degree) == ("300", False, True)
    assert (schools[12].academy, schools[12].town) == ("AC-BRUME", "Port-Brume")


def test_a_school_is_found_by_its_uai_and_a_service_is_none(directory: Directory) -> None:
    assert directory.find_school("9990005B") == directory.find_schools()[4]
    for unknown in ("", "*", "9990005", "9999999P", "9991234X"):
        assert directory.find_school(unknown) is None
        assert directory.find_school_people(unknown) == ()


def test_everybody_comes_once(directory: Directory) -> None:
    everybody = list(directory.find_everybody())
    assert len(everybody) > 2900
    assert sorted(person.login for person in everybody) == sorted(
        person.login for person in directory.find_people(limit=5000)
    )


def test_the_people_of_a_school_are_those_with_a_membership_there(directory: Directory) -> None:
    everybody = directory.find_people(limit=5000)
    for uai in ("9990001X", "9990004A", "9990007D", "9990008E", "9990010G"):
        of_it = directory.find_school_people(uai)
        expected = [person for person in everybody if uai in {one.uai for one in person.memberships}]
        assert [person.login for person in of_it] == [person.login for person in expected]
        assert sorted(of_it, key=lambda one: one.key.identifier) == sorted(expected, key=lambda one: one.key.identifier)
    profiles = {m.profile for person in directory.find_school_people("9990004A") for m in person.memberships}
    assert {Profile.PUPIL, Profile.GUARDIAN, Profile.TEACHER, Profile.LIBRARIAN, Profile.HEAD} <= profiles


def test_whoever_is_tied_by_a_function_or_a_child_alone_is_of_the_school(directory: Directory) -> None:
    by_function = {person.login for person in directory.find_school_people("9990007D")}
    assert "solene.haddad" in by_function
    by_child = {person.login for person in directory.find_school_people("9990008E")}
    assert {"daniel.kaplan", "solene.haddad"} <= by_child


def test_a_membership_tells_the_kind_of_school(directory: Directory) -> None:
    person = directory.find_person("login", "daniel.kaplan", None)
    assert person is not None
    assert [(m.nature, m.is_first_degree) for m in person.memberships] == [
        ("151", True),
        ("340", False),
        ("300", False),
    ]


def test_every_situation_reads_the_same_everywhere(directory: Directory, reference: Directory) -> None:
    assert directory.find_situations() == reference.find_situations()
