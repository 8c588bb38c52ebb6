"""Owns the table of assignment reports: each with its file, in which no person is named."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from broker.records.rights_tables import Moment
from broker.records.tables import METADATA

REPORTS = Table(
    "reports",
    METADATA,
    Column("distributor", String(64), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("made", Moment, nullable=False),
    Column("size", Integer, nullable=False),
    Column("taken", Moment),
    Column("file", LargeBinary, nullable=False),  # last: whoever lists reports reads no page of it
)
