"""Owns the table of assignment reports: each with what it says, in which counts alone stand, and nobody's name."""

from sqlalchemy import Column, Integer, String, Table, Text

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
    Column("text", Text, nullable=False),
)
