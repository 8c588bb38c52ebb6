"""Owns the files that a distributor downloads: subscriptions with what is used of them, and calls, as CSV."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from broker.core.rights.standing import state_of
from broker.core.rights.subscription import Subscription
from broker.core.rights.subscription_fields import FIELDS
from broker.core.rights.subscription_writing import write_subscription
from broker.core.spreadsheet import write_rows
from broker.webservices.call_log import Call

_STATE, _USED = "etat", "licencesPrises"
_CALL = ("quand", "methode", "chemin", "statut", "code", "message", "millisecondes")


def write_subscriptions(found: Iterable[Subscription], used: Mapping[str, Mapping[str, int]], now: datetime) -> str:
    """Write subscriptions: the fields of the service, several values with `|` between; state and licences taken."""
    rows = []
    for one in found:
        written = dict(write_subscription(one))
        taken = sum(used.get(one.id, {}).values())
        cells = ("|".join(written.get(name, ())) for name in FIELDS)
        rows.append((*cells, state_of(one, now).value, taken))
    return write_rows([(*FIELDS, _STATE, _USED), *rows])


def write_calls(calls: Iterable[Call]) -> str:
    """Write calls, the newest first."""
    rows = (
        (one.at.isoformat(), one.method, one.path, one.status, one.code, one.message, one.milliseconds) for one in calls
    )
    return write_rows([_CALL, *rows])
