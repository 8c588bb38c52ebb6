"""Holds ÉduConnect's view of the people to its rule: one guardian, several records, one account."""

from pathlib import Path

import pytest

from broker.core.refusals.decision import PersonAmbiguous
from broker.directories.ldif_directory import LdifDirectory
from broker.directories.regrouped_directory import RegroupedDirectory
from broker.directories.sandbox_academy import ACADEMY_FILE, DEMO_PASSWORD, PEOPLE_DN

_HASH = "{SSHA}aiOt756riW5DI9MV4K0xaEyrtMrN9m3L7B7otA=="


def _a_guardian(number: str, login: str, child: str, *more: str) -> str:
    lines = (
        f"dn: uid={number},{PEOPLE_DN}",
        "objectClass: ENTPerson",
        "objectClass: ENTAuxPersRelEleve",
        f"uid: {number}",
        "cn: Alma Quimper",
        "sn: Quimper",
        "givenName: Alma",
        "personalTitle: Mme",
        f"ENTPersonLogin: {login}",
        f"ENTPersonJointure: AC-PREAU${number}",
        f"ENTPersonGARIdentifiant: {number}",
        "ENTPersonProfils: National_TUT",
        f"userPassword: {_HASH}",
        f"ENTAuxPersRelEleveEleve: {child}",
        *more,
    )
    return "\n".join(lines) + "\n\n"


def _child(records: LdifDirectory, login: str) -> tuple[str, str]:
    """Return a shipped pupil's DN and school."""
    person = records.find_person("login", login, None)
    assert person is not None
    (key,) = person.join_key.values
    return f"uid=P{int(key.partition('$')[2]):07d},{PEOPLE_DN}", person.memberships[0].uai


@pytest.fixture(scope="module")
def schools() -> tuple[str, str]:
    shipped = LdifDirectory(ACADEMY_FILE)
    return _child(shipped, "zelie.kaplan")[1], _child(shipped, "noe.kaplan")[1]


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> RegroupedDirectory:
    shipped = LdifDirectory(ACADEMY_FILE)
    first, second = (_child(shipped, login)[0] for login in ("zelie.kaplan", "noe.kaplan"))
    by_mail, by_phone = "mail: alma@famille.example", "mobile: +33 6 39 98 12 34"
    path: Path = tmp_path_factory.mktemp("records") / "people.ldif"
    path.write_text(
        ACADEMY_FILE.read_text()
        + _a_guardian("G1", "alma.quimper", first, by_mail)
        + _a_guardian("G2", "alma.quimper2", second, by_mail, by_phone)
        + _a_guardian("G3", "alma.quimper3", first, "mobile: 0639981234")
        + _a_guardian("G4", "alma.quimper4", second, "mail: alma.autre@famille.example")
        + _a_guardian("G5", "almo.quimper", second, by_mail).replace("personalTitle: Mme", "personalTitle: M.")
    )
    return RegroupedDirectory(LdifDirectory(path))


@pytest.mark.parametrize("login", ["alma.quimper", "alma.quimper2", "alma.quimper3"])
def test_every_record_leads_to_the_one_account(
    accounts: RegroupedDirectory, schools: tuple[str, str], login: str
) -> None:
    person = accounts.find_person("login", login, None)
    assert person is not None
    assert person.key.identifier == "G1"
    assert person.join_key.values == ("AC-PREAU$G1", "AC-PREAU$G2", "AC-PREAU$G3")
    assert {m.uai for m in person.memberships} == set(schools)
    assert accounts.check_password(login, DEMO_PASSWORD) == person
    assert accounts.find_person("join_key", person.join_key.values[-1], None) == person


@pytest.mark.parametrize("login", ["alma.quimper4", "almo.quimper"])
def test_another_address_or_another_civility_is_another_account(accounts: RegroupedDirectory, login: str) -> None:
    person = accounts.find_person("login", login, None)
    assert person is not None
    assert len(person.join_key.values) == 1


def test_an_address_of_two_people_is_still_ambiguous(accounts: RegroupedDirectory) -> None:
    with pytest.raises(PersonAmbiguous):
        accounts.find_person("mail", "alma@famille.example", None)


def test_a_wrong_password_and_an_unknown_login_open_nothing(accounts: RegroupedDirectory) -> None:
    assert accounts.check_password("alma.quimper", "wrong") is None
    assert accounts.check_password("nobody", DEMO_PASSWORD) is None


def test_of_the_shipped_people_only_the_guardian_of_two_academies_is_regrouped(accounts: RegroupedDirectory) -> None:
    records = LdifDirectory(ACADEMY_FILE)
    assert accounts.find_situations() == records.find_situations()
    found = [(p, accounts.find_person("login", p.login, p.key.project)) for p in records.find_situations()]
    regrouped = [(p, account) for p, account in found if account != p]
    assert {p.situation for p, _ in regrouped} == {"guardian-two-academies", "guardian-two-academies-there"}
    for _, account in regrouped:
        assert account is not None
        assert {key.partition("$")[0] for key in account.join_key.values} == {"AC-PREAU", "AC-BRUME"}
