"""Owns the lines to a Redis server: one connection a thread, several commands in one exchange.

The library's own client checks, measures and may repeat each command. Here nothing is tried twice, since a GETDEL or
an INCR whose answer was lost must not be repeated, and a sign-on asks a dozen times: it pays for each step in between.
"""

import time
from threading import local
from typing import Any

from redis import ConnectionPool
from redis.exceptions import RedisError

Answer = bytes | int | str | list[bytes] | None
Command = tuple[str | bytes | int, ...]
_IDLE_SECONDS = 1.0
_Connection = Any  # the library's connections are untyped


class RedisLines:
    """Hold each thread's own connection, opened at its first exchange and again after a failure."""

    def __init__(self, pool: ConnectionPool) -> None:
        """Keep how connections are made; nothing is sent before the first exchange."""
        self._pool = pool
        self._own = local()

    def ask(self, *commands: Command) -> list[Answer]:
        """Send commands together and return their answers in order; raise RedisError when one of them is an error.

        After any failure the connection is closed: what is still on its way belongs to nobody.
        """
        connection = self._line()
        try:
            connection.send_packed_command([b"".join(connection.pack_commands(commands))], check_health=False)
            return [connection.read_response() for _ in commands]
        except (RedisError, OSError):
            connection.disconnect()
            raise

    def _line(self) -> _Connection:
        """Return this thread's connection; one that lay idle is first looked at, for its server may have gone."""
        now = time.monotonic()
        connection: _Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._pool.connection_class(**self._pool.connection_kwargs)
        elif now - self._own.used > _IDLE_SECONDS and _is_stale(connection):
            connection.disconnect()
        self._own.used = now
        return connection


def _is_stale(connection: _Connection) -> bool:
    """Tell whether something came without being asked for: the server's good-bye, or the end of the line."""
    try:
        return bool(connection.can_read(timeout=0))
    except (RedisError, OSError):
        return True
