"""Owns the figures of OpenID Connect and CAS: a login of somebody signed in at the hub, over either store."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from broker.saml.keys import read_signing_key
from tests.bench.figure import Figure
from tests.bench.hub_process import COMMANDS, Hub, running_hub
from tests.bench.login import find_travellers
from tests.bench.login_chain import Chain, open_connection
from tests.bench.login_sides import sides_of
from tests.bench.process_figures import resident_mib_of
from tests.bench.signed_in import CLIENT, TERMS, SignedIn, sign_in
from tests.bench.subscribed import subscribe
from tests.bench.timing import cpu_median
from tests.bench.token_load import request_of, requests_per_second
from tests.live.redis_server import running_redis
from tests.sandbox import free_ports

OIDC, TOKEN, CAS, RATIO, MEMORY = (
    "oidc.login.cpu_ms",
    "oidc.token.per_s",
    "cas.login.cpu_ms",
    "redis.ratio",
    "worker.mib",
)
NAMES = (OIDC, TOKEN, CAS, RATIO)
_BROWSERS, _WARM_UP, _ROUNDS, _LOGINS = 25, 50, 6, 50
_CODES, _SENDERS, _TOKEN_ROUNDS = 800, 3, 3
_CHECKED_EACH = 10
_MILLISECONDS = 1000
_MANY_LOGINS = 10_000


@dataclass(frozen=True, slots=True)
class Yard:
    """Hold a hub under measure, and browsers signed in there."""

    hub: Hub
    port: int
    browsers: tuple[SignedIn, ...]


def measure() -> Iterator[Figure]:
    """Measure over memory and over Redis, in rounds that alternate: both hubs see the same minutes."""
    floor = _es256_floor()
    with (
        _yard("") as memory,
        running_redis() as server,
        _yard(f'[store]\nkind = "redis"\nurl = "{server.url}"\n') as redis,
    ):
        oidc = _cpu_ms((memory, redis), SignedIn.sign_on_by_oidc)
        cas = _cpu_ms((memory, redis), SignedIn.sign_on_by_cas)
        token = _tokens_per_second((memory, redis))
    yield Figure(OIDC, oidc[0], "ms", floor)
    yield Figure(TOKEN, token[0], "1/s")
    yield Figure(CAS, cas[0], "ms")
    yield Figure("oidc.login.redis.cpu_ms", oidc[1], "ms", floor)
    yield Figure("oidc.token.redis.per_s", token[1], "1/s")
    yield Figure("cas.login.redis.cpu_ms", cas[1], "ms")
    yield Figure(RATIO, max(oidc[1] / oidc[0], token[0] / token[1], cas[1] / cas[0]), "×")


def measure_memory() -> Iterator[Figure]:
    """Measure the resident memory of one worker after 10,000 logins, in turn by each language."""
    with _yard("") as yard:
        browsers = cycle(yard.browsers)
        for number in range(_MANY_LOGINS // 2):
            browser = next(browsers)
            browser.sign_on_by_oidc(checked=number % 100 == 0)
            browser.sign_on_by_cas(checked=number % 100 == 0)
        yield Figure(MEMORY, resident_mib_of(yard.hub.processes), "MiB")


@contextmanager
def _yard(settings: str) -> Iterator[Yard]:
    with TemporaryDirectory(prefix="preau-bench-") as folder:
        workspace, port = Path(folder), free_ports()
        sides = sides_of(f"http://localhost:{port}")
        people = sides.register(workspace, TERMS)
        subscribe(workspace)
        text = f'[directory]\nldif_file = "{people}"\n{settings}'
        (workspace / "preau.toml").write_text(text, encoding="utf-8")
        secret = _leave_secret(workspace)
        with running_hub(COMMANDS["granian"], workspace, port) as hub, open_connection(sides.hub_entity) as http:
            chain = Chain(sides, read_signing_key(workspace / "keys", "gar").certificate_pem, http)
            travellers = islice(find_travellers(people), _BROWSERS)
            yield Yard(hub, port, tuple(sign_in(chain, traveller, secret) for traveller in travellers))


def _leave_secret(workspace: Path) -> str:
    """Give the client its secret before the hub would make one."""
    secret, folder = "bench-" + "0123456789abcdef" * 4, workspace / "keys" / "clients"
    folder.mkdir(parents=True)
    (workspace / "keys").chmod(0o700)
    folder.chmod(0o700)
    file = folder / f"{CLIENT}.secret"
    file.write_text(secret, encoding="ascii")
    file.chmod(0o600)
    return secret


def _cpu_ms(yards: tuple[Yard, ...], login: Callable[..., None]) -> list[float]:
    """Return, for each hub, the median over rounds of its CPU time per login, in milliseconds."""
    browsers = [cycle(yard.browsers) for yard in yards]
    for ring in browsers:
        for _ in range(_WARM_UP):
            login(next(ring), checked=True)
    spent: list[list[float]] = [[] for _ in yards]
    for _ in range(_ROUNDS):
        for yard, ring, own in zip(yards, browsers, spent, strict=True):
            gc.collect()
            start = yard.hub.cpu_seconds()
            for number in range(_LOGINS):
                login(next(ring), checked=number % _CHECKED_EACH == 0)
            own.append((yard.hub.cpu_seconds() - start) * _MILLISECONDS / _LOGINS)
    return [median(own) for own in spent]


def _tokens_per_second(yards: tuple[Yard, ...]) -> list[float]:
    """Return, for each hub, the median over rounds of what its token endpoint answers in a second."""
    found: list[list[float]] = [[] for _ in yards]
    for _ in range(_TOKEN_ROUNDS):
        for yard, own in zip(yards, found, strict=True):
            own.append(requests_per_second(yard.port, _token_requests(yard), _SENDERS))
    return [median(own) for own in found]


def _token_requests(yard: Yard) -> list[bytes]:
    browsers, host, written = cycle(yard.browsers), f"localhost:{yard.port}", []
    for _ in range(_CODES):
        browser = next(browsers)
        written.append(request_of(host, "/oidc/oidcAccessToken", browser.token_form(browser.authorize())))
    return written


def _es256_floor() -> float:
    """Return the CPU time of the one ES256 signature that a login cannot avoid, in milliseconds."""
    key, octets = ec.generate_private_key(ec.SECP256R1()), b"x" * 400
    return cpu_median(lambda: key.sign(octets, ec.ECDSA(hashes.SHA256()))) * _MILLISECONDS
