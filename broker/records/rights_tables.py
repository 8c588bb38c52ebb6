"""Owns the tables of rights: subscriptions and whom they cover, licences, assignments, delegates, counts of accesses.

A subscription is known to the other tables by a number of ours: its own identifier changes when it is deleted.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from broker.records.tables import METADATA


def read_moment(given: datetime | str) -> datetime:
    """Return the moment, aware, of what a driver gives: SQLite's gives text."""
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Moment(TypeDecorator[datetime]):
    """Keep an aware moment in UTC: SQLite keeps no zone, and PostgreSQL gives back the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """Return the type of its values."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        del dialect
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - as the type has it
        """Return the moment, aware."""
        del dialect
        return None if value is None else read_moment(value)


def _to_subscription(*, primary_key: bool = False) -> Column[int]:
    pointing = ForeignKey("subscriptions.number")
    return Column("subscription", Integer, pointing, primary_key=primary_key, autoincrement=False, nullable=False)


# `audiences` holds `|ELEVE|ENSEIGNANT|`, and `licences` JSON. `last_moment` is that of `ends` or of the school year.
SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False),
    Column("distributor", String(64), nullable=False),
    Column("resource", String(1024), nullable=False),
    Column("resource_kind", String(16), nullable=False),
    Column("label", String(255), nullable=False),
    Column("comment", String(255), nullable=False),
    Column("starts", Moment, nullable=False),
    Column("ends", Moment),
    Column("school_year_end", String(9), nullable=False),
    Column("last_moment", Moment, nullable=False),
    Column("audiences", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("category", String(32), nullable=False),
    Column("nature", String(64), nullable=False),
    Column("licences_overall", Integer),
    Column("licences", String(255), nullable=False),
    Column("project_code", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("modified", Moment, nullable=False),
    Column("deleted", Moment),
    UniqueConstraint("id", name="subscriptions_id"),
    Index("subscriptions_distributor", "distributor", "id"),
    Index("subscriptions_resource", "resource", "deleted"),
)

# `place` is a UAI, or the code of a kind of school: the two are never alike. The resource stands here once more, so
# that one look at the index finds what opens a resource in a school.
COVERAGE = Table(
    "coverage",
    METADATA,
    Column("place", String(16), primary_key=True),
    Column("resource", String(1024), primary_key=True),
    _to_subscription(primary_key=True),
    Index("coverage_subscription", "subscription"),
    sqlite_with_rowid=False,
)

# The licences of a subscription, by pool (`Subscription.pools`): `used` is what is taken of at `most`.
POOLS = Table(
    "pools",
    METADATA,
    _to_subscription(primary_key=True),
    Column("pool", String(32), primary_key=True),
    Column("most", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The unique constraint is also the index by which the decision finds who is assigned.
ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    Column("id", String(64), primary_key=True),
    _to_subscription(),
    Column("uai", String(16), nullable=False),
    Column("audience", String(32), nullable=False),
    Column("code", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("project", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("subscription", "uai", "audience", "code", "kind", "project", name="assignments_target"),
    Index("assignments_school", "uai", "at"),
    # Partial: only an assignment to a person names somebody.
    Index(
        "assignments_person",
        "code",
        "project",
        sqlite_where=text("kind = 'person'"),
        postgresql_where=text("kind = 'person'"),
    ),
)

LICENCES = Table(
    "licences",
    METADATA,
    _to_subscription(primary_key=True),
    Column("project", String(64), primary_key=True),
    Column("person", String(255), primary_key=True),
    Column("uai", String(16), nullable=False),
    Column("audience", String(32), nullable=False),
    Column("assignment", String(64), ForeignKey("assignments.id")),
    Index("licences_school", "subscription", "uai"),
    Index("licences_assignment", "assignment"),
    Index("licences_person", "person", "project"),
    sqlite_with_rowid=False,
)

DELEGATES = Table(
    "delegates",
    METADATA,
    Column("uai", String(16), primary_key=True),
    Column("project", String(64), primary_key=True),
    Column("person", String(255), primary_key=True),
)

ACCESS_COUNTS = Table(
    "access_counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("uai", String(16), primary_key=True),
    Column("audience", String(32), primary_key=True),
    Column("resource", String(1024), primary_key=True),
    Column("project", String(64), primary_key=True),
    Column("accesses", Integer, nullable=False),
    sqlite_with_rowid=False,
)
