"""Owns short-lived state in a Redis that several processes and machines share. The only importer of redis.

Needs Redis 7 (GETDEL, EXPIRE … NX). Whatever Redis answers but the thing asked for closes the door (J214).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from ssl import TLSVersion

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.journey import StoreUnavailable
from broker.flows.ports import Append, Put
from broker.stores.store_settings import StoreSettings


class RedisStore:
    """Keep values in Redis; every operation is atomic there, across processes and machines."""

    def __init__(self, settings: StoreSettings) -> None:
        self._prefix = settings.prefix
        self._redis = _connect(settings)

    def check(self) -> None:
        """Ask Redis for a sign of life; raise `StoreUnavailable` when there is none."""
        with _closed_on_failure():
            self._redis.ping()

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for so many seconds, in place of any before."""
        with _closed_on_failure():
            self._redis.set(self._prefix + key, value, ex=seconds)

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep a value unless the key is there; tell whether it was kept."""
        with _closed_on_failure():
            return bool(self._redis.set(self._prefix + key, value, ex=seconds, nx=True))

    def find(self, key: str) -> bytes | None:
        """Return the value, or None when absent or over."""
        with _closed_on_failure():
            return _value(self._redis.get(self._prefix + key))

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it, so that one caller alone gets it."""
        with _closed_on_failure():
            return _value(self._redis.getdel(self._prefix + key))

    def write(self, *writes: Put | Append) -> None:
        """Make several writes in order, in one exchange."""
        with _closed_on_failure(), self._redis.pipeline(transaction=False) as together:
            for one in writes:
                key = self._prefix + one.key
                if isinstance(one, Put):
                    together.set(key, one.value, ex=one.seconds)
                else:
                    together.rpush(key, *one.values)
                    together.ltrim(key, -one.keep, -1)
                    together.expire(key, one.seconds)
            together.execute()

    def append(self, key: str, value: bytes, seconds: int, keep: int, *, lasting: bool = False) -> None:  # noqa: ARG002
        """Add to the end of a list, keep its last `keep` items and renew its time; here every list lasts."""
        with _closed_on_failure(), self._redis.pipeline(transaction=True) as together:
            together.rpush(self._prefix + key, value)
            together.ltrim(self._prefix + key, -keep, -1)
            together.expire(self._prefix + key, seconds)
            together.execute()

    def read_list(self, key: str) -> tuple[bytes, ...]:
        """Return the list, oldest first."""
        with _closed_on_failure():
            return tuple(_bytes(item) for item in self._redis.lrange(self._prefix + key, 0, -1))

    def count(self, key: str, seconds: int) -> int:
        """Add one and return the total; the first count starts the time."""
        with _closed_on_failure(), self._redis.pipeline(transaction=True) as together:
            together.incr(self._prefix + key)
            together.expire(self._prefix + key, seconds, nx=True)
            return int(together.execute()[0])

    def forget(self, key: str) -> None:
        """Remove a key, if there."""
        with _closed_on_failure():
            self._redis.delete(self._prefix + key)


@contextmanager
def _closed_on_failure() -> Iterator[None]:
    """Turn every failure of Redis into a refusal; its text may quote a key or a value, so only its name is kept."""
    try:
        yield
    except RedisError as error:
        raise StoreUnavailable(cause=f"redis {type(error).__name__}") from None


def _value(answer: object) -> bytes | None:
    return None if answer is None else _bytes(answer)


def _bytes(answer: object) -> bytes:
    if isinstance(answer, bytes):
        return answer
    raise StoreUnavailable(cause="redis gave something else than bytes")


def _connect(settings: StoreSettings) -> Redis:
    """Prepare the client; nothing is sent before the first command.

    Nothing is tried twice: a GETDEL or an INCR whose answer was lost must not be repeated.
    """
    options: dict[str, object] = {
        "password": None if settings.password_file is None else _read_password(settings.password_file),
        "socket_timeout": settings.timeout_seconds,
        "socket_connect_timeout": settings.timeout_seconds,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }
    if settings.url.startswith("rediss://"):
        options |= {"ssl_cert_reqs": "required", "ssl_check_hostname": True, "ssl_min_version": TLSVersion.TLSv1_2}
        options |= {"ssl_ca_certs": None if settings.ca_file is None else str(settings.ca_file)}
    return Redis.from_url(settings.url, **options)


def _read_password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        problem = Problem(str(file), "store.password_file", error.strerror or "unreadable", "name a readable file")
        raise ConfigurationError((problem,)) from None
