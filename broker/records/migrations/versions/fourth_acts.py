"""Owns the fourth migration: one journal for every act, into which the lines about accounts move."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What the line after those that moved says of the chain that they came of; its decision is that chain's last digest.
MOVED, MOVED_BROKEN = "journal.moved", "journal.moved_broken"
_KEPT = ("acts", "journal_heads")
_AT_A_TIME = 1000
_FIRST = "0" * 64
_FIELDS = (
    *("position", "id", "at", "issuer", "act", "what", "actor", "contract", "version", "fingerprint"),
    *("protocol", "released", "withheld", "reference", "decision", "journey"),
)


def upgrade() -> None:
    """Make the tables, move the lines, and let nobody change them."""
    _make_acts()
    op.create_table(
        "journal_people",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("ends", sa.Date, primary_key=True),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column("secret", sa.String(64), nullable=False),
    )
    op.create_table(
        "journal_heads",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("envelope", sa.Text, nullable=False),
    )
    _move_lines(op.get_bind())
    _drop_former_journal()
    _refuse_changes()


def _make_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("what", sa.String(128), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("contract", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.String(128), nullable=False),
        sa.Column("protocol", sa.String(16), nullable=False),
        sa.Column("released", sa.Text, nullable=False),
        sa.Column("withheld", sa.Text, nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(64), nullable=False),
        sa.Column("journey", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
    )
    somebody, journey = sa.text("about <> ''"), sa.text("journey <> ''")
    columns = ["about", "position"]
    op.create_index("acts_about", "acts", columns, sqlite_where=somebody, postgresql_where=somebody)
    op.create_index("acts_journey", "acts", ["journey"], sqlite_where=journey, postgresql_where=journey)


def _move_lines(connection: sa.Connection) -> None:
    """Chain the former lines anew, in their order; say whether their own chain was whole, and how it ended."""
    former, whole, rows = _FIRST, True, list[dict[str, object]]()
    lines = sa.text("SELECT at, issuer, account, actor, event, digest FROM journal ORDER BY position")
    for row in connection.execute(lines).all():
        said = (former, row.at, row.issuer, row.account, row.actor, row.event)
        whole = whole and hashlib.sha256("\n".join(said).encode()).hexdigest() == row.digest
        former = row.digest
        moment = datetime.fromisoformat(row.at)
        _add(rows, moment, issuer=row.issuer, act="account", what=row.event, actor=row.actor, reference=row.account)
    if rows:
        what = MOVED if whole else MOVED_BROKEN
        _add(rows, datetime.now(UTC), act="administration", what=what, decision=former)  # noqa: TID251 - no clock here
    acts = sa.table("acts", *(sa.column(name) for name in (*_FIELDS, "digest", "about")))
    for start in range(0, len(rows), _AT_A_TIME):
        connection.execute(sa.insert(acts), rows[start : start + _AT_A_TIME])


def _add(rows: list[dict[str, object]], at: datetime, **said: str) -> None:
    """Add a line after the last, chained as lines are since this migration."""
    row: dict[str, object] = {**dict.fromkeys(_FIELDS, ""), "version": 0, **said}
    row |= {
        "about": row["reference"],
        "position": len(rows) + 1,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    text = json.dumps([row[name] for name in _FIELDS], ensure_ascii=False, separators=(",", ":"))
    previous = str(rows[-1]["digest"]) if rows else _FIRST
    chained = b"preau journal line 1\n" + bytes.fromhex(previous) + text.encode()
    rows.append(row | {"digest": hashlib.sha256(chained).hexdigest()})


def _drop_former_journal() -> None:
    op.drop_table("journal")  # with its triggers
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_refuses()")


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _KEPT:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'append only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION acts_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append only'; END $$"
    )
    for table in _KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION acts_refuse()"
        )
