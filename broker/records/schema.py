"""Owns the tables all together, those that others point at first."""

from broker.records import rights_tables as rights
from broker.records.report_table import REPORTS
from broker.records.tables import ACCOUNTS, JOURNAL, METADATA, OUTBOX

TABLES = (
    ACCOUNTS,
    OUTBOX,
    JOURNAL,
    rights.SUBSCRIPTIONS,
    rights.COVERAGE,
    rights.POOLS,
    rights.ASSIGNMENTS,
    rights.LICENCES,
    rights.DELEGATES,
    rights.ACCESS_COUNTS,
    REPORTS,
)
SCHEMA = METADATA  # holds every table once this module is imported
assert set(TABLES) == set(SCHEMA.tables.values()), "a table is missing above"
