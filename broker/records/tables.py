"""Owns the tables as SQL sees them; a test holds the migrations to the same."""

from sqlalchemy import Column, DateTime, Index, Integer, MetaData, String, Table, UniqueConstraint

METADATA = MetaData()

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("number", String(32), primary_key=True),
    Column("issuer", String(64), nullable=False),
    Column("login", String(255), nullable=False),
    Column("login_key", String(255), nullable=False),
    Column("person", String(255), nullable=False),
    Column("project", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("password", String(255)),
    Column("code_ends", DateTime(timezone=True)),
    Column("mail", String(255)),
    Column("mail_key", String(255)),
    Column("mobile", String(32)),
    Column("link", String(255)),
    Column("version", Integer, nullable=False),
    UniqueConstraint("issuer", "login_key", name="accounts_login"),
    UniqueConstraint("issuer", "person", name="accounts_person"),
    UniqueConstraint("issuer", "link", name="accounts_link"),
    Index("accounts_mail", "issuer", "mail_key"),
    Index("accounts_mobile", "issuer", "mobile"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("issuer", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("recipient", String(255), nullable=False),
    Column("login", String(255), nullable=False),
    Column("code", String(64), nullable=False),
    Column("ends", DateTime(timezone=True)),
    Index("outbox_issuer", "issuer", "position"),
)
