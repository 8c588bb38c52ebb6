"""Owns how an account begins: by a notification with a provisional code, or by the guardian with a code by SMS."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from broker.core.account import Account
from broker.core.account_contact import read_mobile
from broker.core.account_event import AccountEvent, Actor
from broker.core.account_message import Channel, MessageKind
from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.flows.account_office import AccountOffice, channel_of, full_name, knows_birth_date
from broker.flows.back_off import check_waiting, count_failure_of, end_waiting
from broker.flows.confirmation_codes import Confirmation, blank_ticket, open_sealed, seal

PROVISIONAL = timedelta(days=90)  # facts/identity-providers.md 1.8: about three months
REGISTER = "register"
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Provisional:
    """Hold what a person types to activate: the provisional login and code of the letter, and a birth date."""

    login: str = field(repr=False)
    code: str = field(repr=False)
    birth_date: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold what a guardian says of themselves to register: names, known e-mail, a child's birth date, own mobile."""

    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    mail: str = field(repr=False)
    birth_date: str = field(repr=False)
    mobile: str = field(repr=False)


def notify(office: AccountOffice, person: Identity, actor: Actor, event: AccountEvent) -> Account:
    """Send a person a provisional login and code; what opened the account before opens it no more."""
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    ends = office.clock.now() + PROVISIONAL
    account = office.usable_account_for(person).notified(office.hash_password(code), ends)
    message = office.message(
        Channel.LETTER,
        MessageKind.NOTIFICATION,
        full_name(person),
        login=account.login,
        code=code,
        ends=ends,
    )
    return office.accounts.keep(account, office.entry(account, actor, event), message)


def find_provisional(office: AccountOffice, said: Provisional) -> Account | None:
    """Return the account that a provisional code activates; the same answer, work and wait for an unknown one."""
    check_waiting(office.store, f"{office.issuer}/activation", said.login)
    account = office.accounts.find(office.issuer, said.login)
    usable = account is not None and account.takes_code(office.clock.now())
    hashes = [account.password] if account and usable and account.password else []
    opened = office.is_password(said.code.strip().upper(), hashes)
    person = office.person_of(account) if account else None
    if account is None or person is None or not opened or not knows_birth_date(person, said.birth_date):
        count_failure_of(office.store, f"{office.issuer}/activation", said.login)
        return None
    end_waiting(office.store, f"{office.issuer}/activation", said.login)
    return account


def activate(
    office: AccountOffice, account: Account, password: str, *, mail: str | None, mobile: str | None
) -> Account:
    """Activate an account with a password of the person's own; its provisional code opens nothing any more."""
    active = account.activated(office.hash_password(password), mail=mail, mobile=mobile)
    end_waiting(office.store, office.issuer, account.login)
    return office.accounts.keep(active, office.entry(active, Actor.PERSON, AccountEvent.ACTIVATED))


def begin_registration(office: AccountOffice, browser: str, claim: Claim) -> str:
    """Send a code by SMS to a guardian whose claim is true; return a ticket in any case."""
    check_waiting(office.store, f"{office.issuer}/register", claim.mail)
    person = _find_claimed(office, claim)
    if person is None:
        count_failure_of(office.store, f"{office.issuer}/register", claim.mail)
        return blank_ticket()
    account = office.accounts.find_of_person(office.issuer, person.login)
    if account is not None and account.is_active and account.password:
        remind(office, account, account.mail or claim.mail)
        return blank_ticket()
    sealed = seal(office.store, browser, Confirmation(REGISTER, person.login, claim.mobile))
    office.outbox.put(office.message(Channel.SMS, MessageKind.CODE, claim.mobile, code=sealed.code))
    return sealed.ticket


def find_registration(office: AccountOffice, browser: str, ticket: str, code: str) -> tuple[Identity, str] | None:
    """Return who confirmed their mobile by the code, and that mobile."""
    confirmed = open_sealed(office.store, browser, ticket, code, REGISTER)
    person = office.find_person(confirmed.person) if confirmed else None
    return (person, confirmed.contact) if person and confirmed else None


def register(office: AccountOffice, person: Identity, mobile: str, password: str) -> Account:
    """Activate the account of a guardian who confirmed their mobile, and tell them their login."""
    mail = next(iter(person.mail.values), None)
    account = office.usable_account_for(person).activated(office.hash_password(password), mail=mail, mobile=mobile)
    message = office.message(Channel.SMS, MessageKind.LOGIN, mobile, login=account.login)
    return office.accounts.keep(account, office.entry(account, Actor.PERSON, AccountEvent.REGISTERED), message)


def remind(office: AccountOffice, account: Account, contact: str) -> None:
    """Send a person their login, by a contact that is known to be theirs."""
    office.outbox.put(office.message(channel_of(contact), MessageKind.LOGIN, contact, login=account.login))
    office.journal.append(office.entry(account, Actor.PERSON, AccountEvent.LOGIN_SENT))


def _find_claimed(office: AccountOffice, claim: Claim) -> Identity | None:
    person = office.people.find_person("mail", claim.mail, None) if claim.mail else None
    if person is None or not office.serves(person):
        return None
    names = _folded(*person.given_name.values[:1], *person.family_name.values[:1])
    mobiles = [read_mobile(mobile) for mobile in person.fact(FactName.PHONE).values]
    is_true = names == _folded(claim.given_name, claim.family_name) and knows_birth_date(person, claim.birth_date)
    return person if is_true and (not mobiles or claim.mobile in mobiles) else None


def _folded(*names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.casefold().split()) for name in names)
