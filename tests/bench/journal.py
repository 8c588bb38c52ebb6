"""Owns `journal.*`: a line added with its chain, acknowledged once durable; a million lines verified.

The floor of an addition is a row of as many bytes, committed by SQLite alone to a file beside, in turns with it.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from broker.core.journal.act import Act
from broker.core.journal.chain import FIELDS, digest_after, fields_of
from broker.core.journal.head import NO_HEAD, Head
from broker.core.journal.merkle import root_of
from broker.flows.journal_ports import SignedHead
from broker.journaling import JournalGround
from broker.keys.journal_key import HeadSigner, journal_key_ring
from broker.records.opening import FILE_NAME
from tests.bench.figure import Figure
from tests.bench.timing import cpu_median, time_median
from tests.builders import NOON, HandClock
from tests.journal import a_disclosure, a_ground, a_released

APPEND, VERIFY = "journal.append.p50_ms", "journal.verify.1m.seconds"
CPU = ("journal.append.cpu_ms", "journal.verify.1m.cpu_seconds")  # whatever else the machine does
NAMES = (APPEND, VERIFY, *CPU)
QUICK = "PREAU_BENCH_QUICK"  # set for development only: a fiftieth of the lines
_ALL, _FEW = 1_000_000, 20_000
_ROUNDS, _CALLS, _PEOPLE = 10, 50, 500
_EVERY, _AT_A_TIME = 1_000, 10_000
_MILLISECONDS = 1_000
_ROW_BYTES = 900  # of a line, with what its indexes hold


def measure() -> Iterator[Figure]:
    """Measure both over a SQLite file."""
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        yield from _measure_append(Path(folder))
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        yield from _measure_verify(Path(folder))


def _measure_append(folder: Path) -> Iterator[Figure]:
    ground, numbers = a_ground(folder, HandClock(NOON), seal_every=_EVERY), iter(range(10_000_000))
    disclosures = [a_disclosure(f"{number:064x}") for number in range(_PEOPLE)]
    acts = ground.records.acts

    def append() -> None:
        number = next(numbers)
        acts.append(a_released(number), disclosures[number % _PEOPLE])

    with closing(sqlite3.connect(folder / "floor.sqlite", isolation_level=None)) as bare:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE rows (text)"):
            bare.execute(statement)
        seconds, floor = time_median(append, lambda: _commit(bare), _ROUNDS, _CALLS)
    spent = cpu_median(append)
    ground.records.close()
    yield Figure(APPEND, seconds * _MILLISECONDS, "ms", floor * _MILLISECONDS)
    yield Figure(CPU[0], spent * _MILLISECONDS, "ms")


def _commit(bare: sqlite3.Connection) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO rows VALUES (?)", ("x" * _ROW_BYTES,))
    bare.execute("COMMIT")


def _measure_verify(folder: Path) -> Iterator[Figure]:
    count = _FEW if os.environ.get(QUICK) else _ALL
    ground = a_ground(folder, HandClock(NOON), seal_every=_EVERY)
    ground.make_desk().record_administration("bench", actor="operator")  # makes the tables
    _fill(ground, folder, count)
    review = ground.make_review()
    began, spent = time.perf_counter(), time.process_time()
    verdict = review.check()
    took, spent = time.perf_counter() - began, time.process_time() - spent
    assert verdict.is_whole
    assert (verdict.lines, verdict.heads) == (count, count // _EVERY)
    ground.records.close()
    yield Figure(VERIFY, took * _ALL / count, "s")
    yield Figure(CPU[1], spent * _ALL / count, "s")


def _fill(ground: JournalGround, folder: Path, count: int) -> None:
    """Write as many lines, chained, and their signed heads."""
    insert = f"INSERT INTO acts VALUES ({', '.join('?' * (len(FIELDS) + 2))})"  # noqa: S608 - nothing but marks
    signer, head = HeadSigner(journal_key_ring(ground.workspace.keys)), None
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        position, digest = database.execute("SELECT position, digest FROM acts").fetchone()
        block = [digest]
        rows: list[tuple[object, ...]] = []
        while position < count:
            position += 1
            fields = fields_of(position, f"{position:032x}", _act(position))
            digest = digest_after(digest, fields)
            rows.append((*fields, digest, f"{position % _PEOPLE:032x}"))
            block.append(digest)
            if len(block) == _EVERY:
                head = _head(head, position, block)
                assert ground.records.heads.add(SignedHead(head, signer.sign(head)))
                block.clear()
            if len(rows) == _AT_A_TIME or position == count:
                with database:
                    database.executemany(insert, rows)
                rows.clear()


def _act(number: int) -> Act:
    return replace(a_released(number % 100_000), reference=f"{number:032x}", decision=f"{number:064x}")


def _head(last: Head | None, position: int, block: list[str]) -> Head:
    return Head(
        number=last.number + 1 if last else 1,
        first=last.last + 1 if last else 1,
        last=position,
        at=NOON,
        chain=block[-1],
        root=root_of(block),
        previous=last.digest if last else NO_HEAD,
    )
