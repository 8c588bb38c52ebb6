"""Owns the tables all together, those that others point at first."""

from broker.records import rights_tables as rights
from broker.records.act_tables import ACTS, JOURNAL_HEADS, JOURNAL_PEOPLE
from broker.records.report_table import REPORTS
from broker.records.tables import ACCOUNTS, METADATA, OUTBOX

TABLES = (
    ACCOUNTS,
    OUTBOX,
    ACTS,
    JOURNAL_PEOPLE,
    JOURNAL_HEADS,
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
