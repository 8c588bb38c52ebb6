"""Owns what the directories of agents, citizens and professionals say alike, over LDIF and over a real slapd."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.core.profile import Profile
from broker.directories.layouts import ACADEMIC, CITIZENS, PROFESSIONALS
from broker.directories.ldap_directory import LdapDirectory
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.sandbox_academy import AGENTS_FILE, CITIZENS_FILE, DEMO_PASSWORD, PROFESSIONALS_FILE
from broker.flows.ports import Directory
from tests.builders import HandClock
from tests.live.slapd_server import run_slapd

KINDS = {
    "agents": (AGENTS_FILE, ACADEMIC),
    "citizens": (CITIZENS_FILE, CITIZENS),
    "professionals": (PROFESSIONALS_FILE, PROFESSIONALS),
}
SOMEBODY = {"agents": "helene.ouattara", "citizens": "aminata.le-goff", "professionals": "nathalie.rossi"}


@pytest.fixture(scope="module", params=["ldif", pytest.param("ldap", marks=pytest.mark.live)])
def directories(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Directory]]:
    if request.param == "ldif":
        yield {name: LdifDirectory(file, layout) for name, (file, layout) in KINDS.items()}
        return
    with ExitStack() as stack:
        yield {name: _over_slapd(stack, tmp_path_factory.mktemp(name), name) for name in KINDS}


def _over_slapd(stack: ExitStack, folder: Path, name: str) -> Directory:
    file, layout = KINDS[name]
    slapd = stack.enter_context(run_slapd(folder / "slapd", file))
    directory = LdapDirectory(slapd.settings(), HandClock(), layout)
    stack.callback(directory.close)
    return directory


def find(directories: Mapping[str, Directory], name: str, login: str) -> Identity:
    person = directories[name].find_person("login", login, None)
    assert person is not None
    return person


@pytest.mark.parametrize("name", KINDS)
def test_somebody_is_found_by_each_key_and_opens_by_their_password_alone(
    directories: Mapping[str, Directory], name: str
) -> None:
    directory, login = directories[name], SOMEBODY[name]
    person = find(directories, name, login)
    assert directory.find_person("person", login, person.key.project) == person
    assert directory.find_person("mail", person.mail.values[0].upper(), None) == person
    assert directory.check_password(login, DEMO_PASSWORD, person.key.project) == person
    assert directory.check_password(login, "bac-a-sablE", person.key.project) is None
    assert directory.check_password(login, DEMO_PASSWORD, "ailleurs") is None
    assert directory.find_person("join_key", login, None) is None
    assert directory.find_schools() == ()
    assert directory.find_school("9990012J") is None
    assert directory.find_school_people("9990012J") == ()


@pytest.mark.parametrize("name", KINDS)
def test_everybody_reads_the_same_everywhere(directories: Mapping[str, Directory], name: str) -> None:
    reference = LdifDirectory(*KINDS[name])
    assert directories[name].find_people(limit=500) == reference.find_people(limit=500)
    assert directories[name].find_situations() == reference.find_situations()


def test_an_agent_s_postings_are_their_schools(directories: Mapping[str, Directory]) -> None:
    head = find(directories, "agents", "augustin.belkacem")
    assert [(m.uai, m.profile, m.uai_source) for m in head.memberships] == [
        ("9990012J", Profile.HEAD, "fredurne"),
        ("9990011H", Profile.HEAD, "fredurne"),
    ]
    assert head.fact(FactName.FUNCTION).values == ("DIR",)
    assert head.fact(FactName.SCHOOLS_HEADED).source == "fredurneresp"
    assert head.civility.values == ("M.",)


def test_the_branch_that_holds_an_agent_names_their_academy(directories: Mapping[str, Directory]) -> None:
    logins = ("helene.ouattara", "rozenn.kerbrat", "victoire.delaunay")
    assert [find(directories, "agents", login).key.project for login in logins] == ["AC-PREAU", "AC-BRUME", "CENTRALE"]
    assert directories["agents"].check_password("rozenn.kerbrat", DEMO_PASSWORD, "AC-PREAU") is None


def test_an_agent_of_whom_all_is_x_is_of_no_school(directories: Mapping[str, Directory]) -> None:
    (membership,) = find(directories, "agents", "edouard.fabre").memberships
    assert (membership.uai, membership.profile) == ("", Profile.ACADEMY_STAFF)


def test_a_citizen_has_a_pivot_identity(directories: Mapping[str, Directory]) -> None:
    person = find(directories, "citizens", "angele.delmas")
    assert person.fact(FactName.GIVEN_NAME).values == ("Angèle Claire Louise",)
    assert person.fact(FactName.GIVEN_NAMES).values == ("Angèle", "Claire", "Louise")
    assert person.fact(FactName.USUAL_NAME).values == ("Fontaine",)
    assert person.fact(FactName.BIRTH_DATE).values == ("1962-08-24",)
    assert person.fact(FactName.GENDER).values == ("female",)
    assert [m.profile for m in person.memberships] == [Profile.CITIZEN]
    abroad = find(directories, "citizens", "tomas.almeida")
    assert abroad.fact(FactName.BIRTH_PLACE).values == ()
    assert abroad.fact(FactName.BIRTH_COUNTRY).values == ("99139",)


def test_a_professional_has_an_organisation(directories: Mapping[str, Directory]) -> None:
    person = find(directories, "professionals", "nathalie.rossi")
    (siret,) = person.fact(FactName.SIRET).values
    assert person.fact(FactName.SIREN).values == (siret[:9],)
    assert person.fact(FactName.POPULATION).values == ("agent",)
    assert person.fact(FactName.ROLES).values == ("agent_public", "agent_public_etat")
    assert find(directories, "professionals", "paola.huet").fact(FactName.SIRET).values == ()
    assert [m.profile for m in person.memberships] == [Profile.PROFESSIONAL]
