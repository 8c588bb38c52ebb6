"""Owns the writing to a SQLite file: those who write at once share one commit, each told once it is on the disk.

SQLite has one writer at a time, and a commit waits for the disk. So who comes while another writes joins its
transaction, behind a savepoint of their own, and the last of them commits for all.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from sqlalchemy import Connection, Engine

from broker.core.refusals.account import RecordsUnavailable

_MOST = 100  # how many share a commit: the first of them waits for all
_PATIENCE_SECONDS = 0.5  # after which somebody looks whether the one who was to commit has gone


@dataclass(slots=True)
class _Shared:
    """Hold one transaction and who is in it; `failure` says why it came to nothing, for all of them."""

    connection: Connection
    members: int = 0
    failure: str | None = None
    done: Event = field(default_factory=Event)

    @property
    def driver(self) -> sqlite3.Connection:
        """Return the driver's own connection: begin, savepoint and commit are said to it alone."""
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver


class SharedCommits:
    """Let threads write one after the other, all or nothing each, and commit together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn, self._counting = Lock(), Lock()
        self._waiting = 0
        self._open: _Shared | None = None

    @property
    def waiting(self) -> int:
        """Return how many wait for their turn."""
        return self._waiting

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection to write by; what was written is durable once this ends, or else an exception is raised.

        Raises `RecordsUnavailable` where the transaction came to nothing, whatever its parts said of themselves.
        """
        shared = self._join()
        try:
            with _savepoint(shared.driver):
                yield shared.connection
        finally:
            self._leave(shared)
            while not shared.done.wait(_PATIENCE_SECONDS):
                self._finish_what_was_left(shared)
            if shared.failure is not None:
                raise RecordsUnavailable(cause=shared.failure)

    def _join(self) -> _Shared:
        """Wait for one's turn, and return the transaction that is open, or a new one."""
        with self._counting:
            self._waiting += 1
        try:
            self._turn.acquire()
        finally:
            with self._counting:
                self._waiting -= 1
        try:
            self._open = self._open or self._begin()
        except BaseException:
            self._turn.release()
            raise
        return self._open

    def _begin(self) -> _Shared:
        """Take the lock to write from the start: what is read in a transaction is what its writes follow from."""
        shared = _Shared(self._engine.connect())
        try:
            shared.driver.execute("BEGIN IMMEDIATE").close()
        except sqlite3.Error as error:
            shared.connection.close()
            raise RecordsUnavailable(cause=type(error).__name__) from None
        return shared

    def _leave(self, shared: _Shared) -> None:
        """End one's turn; commit unless another waits to join."""
        shared.members += 1
        if not self._waiting or shared.members >= _MOST or not shared.driver.in_transaction:
            self._finish(shared)
        self._turn.release()

    def _finish_what_was_left(self, shared: _Shared) -> None:
        """Commit for those who joined when the one that was waited for never came."""
        with self._turn:
            if self._open is shared and not self._waiting:
                self._finish(shared)

    def _finish(self, shared: _Shared) -> None:
        self._open = None
        try:
            if shared.driver.in_transaction:
                shared.driver.execute("COMMIT").close()
            else:  # SQLite itself has rolled everything back, as it does when the disk is full
                shared.failure = "rolled back"
        except sqlite3.Error as error:
            shared.failure = type(error).__name__
            if shared.driver.in_transaction:
                shared.driver.rollback()
        finally:
            shared.connection.close()
            shared.done.set()


@contextmanager
def _savepoint(driver: sqlite3.Connection) -> Iterator[None]:
    """Undo what one part of a transaction did when it fails, and nothing of the others'."""
    driver.execute("SAVEPOINT part").close()
    try:
        yield
    except BaseException:
        if driver.in_transaction:
            driver.execute("ROLLBACK TO part").close()
            driver.execute("RELEASE part").close()
        raise
    driver.execute("RELEASE part").close()
