"""Owns assignment reports in SQL."""

from datetime import datetime

from sqlalchemy import delete, select, update

from broker.core.rights.assignment_report import AssignmentReport
from broker.records.database import Database, insert_into
from broker.records.report_table import REPORTS


class SqlReports:
    """Keep assignment reports in a database (port `Reports`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, report: AssignmentReport, text: str) -> None:
        """Keep a report; where one of that name is kept already, that one stays."""
        values = {
            "distributor": report.distributor,
            "name": report.name,
            "made": report.made,
            "size": report.size,
            "taken": report.taken,
            "text": text,
        }
        with self._database.writing() as connection:
            adding = insert_into(connection, REPORTS).values(values)
            connection.execute(adding.on_conflict_do_nothing(index_elements=["distributor", "name"]))

    def of_distributor(self, distributor: str) -> tuple[AssignmentReport, ...]:
        """Return what is known of a distributor's reports, the oldest first."""
        columns = REPORTS.c
        known = (columns.distributor, columns.name, columns.made, columns.size, columns.taken)
        wanted = select(*known).where(columns.distributor == distributor).order_by(columns.made, columns.name)
        with self._database.reading() as connection:
            return tuple(AssignmentReport(*row) for row in connection.execute(wanted))

    def read(self, distributor: str, name: str) -> str | None:
        """Return what a report says."""
        wanted = select(REPORTS.c.text).where(REPORTS.c.distributor == distributor, REPORTS.c.name == name)
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def take(self, distributor: str, name: str, at: datetime) -> None:
        """Note that a report was taken into account; the first time stays."""
        own = (REPORTS.c.distributor == distributor) & (REPORTS.c.name == name) & REPORTS.c.taken.is_(None)
        with self._database.writing() as connection:
            connection.execute(update(REPORTS).where(own).values(taken=at))

    def forget_before(self, distributor: str, moment: datetime) -> None:
        """Take out a distributor's reports that were made before a moment."""
        old = (REPORTS.c.distributor == distributor) & (REPORTS.c.made < moment)
        with self._database.writing() as connection:
            connection.execute(delete(REPORTS).where(old))
