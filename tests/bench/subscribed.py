"""Owns the subscription that the bench's resource is opened by: to every public of every kind of school."""

from datetime import timedelta
from pathlib import Path

from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, AssignmentKind, Subscription
from broker.core.school import NATURES
from broker.records.opening import Records
from broker.records.records_settings import RecordsSettings
from tests.bench.login_sides import RESOURCE, machine_time


def subscribe(workspace: Path) -> None:
    """Keep the subscriptions in a workspace's records, as a distributor has them kept."""
    now, records = machine_time(), Records(RecordsSettings(), workspace)
    for nature in NATURES:
        records.subscriptions.create(
            Subscription(
                id=f"BENCH-{nature}",
                distributor="777777774_0000000000000001",
                resource=RESOURCE,
                starts=now - timedelta(days=1),
                ends=now + timedelta(days=1),
                audiences=frozenset(Audience),
                kind=AssignmentKind.SCHOOL,
                created=now,
                modified=now,
                nature=nature,
                licences_overall=UNLIMITED,
            )
        )
    records.close()
