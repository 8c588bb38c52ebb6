"""Owns assignment reports in SQL: the latest of each distributor, older ones forgotten."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from broker.core.rights.assignment_report import AssignmentReport
from broker.records.database import Database, insert_into
from broker.records.report_table import REPORTS

_MOST = 90


class SqlReports:
    """Keep assignment reports in a database (port `Reports`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, report: AssignmentReport, file: bytes) -> None:
        """Keep a report and forget those beyond the latest; where one of that name is kept already, that one stays."""
        values = {
            "distributor": report.distributor,
            "name": report.name,
            "made": report.made,
            "size": report.size,
            "taken": report.taken,
            "file": file,
        }
        with self._database.writing() as connection:
            adding = insert_into(connection, REPORTS).values(values)
            connection.execute(adding.on_conflict_do_nothing(index_elements=["distributor", "name"]))
            _forget_oldest(connection, report.distributor)

    def of_distributor(self, distributor: str) -> tuple[AssignmentReport, ...]:
        """Return what is known of a distributor's reports, the oldest first."""
        columns = REPORTS.c
        known = (columns.distributor, columns.name, columns.made, columns.size, columns.taken)
        wanted = select(*known).where(columns.distributor == distributor).order_by(columns.made, columns.name)
        with self._database.reading() as connection:
            return tuple(AssignmentReport(*row) for row in connection.execute(wanted))

    def read(self, distributor: str, name: str) -> bytes | None:
        """Return the file of a report."""
        wanted = select(REPORTS.c.file).where(REPORTS.c.distributor == distributor, REPORTS.c.name == name)
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar_one_or_none()

    def take(self, distributor: str, name: str, at: datetime) -> None:
        """Note that a report was taken into account; the first time stays."""
        own = (REPORTS.c.distributor == distributor) & (REPORTS.c.name == name) & REPORTS.c.taken.is_(None)
        with self._database.writing() as connection:
            connection.execute(update(REPORTS).where(own).values(taken=at))


def _forget_oldest(connection: Connection, distributor: str) -> None:
    own = REPORTS.c.distributor == distributor
    latest_first = select(REPORTS.c.name).where(own).order_by(REPORTS.c.made.desc(), REPORTS.c.name.desc())
    beyond = connection.scalars(latest_first.offset(_MOST)).all()
    if beyond:
        connection.execute(delete(REPORTS).where(own, REPORTS.c.name.in_(beyond)))
