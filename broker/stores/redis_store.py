"""Owns short-lived state in a Redis that several processes and machines share.

Needs Redis 7 (GETDEL). What is one operation here is one command there, a script of one key where Redis has none.
Whatever Redis answers but the thing asked for closes the door (J214).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from ssl import TLSVersion

from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from broker.core.errors import ConfigurationError, Problem
from broker.core.refusals.journey import StoreUnavailable
from broker.flows.ports import Append, Put
from broker.stores.redis_line import Answer, Command, RedisLines
from broker.stores.store_settings import StoreSettings

# All are atomic, and one command each; a script's text is known to Redis by its digest after the first time.
_APPEND = (
    "redis.call('RPUSH',KEYS[1],unpack(ARGV,3)) redis.call('LTRIM',KEYS[1],-ARGV[2],-1) "
    "redis.call('EXPIRE',KEYS[1],ARGV[1])"
)
_APPEND_ONCE = "for n=3,#ARGV do redis.call('LREM',KEYS[1],0,ARGV[n]) end " + _APPEND
_COUNT = "local n=redis.call('INCR',KEYS[1]) redis.call('EXPIRE',KEYS[1],ARGV[1],'NX') return n"


class RedisStore:
    """Keep values in Redis; every operation is atomic there, across processes and machines."""

    def __init__(self, settings: StoreSettings) -> None:
        self._prefix = settings.prefix
        self._lines = RedisLines(_connect(settings))

    def check(self) -> None:
        """Ask Redis for a sign of life; raise `StoreUnavailable` when there is none."""
        self._ask(("PING",))

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for so many seconds, in place of any before."""
        self._ask(self._put(key, value, seconds))

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep a value unless the key is there; tell whether it was kept."""
        return self._ask((*self._put(key, value, seconds), "NX")) is not None

    def find(self, key: str) -> bytes | None:
        """Return the value, or None when absent or over."""
        return _value(self._ask(("GET", self._prefix + key)))

    def take(self, key: str) -> bytes | None:
        """Return the value and remove it, so that one caller alone gets it."""
        return _value(self._ask(("GETDEL", self._prefix + key)))

    def add_and_find(self, added: Put, key: str) -> tuple[bool, bytes | None]:
        """Add one value and find another, in one exchange; tell whether the first was kept."""
        with _closed_on_failure():
            kept, found = self._lines.ask((*self._written(added), "NX"), ("GET", self._prefix + key))
        return kept is not None, _value(found)

    def write(self, *writes: Put | Append) -> None:
        """Make several writes in order, in one exchange."""
        with _closed_on_failure():
            self._lines.ask(*(self._written(one) for one in writes))

    def append(self, key: str, value: bytes, seconds: int, keep: int, *, lasting: bool = False) -> None:
        """Add to the end of a list, keep its last `keep` items and renew its time; here every list lasts."""
        self.write(Append(key, (value,), seconds, keep, lasting))

    def read_list(self, key: str) -> tuple[bytes, ...]:
        """Return the list, oldest first."""
        answer = self._ask(("LRANGE", self._prefix + key, 0, -1))
        if not isinstance(answer, list):
            raise StoreUnavailable(cause="redis gave something else than a list")
        return tuple(_bytes(item) for item in answer)

    def count(self, key: str, seconds: int) -> int:
        """Add one and return the total; the first count starts the time."""
        answer = self._ask(("EVAL", _COUNT, 1, self._prefix + key, seconds))
        if not isinstance(answer, int):
            raise StoreUnavailable(cause="redis gave something else than a number")
        return answer

    def forget(self, key: str) -> None:
        """Remove a key, if there."""
        self._ask(("DEL", self._prefix + key))

    def _ask(self, command: Command) -> Answer:
        with _closed_on_failure():
            return self._lines.ask(command)[0]

    def _put(self, key: str, value: bytes, seconds: int) -> Command:
        return ("SET", self._prefix + key, value, "EX", seconds)

    def _written(self, one: Put | Append) -> Command:
        if isinstance(one, Put):
            return self._put(one.key, one.value, one.seconds)
        script = _APPEND_ONCE if one.once else _APPEND
        return ("EVAL", script, 1, self._prefix + one.key, one.seconds, one.keep, *one.values)


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


def _connect(settings: StoreSettings) -> ConnectionPool:
    """Say how connections are made."""
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
    return ConnectionPool.from_url(settings.url, **options)


def _read_password(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        problem = Problem(str(file), "store.password_file", error.strerror or "unreadable", "name a readable file")
        raise ConfigurationError((problem,)) from None
