"""Owns the files that a distributor downloads: subscriptions with what is used of them, and calls, as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime

from broker.core.rights.sheet import harmless
from broker.core.rights.standing import state_of
from broker.core.rights.subscription import Subscription
from broker.core.rights.subscription_fields import FIELDS
from broker.core.rights.subscription_writing import write_subscription
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
        rows.append((*map(harmless, cells), state_of(one, now).value, taken))
    return _write((*FIELDS, _STATE, _USED), rows)


def write_calls(calls: Iterable[Call]) -> str:
    """Write calls, the newest first."""
    return _write(
        _CALL,
        [
            (
                one.at.isoformat(),
                one.method,
                harmless(one.path),
                one.status,
                one.code,
                harmless(one.message),
                one.milliseconds,
            )
            for one in calls
        ],
    )


def _write(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
