"""Owns the import of what was exported: into blank records only, all or nothing, each problem with its line."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter

from sqlalchemy import Connection, Table, case, exists, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from broker.core.errors import ConfigurationError, Problem
from broker.records.database import NEWEST, Database
from broker.records.exporting import END, FORMAT, VERSION
from broker.records.licence_pools import OVERALL
from broker.records.rights_tables import LICENCES, POOLS, SUBSCRIPTIONS
from broker.records.row_text import LineRefused, read_row
from broker.records.schema import TABLES
from broker.records.sql_journal import is_chain_whole
from broker.records.tables import OUTBOX

_ROWS = 1000  # how many are written, and in memory, at a time
_MOST_PROBLEMS = 100
_Row = tuple[int, dict[str, object]]  # its line, and its values


@dataclass(slots=True)
class _Problems:
    """Collect what is wrong, up to so many: the rest is as the first."""

    name: str
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int | None, what: str, hint: str = "") -> None:
        """Note one; stop once there are too many."""
        self.found.append(Problem(self.name, "" if line is None else f"line {line}", what, hint))
        if len(self.found) >= _MOST_PROBLEMS:
            self.stop()

    def stop(self) -> None:
        """Raise ConfigurationError with all that was noted, if anything was."""
        if self.found:
            raise ConfigurationError(tuple(self.found))


def import_lines(database: Database, lines: Iterable[str], name: str) -> Counter[str]:
    """Put every row there, and return how many by table; `name` is the text's, for the problems.

    Raises ConfigurationError with every problem, and then nothing was put there.
    """
    problems, numbered = _Problems(name), enumerate(lines, start=1)
    _check_header(next(numbered, (1, ""))[1], problems)
    reading = _Reading(numbered, problems)
    with database.writing() as connection:
        _check_blank(connection, problems)
        for table, rows in _pieces(reading.rows()):
            if reading.is_sound:  # else what points at a line that was refused would be refused too
                _put(connection, table, rows, problems)
        if not reading.ended:
            problems.add(None, "the text is cut short: it has no last line", "export once more")
        problems.stop()
        _check_whole(connection, problems)
        _go_on_counting(connection)
    return reading.counts


def _check_header(line: str, problems: _Problems) -> None:
    document = _parse(line)
    if document is None or document.get(FORMAT) != 1:
        problems.add(1, "this is no export of Préau's records", "preau records export")
    elif document.get(VERSION) != NEWEST:
        hint = "import it with the version that wrote it, let this one bring the tables up to date, export once more"
        problems.add(1, f"tables of version {document.get(VERSION)}; these are {NEWEST}", hint)
    problems.stop()


def _check_blank(connection: Connection, problems: _Problems) -> None:
    for table in TABLES:
        if connection.execute(select(exists(select(next(iter(table.columns)))))).scalar():
            problems.add(None, f"{table.name} holds something already", "import into a workspace without records")
    problems.stop()


@dataclass(slots=True)
class _Reading:
    """Read rows from lines, one at a time; `ended` once the last line has come, `is_sound` while each could be read."""

    lines: Iterator[tuple[int, str]]
    problems: _Problems
    counts: Counter[str] = field(default_factory=Counter)
    ended: bool = False
    is_sound: bool = True

    def rows(self) -> Iterator[tuple[Table, _Row]]:
        """Yield each row with its table; note what is wrong with a line, and go on."""
        for number, line in self.lines:
            document = _parse(line)
            if self.ended:
                self._refuse(number, "comes after the last line")
            elif document is None:
                self._refuse(number, "not a JSON object")
            elif document.keys() == {END}:
                self._end(number, document[END])
            else:
                yield from self._row(number, document)

    def _row(self, number: int, document: dict[str, object]) -> Iterator[tuple[Table, _Row]]:
        try:
            table, values = read_row(document)
        except LineRefused as refused:
            self._refuse(number, str(refused))
            return
        self.counts[table.name] += 1
        yield table, (number, values)

    def _refuse(self, number: int, what: str) -> None:
        self.is_sound = False
        self.problems.add(number, what)

    def _end(self, number: int, counts: object) -> None:
        self.ended = True
        if not self.problems.found and counts != {table.name: self.counts[table.name] for table in TABLES}:
            self.problems.add(number, "the rows are not as many as it says", "export once more")


def _pieces(rows: Iterable[tuple[Table, _Row]]) -> Iterator[tuple[Table, list[_Row]]]:
    """Yield rows of one table together, not too many at a time."""
    for table, group in groupby(rows, itemgetter(0)):
        of_table = (row for _, row in group)
        while piece := list(islice(of_table, _ROWS)):
            yield table, piece


def _put(connection: Connection, table: Table, rows: Sequence[_Row], problems: _Problems) -> None:
    """Write rows; where the database refuses one, find it by writing them one by one."""
    if _was_put(connection, table, [values for _, values in rows]):
        return
    for number, values in rows:
        if not _was_put(connection, table, [values]):
            problems.add(number, f"{table.name}: its keys are there already, or it points at what is not there")


def _was_put(connection: Connection, table: Table, rows: list[dict[str, object]]) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(insert(table), rows)
    except (IntegrityError, DataError):
        return False
    return True


def _check_whole(connection: Connection, problems: _Problems) -> None:
    """Note what the tables together may not say: a broken journal, licences that are not counted as they are held."""
    if not is_chain_whole(connection):
        problems.add(None, "journal: a line does not follow from the one before", "export once more")
    in_pool = case((SUBSCRIPTIONS.c.licences_overall.is_(None), LICENCES.c.audience), else_=OVERALL)
    held = (
        select(func.count())
        .where(LICENCES.c.subscription == POOLS.c.subscription, in_pool == POOLS.c.pool)
        .correlate(POOLS, SUBSCRIPTIONS)
    )
    counted = select(SUBSCRIPTIONS.c.id).join_from(POOLS, SUBSCRIPTIONS).where(POOLS.c.used != held.scalar_subquery())
    for subscription in connection.scalars(counted.limit(_MOST_PROBLEMS)).all():
        problems.add(None, f"pools: {subscription} does not count the licences that people hold")
    problems.stop()


def _go_on_counting(connection: Connection) -> None:
    """Let new rows take numbers after those that came; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in (SUBSCRIPTIONS.c.number, OUTBOX.c.position):
        last = connection.execute(select(func.max(column))).scalar()
        if last is not None:
            sequence = func.pg_get_serial_sequence(column.table.name, column.name)
            connection.execute(select(func.setval(sequence, last)))


def _parse(line: str) -> dict[str, object] | None:
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
