"""Owns the forgetting of a person: all that names them among the rights goes, and their licences are free again."""

from sqlalchemy import Connection, delete, select

from broker.core.identity import PersonKey
from broker.core.rights.assignment import TargetKind
from broker.records.licence_pools import free_licences, lock_subscription
from broker.records.rights_tables import ASSIGNMENTS, DELEGATES, LICENCES, SUBSCRIPTIONS


def forget(connection: Connection, person: PersonKey) -> int:
    """Take out a person's licences, the assignments made to them and their part as a delegate; return how many lines.

    The counts of accesses name nobody, and stay.
    """
    held = (LICENCES.c.person == person.identifier) & (LICENCES.c.project == person.project)
    named = (
        (ASSIGNMENTS.c.kind == TargetKind.PERSON.value)
        & (ASSIGNMENTS.c.code == person.identifier)
        & (ASSIGNMENTS.c.project == person.project)
    )
    touched = select(LICENCES.c.subscription).where(held).union(select(ASSIGNMENTS.c.subscription).where(named))
    subscriptions = connection.scalars(select(SUBSCRIPTIONS.c.id).where(SUBSCRIPTIONS.c.number.in_(touched))).all()
    lines = 0
    for subscription in sorted(subscriptions):  # as a batch of assignments does: the two never wait for each other
        row = lock_subscription(connection, subscription)
        if row is None:
            continue
        own = select(ASSIGNMENTS.c.id).where(named, ASSIGNMENTS.c.subscription == row.number)
        lines += free_licences(connection, row, held | LICENCES.c.assignment.in_(own))
        going = delete(ASSIGNMENTS).where(named, ASSIGNMENTS.c.subscription == row.number)
        lines += connection.execute(going).rowcount
    delegate = (DELEGATES.c.person == person.identifier) & (DELEGATES.c.project == person.project)
    return lines + connection.execute(delete(DELEGATES).where(delegate)).rowcount
