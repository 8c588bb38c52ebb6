"""Owns retention: what is no longer in use goes to an archive, and an archive whose time is over is destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from broker.core.retention import DataKind, Fate, Keeping, RetentionLine, RetentionReport
from broker.flows.ports import Clock
from broker.flows.retention_ports import Ageing, Archives


@dataclass(frozen=True, slots=True)
class RetentionDesk:
    """Say what the periods ask for, and do it."""

    clock: Clock
    ageing: Ageing
    archives: Archives
    periods: Mapping[DataKind, Keeping]

    def plan(self) -> RetentionReport:
        """Report what would be done today."""
        return RetentionReport(self._today, applied=False, lines=tuple(self._line(kind) for kind in DataKind))

    def apply(self) -> RetentionReport:
        """Do it, and report what was done: the counts are those from before."""
        lines = []
        for kind in DataKind:
            line = self._line(kind)
            if line.over:
                self._archive(kind, line.keeping)
            if line.archives_over:
                self.archives.destroy(kind, line.keeping.last_archived(self._today))
            lines.append(line)
        return RetentionReport(self._today, applied=True, lines=tuple(lines))

    @property
    def _today(self) -> date:
        return self.clock.now().date()

    def _line(self, kind: DataKind) -> RetentionLine:
        keeping = self.periods[kind]
        rows, over = self.ageing.count(kind, keeping.last_current(self._today))
        days, end = self.archives.days(kind), keeping.last_archived(self._today)
        ended = 0 if keeping.fate is Fate.KEEP else sum(day < end for day in days)
        return RetentionLine(kind, keeping, rows - over, over, len(days) - ended, ended)

    def _archive(self, kind: DataKind, keeping: Keeping) -> None:
        """Take rows out of use: their archive is whole on the disk before they are gone."""
        with self.ageing.removing(kind, keeping.last_current(self._today)) as lines:
            self.archives.write(kind, self._today, lines)
