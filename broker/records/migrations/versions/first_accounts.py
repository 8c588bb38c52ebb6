"""Owns the first migration: accounts, outbox, and a journal that no statement can change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE_RULES = (
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'append only'); END",
)
_POSTGRESQL_RULES = (
    """CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'append only'; END $$""",
    """CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()""",
)


def upgrade() -> None:
    """Make the tables."""
    _make_accounts()
    _make_outbox()
    _make_journal()
    rules = _SQLITE_RULES if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_RULES
    for rule in rules:
        op.execute(rule)


def _make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("login", sa.String(255), nullable=False),
        sa.Column("login_key", sa.String(255), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("password", sa.String(255)),
        sa.Column("code_ends", sa.DateTime(timezone=True)),
        sa.Column("mail", sa.String(255)),
        sa.Column("mail_key", sa.String(255)),
        sa.Column("mobile", sa.String(32)),
        sa.Column("link", sa.String(255)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("issuer", "login_key", name="accounts_login"),
        sa.UniqueConstraint("issuer", "person", name="accounts_person"),
        sa.UniqueConstraint("issuer", "link", name="accounts_link"),
    )
    op.create_index("accounts_mail", "accounts", ["issuer", "mail_key"])
    op.create_index("accounts_mobile", "accounts", ["issuer", "mobile"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("recipient", sa.String(255), nullable=False),
        sa.Column("login", sa.String(255), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True)),
    )
    op.create_index("outbox_issuer", "outbox", ["issuer", "position"])


def _make_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(16), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("journal_account", "journal", ["account", "position"])
