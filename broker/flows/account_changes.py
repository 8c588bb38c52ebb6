"""Owns what a signed-in person changes of their own account: password, contacts, link to another guichet."""

from dataclasses import replace

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor
from broker.core.account_message import MessageKind
from broker.core.identity import Identity
from broker.core.refusals.account import AccountShared, AccountSuspended
from broker.flows.account_office import AccountOffice, channel_of
from broker.flows.confirmation_codes import Confirmation, open_sealed, seal

CONTACT = "contact"


def is_own_password(office: AccountOffice, person: Identity, password: str) -> bool:
    """Tell whether a password opens the person's account, by the account's own hash or by the directory."""
    account = office.accounts.find_of_person(office.issuer, person.login)
    if account is not None and account.password and office.is_password(password, [account.password]):
        return account.is_active
    may_ask_directory = account is None or account.password is None or office.is_shared(person)
    return may_ask_directory and office.people.check_password(person.login, password, person.key.project) is not None


def change_password(office: AccountOffice, person: Identity, password: str) -> Account:
    """Give the account another password, and tell the person by the contact that is known."""
    account = office.usable_account_for(person).activated(office.hash_password(password))
    contact = account.mail or account.mobile
    told = [office.message(channel_of(contact), MessageKind.CHANGED, contact)] if contact else []
    return office.accounts.keep(account, office.entry(account, Actor.PERSON, AccountEvent.PASSWORD_CHANGED), *told)


def begin_contact(office: AccountOffice, browser: str, person: Identity, contact: str) -> str:
    """Send a code to a new e-mail or mobile, which is taken only once the code has come back."""
    sealed = seal(office.store, browser, Confirmation(CONTACT, person.login, contact))
    office.outbox.put(office.message(channel_of(contact), MessageKind.CODE, contact, code=sealed.code))
    return sealed.ticket


def confirm_contact(office: AccountOffice, browser: str, person: Identity, said: tuple[str, str]) -> Account | None:
    """Take the contact that the ticket and the code confirm; None when they confirm none of this person's."""
    confirmed = open_sealed(office.store, browser, *said, CONTACT)
    if confirmed is None or confirmed.person != person.login:
        return None
    account, contact = office.usable_account_for(person), confirmed.contact
    if account.state is AccountState.PROVISIONAL:  # reset since the code was sent: nothing from before holds
        return None
    if "@" in contact:
        changed, event, former = replace(account, mail=contact), AccountEvent.MAIL_CHANGED, account.mail
    else:
        changed, event, former = replace(account, mobile=contact), AccountEvent.MOBILE_CHANGED, account.mobile
    told = [office.message(channel_of(former), MessageKind.CHANGED, former)] if former else []
    return office.accounts.keep(changed, office.entry(changed, Actor.PERSON, event), *told)


def link(office: AccountOffice, person: Identity, name: str) -> Account:
    """Tie the account to what another guichet calls the person, so that they may sign in there."""
    account = replace(office.usable_account_for(person), link=name)
    return office.accounts.keep(account, office.entry(account, Actor.PERSON, AccountEvent.LINKED))


def unlink(office: AccountOffice, person: Identity) -> Account | None:
    """Untie the account from the other guichet; None where it is tied to none."""
    account = office.accounts.find_of_person(office.issuer, person.login)
    if account is None or account.link is None:
        return None
    changed = replace(account, link=None)
    return office.accounts.keep(changed, office.entry(changed, Actor.PERSON, AccountEvent.UNLINKED))


def find_linked(office: AccountOffice, name: str) -> Identity | None:
    """Return the person whom another guichet calls so; raise `AccountSuspended` where the account is suspended."""
    account = office.accounts.find_by_link(office.issuer, name)
    if account is None:
        return None
    if not account.is_active:
        raise AccountSuspended(expected="an active account", received=account.state)
    return office.person_of(account)


def check_unshared(office: AccountOffice, person: Identity | None) -> None:
    """Raise `AccountShared` where a change would take a shared person away from the others (J206)."""
    if office.is_shared(person):
        raise AccountShared(expected="a person who is not on the home page")
