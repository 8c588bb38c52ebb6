"""Owns the tables of the journal: its lines, who its references are, its signed heads."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, text

from broker.records.tables import METADATA

ACTS = Table(
    "acts",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("issuer", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("what", String(128), nullable=False),
    Column("actor", String(32), nullable=False),
    Column("contract", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(128), nullable=False),
    Column("protocol", String(16), nullable=False),
    Column("released", Text, nullable=False),
    Column("withheld", Text, nullable=False),
    Column("reference", String(32), nullable=False),
    Column("decision", String(64), nullable=False),
    Column("journey", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("about", String(32), nullable=False),  # whom: to look up, neither chained nor in a receipt
)
_OF_SOMEBODY, _OF_A_JOURNEY = text("about <> ''"), text("journey <> ''")
Index(
    "acts_about",
    ACTS.c.about,
    ACTS.c.position,
    sqlite_where=_OF_SOMEBODY,
    postgresql_where=_OF_SOMEBODY,
)
Index("acts_journey", ACTS.c.journey, sqlite_where=_OF_A_JOURNEY, postgresql_where=_OF_A_JOURNEY)

# `ends` is the last day of the school year: a person is another reference each year, so that years can be let go of.
JOURNAL_PEOPLE = Table(
    "journal_people",
    METADATA,
    Column("mark", String(64), primary_key=True),
    Column("ends", Date, primary_key=True),
    Column("reference", String(32), nullable=False, unique=True),
    Column("secret", String(64), nullable=False),
)

JOURNAL_HEADS = Table(
    "journal_heads",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("envelope", Text, nullable=False),
)
