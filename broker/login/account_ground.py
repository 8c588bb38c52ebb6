"""Owns how an issuer's office of accounts is put together from what the installation has."""

from dataclasses import dataclass

from broker.core.issuer import Issuer
from broker.directories.account_hashes import hash_password, is_password
from broker.flows.account_office import AccountOffice
from broker.flows.ports import Clock, Directory, Store
from broker.records.opening import Records


@dataclass(frozen=True, slots=True)
class AccountGround:
    """Hold what the offices of an installation stand on; the two switches are those of `AccountOffice`."""

    clock: Clock
    store: Store
    records: Records
    demo_shared: bool
    desk_open: bool


def make_office(issuer: Issuer, people: Directory, ground: AccountGround) -> AccountOffice | None:
    """Make the office of an issuer; None for one that keeps no accounts."""
    if not issuer.accounts:
        return None
    return AccountOffice(
        issuer=issuer.name,
        clock=ground.clock,
        people=people,
        store=ground.store,
        accounts=ground.records,
        outbox=ground.records,
        journal=ground.records,
        hash_password=hash_password,
        is_password=is_password,
        profiles=issuer.password.profiles if issuer.password else frozenset(),
        demo_shared=ground.demo_shared,
        desk_open=ground.desk_open,
    )
