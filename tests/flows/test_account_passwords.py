"""Which password opens: the account's in place of the directory's; waiting, suspension, shared people (J205, J206)."""

import pytest

from broker.core.account_event import AccountEvent, Actor
from broker.core.refusals.account import AccountShared, AccountSuspended, AccountWaits
from broker.directories.account_directory import AccountDirectory
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.flows.account_activation import notify
from broker.flows.account_changes import change_password
from broker.flows.account_office import AccountOffice
from broker.flows.account_service import Desk
from tests.accounts import SECRET, a_plain_guardian, a_plain_pupil, a_shared_guardian
from tests.builders import HandClock


@pytest.fixture
def directory(office: AccountOffice) -> AccountDirectory:
    return AccountDirectory(office)


def fail(directory: AccountDirectory, login: str, times: int) -> None:
    for _ in range(times):
        assert directory.check_password(login, "faux") is None


def test_without_an_account_the_directorys_password_opens(office: AccountOffice, directory: AccountDirectory) -> None:
    person = a_plain_pupil(office.people)
    assert directory.check_password(person.login, DEMO_PASSWORD) == person
    change_password(office, a_plain_pupil(office.people, 1), SECRET)
    assert directory.check_password(person.login, DEMO_PASSWORD) == person


def test_an_accounts_password_takes_the_place_of_the_directorys(
    office: AccountOffice, directory: AccountDirectory
) -> None:
    person = a_plain_pupil(office.people)
    change_password(office, person, SECRET)
    assert directory.check_password(person.login.upper(), SECRET) == person
    assert directory.check_password(person.login, DEMO_PASSWORD) is None


def test_a_shared_person_keeps_the_sandboxs_password_beside_their_own(
    office: AccountOffice, directory: AccountDirectory
) -> None:
    person = a_shared_guardian(office.people)
    change_password(office, person, SECRET)
    notify(office, a_plain_pupil(office.people), Actor.SCHOOL, AccountEvent.NOTIFIED)
    assert directory.check_password(person.login, SECRET) == person
    assert directory.check_password(person.login, DEMO_PASSWORD) == person
    notify(office, person, Actor.HELPDESK, AccountEvent.RESET)
    assert directory.check_password(person.login, SECRET) is None
    assert directory.check_password(person.login, DEMO_PASSWORD) == person


@pytest.mark.parametrize("login", ["known", "personne.ici"])
def test_a_login_waits_longer_after_each_further_failure(
    office: AccountOffice, directory: AccountDirectory, clock: HandClock, login: str
) -> None:
    login = a_plain_pupil(office.people).login if login == "known" else login
    fail(directory, login, 5)
    for seconds in (60, 120, 240):
        with pytest.raises(AccountWaits):
            directory.check_password(login, DEMO_PASSWORD)
        clock.pass_seconds(seconds - 1)
        with pytest.raises(AccountWaits):
            directory.check_password(login, DEMO_PASSWORD)
        clock.pass_seconds(1)
        fail(directory, login, 1)


def test_signing_in_forgets_the_failures(office: AccountOffice, directory: AccountDirectory) -> None:
    login = a_plain_pupil(office.people).login
    for _ in range(3):
        fail(directory, login, 4)
        assert directory.check_password(login, DEMO_PASSWORD) is not None


def test_nobody_can_lock_a_shared_person(office: AccountOffice, directory: AccountDirectory) -> None:
    person = a_shared_guardian(office.people)
    fail(directory, person.login, 30)
    assert directory.check_password(person.login, DEMO_PASSWORD) == person
    with pytest.raises(AccountShared):
        Desk(office).suspend(person.login)
    assert directory.check_password(person.login, DEMO_PASSWORD) == person


def test_the_helpdesk_unlocks_a_login_that_waits(office: AccountOffice, directory: AccountDirectory) -> None:
    person = a_plain_pupil(office.people)
    fail(directory, person.login, 5)
    Desk(office).unlock(person.login)
    assert directory.check_password(person.login, DEMO_PASSWORD) == person


@pytest.mark.parametrize("has_own_password", [True, False])
def test_only_the_right_password_learns_that_an_account_is_suspended(
    office: AccountOffice, directory: AccountDirectory, *, has_own_password: bool
) -> None:
    person, password = a_plain_guardian(office.people), DEMO_PASSWORD
    if has_own_password:
        change_password(office, person, password := SECRET)
    Desk(office).suspend(person.login)
    assert directory.check_password(person.login, "faux") is None
    with pytest.raises(AccountSuspended):
        directory.check_password(person.login, password)
    Desk(office).restore(person.login)
    assert directory.check_password(person.login, password) == person


def test_a_password_that_no_library_takes_opens_nothing(office: AccountOffice, directory: AccountDirectory) -> None:
    person = a_plain_pupil(office.people)
    change_password(office, person, SECRET)
    for password in ("", "\udcff", "\0", "x" * 1000):
        assert directory.check_password(person.login, password) is None
