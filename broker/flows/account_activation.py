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
from broker.flows.account_office import (
    AccountOffice,
    channel_of,
    full_name,
    is_guardian,
    knows_birth_date,
    knows_child,
)
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
    account = office.accounts.find(office.issuer, said.login)
    person = office.person_of(account) if account else None
    place, may_wait = f"{office.issuer}/activation", not office.is_shared(person)
    if may_wait:
        check_waiting(office.store, place, said.login)
    usable = account is not None and account.takes_code(office.clock.now())
    hashes = [account.password] if account and usable and account.password else []
    opened = office.is_password(said.code.strip().upper(), hashes)
    if account is None or person is None or not opened or not knows_birth_date(person, said.birth_date):
        if may_wait:
            count_failure_of(office.store, place, said.login)
        return None
    end_waiting(office.store, place, said.login)
    return account


def activate(
    office: AccountOffice, account: Account, password: str, *, mail: str | None, mobile: str | None
) -> Account:
    """Activate an account with a password of the person's own; its provisional code opens nothing any more."""
    active = account.activated(office.hash_password(password), mail=mail, mobile=mobile)
    end_waiting(office.store, office.issuer, account.login)
    return office.accounts.keep(active, office.entry(active, Actor.PERSON, AccountEvent.ACTIVATED))


def begin_registration(office: AccountOffice, browser: str, claim: Claim) -> str:
    """Send a code by SMS to a guardian whose claim is true; return a ticket, and count it, in any case (J205)."""
    known = office.people.find_all("mail", claim.mail) if claim.mail else ()
    if not any(map(office.is_shared, known)):
        check_waiting(office.store, _register(office), claim.mail)
        count_failure_of(office.store, _register(office), claim.mail)
    person = _find_claimed(office, known, claim)
    if person is None:
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
    for known in person.mail.values:
        end_waiting(office.store, _register(office), known)
    mail = next(iter(person.mail.values), None)
    account = office.usable_account_for(person).activated(office.hash_password(password), mail=mail, mobile=mobile)
    message = office.message(Channel.SMS, MessageKind.LOGIN, mobile, login=account.login)
    return office.accounts.keep(account, office.entry(account, Actor.PERSON, AccountEvent.REGISTERED), message)


def remind(office: AccountOffice, account: Account, contact: str) -> None:
    """Send a person their login, by a contact that is known to be theirs."""
    office.outbox.put(office.message(channel_of(contact), MessageKind.LOGIN, contact, login=account.login))
    office.journal.append(office.entry(account, Actor.PERSON, AccountEvent.LOGIN_SENT))


def _find_claimed(office: AccountOffice, known: tuple[Identity, ...], claim: Claim) -> Identity | None:
    """Return the one guardian of whom a claim is true: a pupil's mail and birth date are known to all their class."""
    found = [person for person in known if is_guardian(person) and office.serves(person) and _is_true(person, claim)]
    return found[0] if len(found) == 1 else None


def _is_true(person: Identity, claim: Claim) -> bool:
    names = _folded(*person.given_name.values[:1], *person.family_name.values[:1])
    if names != _folded(claim.given_name, claim.family_name) or not knows_child(person, claim.birth_date):
        return False
    mobiles = [read_mobile(mobile) for mobile in person.fact(FactName.PHONE).values]
    return not mobiles or claim.mobile in mobiles


def _register(office: AccountOffice) -> str:
    return f"{office.issuer}/register"


def _folded(*names: str) -> tuple[str, ...]:
    return tuple(" ".join(name.casefold().split()) for name in names)
