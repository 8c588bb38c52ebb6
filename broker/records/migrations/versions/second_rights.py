"""Owns the second migration: subscriptions, assignments, licences, delegates and the counts of accesses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of rights."""
    _make_subscriptions()
    _make_coverage()
    _make_pools()
    _make_assignments()
    _make_licences()
    _make_delegates()
    _make_access_counts()


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("distributor", sa.String(64), nullable=False),
        sa.Column("resource", sa.String(1024), nullable=False),
        sa.Column("resource_kind", sa.String(16), nullable=False),
        sa.Column("label", sa.String(255), nullable=False),
        sa.Column("comment", sa.String(255), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True)),
        sa.Column("school_year_end", sa.String(9), nullable=False),
        sa.Column("last_moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audiences", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("nature", sa.String(64), nullable=False),
        sa.Column("licences_overall", sa.Integer),
        sa.Column("licences", sa.String(255), nullable=False),
        sa.Column("project_code", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("id", name="subscriptions_id"),
    )
    op.create_index("subscriptions_distributor", "subscriptions", ["distributor", "id"])
    op.create_index("subscriptions_resource", "subscriptions", ["resource", "deleted"])


def _make_coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("place", sa.String(16), primary_key=True),
        sa.Column("resource", sa.String(1024), primary_key=True),
        _subscription(primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("coverage_subscription", "coverage", ["subscription"])


def _make_pools() -> None:
    op.create_table(
        "pools",
        _subscription(primary_key=True),
        sa.Column("pool", sa.String(32), primary_key=True),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _make_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(64), primary_key=True),
        _subscription(),
        sa.Column("uai", sa.String(16), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("code", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("subscription", "uai", "audience", "code", "kind", "project", name="assignments_target"),
    )
    op.create_index("assignments_school", "assignments", ["uai", "at"])
    of_persons = sa.text("kind = 'person'")
    columns = ["code", "project"]
    op.create_index("assignments_person", "assignments", columns, sqlite_where=of_persons, postgresql_where=of_persons)


def _make_licences() -> None:
    op.create_table(
        "licences",
        _subscription(primary_key=True),
        sa.Column("project", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("uai", sa.String(16), nullable=False),
        sa.Column("audience", sa.String(32), nullable=False),
        sa.Column("assignment", sa.String(64), sa.ForeignKey("assignments.id")),
        sqlite_with_rowid=False,
    )
    op.create_index("licences_school", "licences", ["subscription", "uai"])
    op.create_index("licences_assignment", "licences", ["assignment"])
    op.create_index("licences_person", "licences", ["person", "project"])


def _make_delegates() -> None:
    op.create_table(
        "delegates",
        sa.Column("uai", sa.String(16), primary_key=True),
        sa.Column("project", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
    )


def _make_access_counts() -> None:
    op.create_table(
        "access_counts",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("uai", sa.String(16), primary_key=True),
        sa.Column("audience", sa.String(32), primary_key=True),
        sa.Column("resource", sa.String(1024), primary_key=True),
        sa.Column("project", sa.String(64), primary_key=True),
        sa.Column("accesses", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _subscription(*, primary_key: bool = False) -> sa.Column[int]:
    pointing = sa.ForeignKey("subscriptions.number")
    return sa.Column("subscription", sa.Integer, pointing, primary_key=primary_key, autoincrement=False, nullable=False)
