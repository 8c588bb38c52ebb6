"""An account begins by a notification, or by a guardian's own registration (facts/identity-providers.md 1.8)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor
from broker.core.account_message import Channel, Message, MessageKind
from broker.core.identity import Identity
from broker.core.refusals.account import AccountWaits, CodesTooMany
from broker.directories.account_directory import AccountDirectory
from broker.directories.sandbox_academy import DEMO_PASSWORD
from broker.flows.account_activation import (
    PROVISIONAL,
    Claim,
    Provisional,
    activate,
    begin_registration,
    find_provisional,
    find_registration,
    notify,
    register,
)
from broker.flows.account_office import AccountOffice
from tests.accounts import BROWSER, OTHER_SECRET, SECRET, a_plain_guardian, a_plain_pupil, birth_date_for
from tests.builders import HandClock

MOBILE = "+33612345678"


def notified(office: AccountOffice, person: Identity) -> tuple[Account, Provisional]:
    """Send a notification, and return what the person types of it."""
    account = notify(office, person, Actor.HELPDESK, AccountEvent.NOTIFIED)
    letter = last(office)
    return account, Provisional(letter.login, letter.code, birth_date_for(person))


def last(office: AccountOffice) -> Message:
    return office.outbox.latest(office.issuer)[0]


def claim_of(person: Identity) -> Claim:
    return Claim(
        given_name=person.given_name.values[0].upper(),
        family_name=f" {person.family_name.values[0]} ",
        mail=person.mail.values[0],
        birth_date=birth_date_for(person),
        mobile=MOBILE,
    )


@pytest.mark.parametrize("choose", [a_plain_pupil, a_plain_guardian])
def test_the_letters_login_and_code_activate_the_account_once(office: AccountOffice, choose: object) -> None:
    person = choose(office.people)  # type: ignore[operator]  # one of the two above
    _, said = notified(office, person)
    account = find_provisional(office, said)
    assert account is not None
    active = activate(office, account, SECRET, mail="moi@famille.example", mobile=None)
    assert (active.state, active.mail, active.code_ends) == (AccountState.ACTIVE, "moi@famille.example", None)
    assert find_provisional(office, said) is None
    opened = AccountDirectory(office).check_password(active.login, SECRET)
    assert opened is not None
    assert opened.login == person.login
    assert [entry.event for entry in office.journal.read(office.issuer)] == ["activated", "notified"]


def test_a_provisional_code_is_no_password_and_ends_that_of_the_directory(office: AccountOffice) -> None:
    person = a_plain_pupil(office.people)
    _, said = notified(office, person)
    directory = AccountDirectory(office)
    assert directory.check_password(said.login, said.code) is None
    assert directory.check_password(person.login, DEMO_PASSWORD) is None


def test_a_code_ends_after_three_months(office: AccountOffice, clock: HandClock) -> None:
    _, said = notified(office, a_plain_pupil(office.people))
    clock.pass_seconds((PROVISIONAL - timedelta(seconds=1)).total_seconds())
    assert find_provisional(office, said) is not None
    clock.pass_seconds(1)
    assert find_provisional(office, said) is None


def test_a_second_notification_ends_the_code_of_the_first(office: AccountOffice) -> None:
    person = a_plain_pupil(office.people)
    _, first = notified(office, person)
    _, second = notified(office, person)
    assert find_provisional(office, first) is None
    assert find_provisional(office, second) is not None


@pytest.mark.parametrize(
    "change", [{"code": "AAAA-BBBB-CCCC"}, {"code": ""}, {"birth_date": "1999-01-01"}, {"birth_date": ""}]
)
def test_code_and_birth_date_are_both_needed(office: AccountOffice, change: dict[str, str]) -> None:
    _, said = notified(office, a_plain_guardian(office.people))
    assert find_provisional(office, replace(said, **change)) is None


@pytest.mark.parametrize("is_known", [True, False])
def test_guessing_codes_waits_whether_the_login_exists_or_not(office: AccountOffice, *, is_known: bool) -> None:
    _, said = notified(office, a_plain_pupil(office.people))
    guess = replace(said, code="AAAA-BBBB-CCCC", login=said.login if is_known else "personne.ici")
    for _ in range(5):
        assert find_provisional(office, guess) is None
    with pytest.raises(AccountWaits):
        find_provisional(office, guess)


def test_a_guardian_registers_with_a_code_by_sms(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    ticket = begin_registration(office, BROWSER, claim_of(person))
    sent = last(office)
    assert (sent.channel, sent.kind, sent.recipient) == (Channel.SMS, MessageKind.CODE, MOBILE)
    found = find_registration(office, BROWSER, ticket, sent.code)
    assert found is not None
    account = register(office, *found, SECRET)
    assert (account.person, account.mobile, account.mail) == (person.login, MOBILE, person.mail.values[0])
    assert AccountDirectory(office).check_password(account.login, SECRET) == person
    assert (last(office).kind, last(office).login) == (MessageKind.LOGIN, account.login)


@pytest.mark.parametrize("field", ["given_name", "family_name", "mail", "birth_date"])
def test_a_claim_that_is_not_true_sends_nothing_and_says_nothing(office: AccountOffice, field: str) -> None:
    claim = replace(claim_of(a_plain_guardian(office.people)), **{field: "autre"})
    ticket = begin_registration(office, BROWSER, claim)
    assert len(ticket) == len(begin_registration(office, BROWSER, claim_of(a_plain_guardian(office.people))))
    assert [message.kind for message in office.outbox.latest(office.issuer)] == [MessageKind.CODE]
    assert find_registration(office, BROWSER, ticket, last(office).code) is None


def test_a_code_serves_once_in_the_browser_that_asked_within_ten_minutes(
    office: AccountOffice, clock: HandClock
) -> None:
    person = a_plain_guardian(office.people)
    ticket = begin_registration(office, BROWSER, claim_of(person))
    code = last(office).code
    assert find_registration(office, "another browser", ticket, code) is None
    assert find_registration(office, BROWSER, ticket, code) is not None
    assert find_registration(office, BROWSER, ticket, code) is None
    ticket = begin_registration(office, BROWSER, claim_of(person))
    clock.pass_seconds(601)
    assert find_registration(office, BROWSER, ticket, last(office).code) is None


def test_after_five_wrong_codes_the_right_one_serves_no_more(office: AccountOffice) -> None:
    ticket = begin_registration(office, BROWSER, claim_of(a_plain_guardian(office.people)))
    code = last(office).code
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert find_registration(office, BROWSER, ticket, wrong) is None
    assert find_registration(office, BROWSER, ticket, code) is None


def test_a_mobile_gets_ten_codes_an_hour_at_most(office: AccountOffice) -> None:
    *people, last_one = (a_plain_guardian(office.people, number) for number in range(11))
    for person in people:
        begin_registration(office, BROWSER, claim_of(person))
    with pytest.raises(CodesTooMany):
        begin_registration(office, BROWSER, claim_of(last_one))


def test_who_has_an_account_already_is_reminded_of_the_login_instead(office: AccountOffice) -> None:
    person = a_plain_guardian(office.people)
    register(office, person, MOBILE, SECRET)
    begin_registration(office, BROWSER, replace(claim_of(person), mobile="+33699999999"))
    assert (last(office).kind, last(office).recipient) == (MessageKind.LOGIN, person.mail.values[0])
    assert AccountDirectory(office).check_password(person.login, OTHER_SECRET) is None
