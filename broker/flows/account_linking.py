"""Owns the first sign-in by another guichet: a child's birth date and a code sent to the mobile tie the account to it.

Source: facts/identity-providers.md 1.8. In which order they are asked is a simulated assumption.
"""

from broker.core.account_contact import read_mobile
from broker.core.account_message import Channel, MessageKind
from broker.core.fact_names import FactName
from broker.core.identity import Identity
from broker.flows.account_changes import link
from broker.flows.account_office import AccountOffice, knows_child
from broker.flows.back_off import check_waiting, count_failure_of, end_waiting
from broker.flows.confirmation_codes import Confirmation, blank_ticket, open_sealed, seal

LINK = "link"


def begin_linking(office: AccountOffice, browser: str, person: Identity, mobile: str, birth_date: str) -> str:
    """Send a code to the person's mobile where they know a child's birth date; return a ticket in any case."""
    place = f"{office.issuer}/link"
    check_waiting(office.store, place, person.login)
    known = [read_mobile(one) for one in person.fact(FactName.PHONE).values]
    if not knows_child(person, birth_date) or (known and mobile not in known):
        if not office.is_shared(person):
            count_failure_of(office.store, place, person.login)
        return blank_ticket()
    end_waiting(office.store, place, person.login)
    sealed = seal(office.store, browser, Confirmation(LINK, person.login, mobile))
    office.outbox.put(office.message(Channel.SMS, MessageKind.CODE, mobile, code=sealed.code))
    return sealed.ticket


def confirm_linking(office: AccountOffice, browser: str, person: Identity, said: tuple[str, str], name: str) -> bool:
    """Tie the account to the name that the guichet gives, once ticket and code confirm this very person."""
    confirmed = open_sealed(office.store, browser, *said, LINK)
    if confirmed is None or confirmed.person != person.login:
        return False
    link(office, person, name)
    return True


def is_linked_otherwise(office: AccountOffice, person: Identity) -> bool:
    """Tell whether the account is tied to another name: the person's identity at the guichet has changed."""
    account = office.accounts.find_of_person(office.issuer, person.login)
    return account is not None and account.link is not None
