"""What a person changes or recovers, and what the helpdesk or the school changes for them."""

import pytest

from broker.core.account_event import AccountEvent, Actor
from broker.core.account_message import MessageKind
from broker.core.refusals.account import AccountSuspended, AccountUnknown
from broker.directories.account_directory import AccountDirectory
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.flows.account_activation import find_provisional, register
from broker.flows.account_changes import (
    begin_contact,
    change_password,
    confirm_contact,
    find_linked,
    is_own_password,
    link,
    unlink,
)
from broker.flows.account_office import AccountOffice
from broker.flows.account_recovery import begin_recovery, find_recovering, recover, send_login
from broker.flows.account_service import Desk
from tests.accounts import BROWSER, OTHER_SECRET, SECRET, a_plain_guardian, a_plain_pupil, a_shared_guardian
from tests.flows.test_account_activation import MOBILE, last, notified


def events(office: AccountOffice) -> list[str]:
    return [entry.event.value for entry in reversed(office.journal.read(office.issuer))]


def test_a_new_contact_is_taken_once_its_code_came_back(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    for contact in ("moi@famille.example", MOBILE):
        ticket = begin_contact(office, BROWSER, person, contact)
        code = last(office).code
        assert confirm_contact(office, BROWSER, person, (ticket, "nope")) is None
        assert confirm_contact(office, BROWSER, a_plain_guardian(office.people, 1), (ticket, code)) is None
        ticket = begin_contact(office, BROWSER, person, contact)
        assert confirm_contact(office, BROWSER, person, (ticket, last(office).code)) is not None
    account = office.accounts.find_of_person(office.issuer, person.login)
    assert account is not None
    assert (account.mail, account.mobile) == ("moi@famille.example", MOBILE)
    assert events(office) == ["mail_changed", "mobile_changed"]


def test_the_former_contact_is_told_of_a_change(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    ticket = begin_contact(office, BROWSER, person, "+33700000000")
    confirm_contact(office, BROWSER, person, (ticket, last(office).code))
    assert (last(office).kind, last(office).recipient) == (MessageKind.CHANGED, MOBILE)


def test_the_present_password_is_the_accounts_or_the_directorys(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    assert is_own_password(office, person, DEMO_PASSWORD)
    change_password(office, person, SECRET)
    assert is_own_password(office, person, SECRET)
    assert not is_own_password(office, person, DEMO_PASSWORD)
    Desk(office).send_notification(person.login)
    assert not is_own_password(office, person, SECRET)
    shared = a_shared_guardian(office.people)
    change_password(office, shared, SECRET)
    assert is_own_password(office, shared, DEMO_PASSWORD)


def test_a_forgotten_login_goes_to_the_contact_of_the_account(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    for contact in (MOBILE, person.mail.values[0].upper()):
        send_login(office, contact)
        assert (last(office).kind, last(office).recipient, last(office).login) == (
            MessageKind.LOGIN,
            contact,
            person.login,
        )
    sent = len(office.outbox.latest(office.issuer))
    send_login(office, "personne@famille.example")
    assert len(office.outbox.latest(office.issuer)) == sent


def test_a_forgotten_login_goes_to_the_mail_of_the_directory_where_there_is_no_account(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    send_login(office, person.mail.values[0])
    assert last(office).login == person.login


def test_a_forgotten_password_is_changed_by_a_code(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    ticket = begin_recovery(office, BROWSER, person.login)
    assert last(office).recipient == MOBILE
    found = find_recovering(office, BROWSER, ticket, last(office).code)
    assert found == person
    recover(office, person, OTHER_SECRET)
    directory = AccountDirectory(office)
    assert directory.check_password(person.login, SECRET) is None
    assert directory.check_password(person.login, OTHER_SECRET) == person


def test_nothing_is_sent_for_whoever_has_no_contact_or_must_ask_the_school(office: AccountOffice) -> None:
    pupil, guardian = a_plain_pupil(office.people), a_plain_guardian(office.people)
    register(office, guardian, MOBILE, SECRET)
    Desk(office).suspend(guardian.login)
    sent = len(office.outbox.latest(office.issuer))
    for login in (pupil.login, guardian.login, "personne.ici", ""):
        assert begin_recovery(office, BROWSER, login)
    assert len(office.outbox.latest(office.issuer)) == sent


def test_a_suspension_overtakes_a_recovery_under_way(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    ticket = begin_recovery(office, BROWSER, person.login)
    Desk(office).suspend(person.login)
    assert find_recovering(office, BROWSER, ticket, office.outbox.latest(office.issuer)[0].code) == person
    for change in (recover, change_password):
        with pytest.raises(AccountSuspended):
            change(office, person, OTHER_SECRET)


def test_a_code_of_one_purpose_serves_no_other(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    ticket = begin_contact(office, BROWSER, person, "moi@famille.example")
    assert find_recovering(office, BROWSER, ticket, last(office).code) is None


def test_a_link_finds_the_person_until_it_is_removed(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    link(office, person, "fc-sub")
    assert find_linked(office, "fc-sub") == person
    Desk(office).suspend(person.login)
    with pytest.raises(AccountSuspended):
        find_linked(office, "fc-sub")
    Desk(office).restore(person.login)
    assert unlink(office, person) is not None
    assert find_linked(office, "fc-sub") is None
    assert unlink(office, person) is None
    assert events(office) == ["linked", "suspended", "restored", "unlinked"]


def test_a_reset_ends_the_password_and_begins_an_activation(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    Desk(office).send_notification(person.login)
    assert AccountDirectory(office).check_password(person.login, SECRET) is None
    _, said = notified(office, person)
    assert find_provisional(office, said) is not None
    assert events(office)[1] == "reset"


def test_a_provisional_account_that_was_suspended_is_to_be_activated_again(office: AccountOffice) -> None:
    person = a_plain_pupil(office.people)
    _, said = notified(office, person)
    Desk(office).suspend(person.login)
    assert find_provisional(office, said) is None
    Desk(office).restore(person.login)
    assert AccountDirectory(office).check_password(person.login, said.code) is None
    assert find_provisional(office, said) is not None


def test_a_school_acts_on_its_own_people_only(office: AccountOffice) -> None:
    person = a_plain_pupil(office.people)
    uai = person.memberships[0].uai
    elsewhere = next(school.uai for school in office.people.find_schools() if school.uai != uai)
    with pytest.raises(AccountUnknown):
        Desk(office, elsewhere).send_notification(person.login)
    Desk(office, uai).send_notification(person.login)
    (entry,) = office.journal.read(office.issuer)
    assert (entry.actor, entry.event) == (Actor.SCHOOL, AccountEvent.NOTIFIED)


def test_a_reassigned_account_opens_for_the_other_person_alone(office: AccountOffice) -> None:
    person, other = a_plain_pupil(office.people), a_plain_pupil(office.people, 1)
    change_password(office, person, SECRET)
    Desk(office).reassign(person.login, other.login)
    directory = AccountDirectory(office)
    assert directory.check_password(person.login, SECRET) == other
    assert directory.check_password(other.login, DEMO_PASSWORD) is None
    account = Desk(office).send_notification(office.accounts.find(office.issuer, person.login).login)  # type: ignore[union-attr]
    assert account.person == other.login


def test_the_login_of_a_new_account_is_one_that_nobody_has(office: AccountOffice) -> None:
    person, other = a_plain_pupil(office.people), a_plain_pupil(office.people, 1)
    change_password(office, person, SECRET)
    Desk(office).reassign(person.login, other.login)
    assert office.account_for(person).login == f"{person.login}2"


def test_no_line_of_the_journal_holds_a_value(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    change_password(office, person, OTHER_SECRET)
    link(office, person, "fc-sub")
    written = "".join(f"{entry}" for entry in office.journal.read(office.issuer))
    for value in (person.login, MOBILE, SECRET, OTHER_SECRET, "fc-sub", *person.mail.values):
        assert value not in written
