"""Owns what a person does who has forgotten: the login is sent to a known contact, the password changed by a code."""

from broker.core.account import Account, AccountState
from broker.core.account_event import AccountEvent, Actor
from broker.core.account_message import MessageKind
from broker.core.identity import Identity
from broker.core.refusals.account import CodesTooMany
from broker.flows.account_activation import remind
from broker.flows.account_office import AccountOffice, channel_of
from broker.flows.back_off import end_waiting
from broker.flows.confirmation_codes import Confirmation, blank_ticket, check_asked, open_sealed, seal

RECOVER = "recover"


def send_login(office: AccountOffice, contact: str) -> None:
    """Send each login that is reached by a contact to that contact; nobody learns here whether there was one (J205)."""
    check_asked(office.store, f"{office.issuer}/login", contact)
    accounts = office.accounts.find_by_contact(office.issuer, contact)
    for account in accounts:
        remind(office, account, contact)
    for person in office.people.find_all("mail", contact) if not accounts and "@" in contact else ():
        if office.serves(person) and office.accounts.find_of_person(office.issuer, person.login) is None:
            office.outbox.put(office.message(channel_of(contact), MessageKind.LOGIN, contact, login=person.login))


def begin_recovery(office: AccountOffice, browser: str, login: str) -> str:
    """Send a code to the contact known of a login; return a ticket in any case, and refuse too many in any case."""
    check_asked(office.store, f"{office.issuer}/{RECOVER}", login)
    person, contact = _find_reachable(office, login)
    if person is None or not contact:
        return blank_ticket()
    try:
        sealed = seal(office.store, browser, Confirmation(RECOVER, person.login, contact))
    except CodesTooMany:  # by another login of the same contact: to say so would say that there is one
        return blank_ticket()
    office.outbox.put(office.message(channel_of(contact), MessageKind.CODE, contact, code=sealed.code))
    return sealed.ticket


def find_recovering(office: AccountOffice, browser: str, ticket: str, code: str) -> Identity | None:
    """Return who confirmed by the code that the account is theirs; nobody where it was reset since then."""
    confirmed = open_sealed(office.store, browser, ticket, code, RECOVER)
    account = office.accounts.find_of_person(office.issuer, confirmed.person) if confirmed else None
    if account is not None and account.state is AccountState.PROVISIONAL:
        return None
    return office.find_person(confirmed.person) if confirmed else None


def recover(office: AccountOffice, person: Identity, password: str) -> Account:
    """Give the account of a person a new password, and let its login wait no longer."""
    account = office.usable_account_for(person).activated(office.hash_password(password))
    kept = office.accounts.keep(account, office.entry(account, Actor.PERSON, AccountEvent.PASSWORD_CHANGED))
    end_waiting(office.store, office.issuer, account.login)
    return kept


def _find_reachable(office: AccountOffice, login: str) -> tuple[Identity | None, str | None]:
    """Return who may change the password by themselves, and where they are reached: never while suspended."""
    account = office.accounts.find(office.issuer, login)
    if account is not None:
        person = office.person_of(account) if account.is_active else None
        return person, account.mobile or account.mail
    person = office.find_person(login)
    if person is None or office.accounts.find_of_person(office.issuer, person.login) is not None:
        return None, None
    return person, next(iter(person.mail.values), None)
