"""Owns what only a real Redis can show: races between processes, failure, passwords and TLS."""

import datetime as dt
import ipaddress
import multiprocessing
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from redis import Redis

from broker.core.errors import ConfigurationError
from broker.core.refusals.journey import StoreUnavailable
from broker.stores.journey_book import StoredJourneyBook
from broker.stores.keys import name_key
from broker.stores.redis_store import RedisStore
from broker.stores.store_settings import StoreSettings
from tests.live.redis_server import RedisServer, race, running_redis

pytestmark = pytest.mark.live
PROCESSES = 4
ROUNDS = 200


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


def _store(url: str, **more: object) -> RedisStore:
    return RedisStore(StoreSettings.model_validate({"kind": "redis", "url": url, **more}))


def test_j213_of_several_processes_one_alone_takes_or_adds_and_no_count_is_lost(redis: RedisServer) -> None:
    store = _store(redis.url)
    for number in range(ROUNDS):
        store.put(f"answer:{number}", b"one", 60)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        won = pool.starmap(race, [(redis.url, PROCESSES, ROUNDS)] * PROCESSES, chunksize=1)
    assert sum(len(taken) for taken, _, _ in won) == ROUNDS
    assert sorted(number for taken, _, _ in won for number in taken) == list(range(ROUNDS))
    assert sorted(number for _, added, _ in won for number in added) == list(range(ROUNDS))
    counts = [count for _, _, counted in won for count in counted]
    assert sorted(counts) == list(range(1, PROCESSES * ROUNDS + 1))


def test_keys_carry_the_prefix_the_hash_tag_and_an_end(redis: RedisServer) -> None:
    store = _store(redis.url, prefix="yard:")
    StoredJourneyBook(store).use_once("request", "_r1", 60)
    store.append("legs:{1}", b"one", 60, 5)
    store.count("attempts:{1}", 60)
    with Redis.from_url(redis.url) as client:
        keys = {key.decode() for key in client.scan_iter("yard:*")}
        assert keys == {f"yard:{name_key('once', 'request', '_r1')}", "yard:legs:{1}", "yard:attempts:{1}"}
        assert all(0 < client.ttl(key) <= 60 for key in keys)


def test_j214_a_redis_that_dies_midway_closes_the_door() -> None:
    with running_redis() as server:
        store = _store(server.url)
        store.put("journey:{1}", b"a value", 60)
        assert store.find("journey:{1}") == b"a value"
        server.kill()
        for attempt in (
            store.check,
            lambda: store.put("journey:{1}", b"a value", 60),
            lambda: store.add("journey:{1}", b"a value", 60),
            lambda: store.find("journey:{1}"),
            lambda: store.take("journey:{1}"),
            lambda: store.append("legs:{1}", b"a value", 60, 5),
            lambda: store.read_list("legs:{1}"),
            lambda: store.count("attempts:{1}", 60),
            lambda: store.forget("journey:{1}"),
        ):
            with pytest.raises(StoreUnavailable) as refused:
                attempt()
            assert refused.value.cause == "redis ConnectionError"
            assert refused.value.__cause__ is None


def test_j214_a_redis_that_is_full_closes_the_door_instead_of_forgetting() -> None:
    with running_redis("--maxmemory", "1", "--maxmemory-policy", "noeviction") as server:
        store = _store(server.url)
        with pytest.raises(StoreUnavailable) as refused:
            store.put("journey:{1}", b"a value", 60)
        assert refused.value.cause == "redis OutOfMemoryError"


def test_j211_a_pickle_in_redis_is_never_opened(redis: RedisServer) -> None:
    store = _store(redis.url)
    store.put(name_key("journey", "evil"), pickle.dumps(_Bomb()), 60)
    with pytest.raises(StoreUnavailable):
        StoredJourneyBook(store).find("evil")


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("the pickle was opened",)


def test_the_password_comes_from_a_file(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text("préau-77\n", encoding="utf-8")
    wrong.write_text("something else\n", encoding="utf-8")
    with running_redis("--requirepass", "préau-77") as server:
        _store(server.url, password_file=right).check()
        for store in (_store(server.url, password_file=wrong), _store(server.url)):
            with pytest.raises(StoreUnavailable):
                store.check()


def test_a_missing_password_file_is_named() -> None:
    with pytest.raises(ConfigurationError) as refused:
        _store("redis://127.0.0.1:1/0", password_file=Path("nowhere/secret"))
    assert refused.value.problems[0].where == "store.password_file"


def test_tls_is_verified_against_the_authority_given(tmp_path: Path) -> None:
    certificate, other = _certificate(tmp_path, "redis"), _certificate(tmp_path, "other")
    files = ("--tls-cert-file", str(certificate), "--tls-key-file", str(certificate), "--tls-auth-clients", "no")
    with running_redis(*files, "--tls-ca-cert-file", str(certificate), tls=True) as server:
        url = server.url.replace("redis://", "rediss://")
        _store(url, ca_file=certificate).check()
        for store in (_store(url, ca_file=other), _store(url), _store(server.url)):
            with pytest.raises(StoreUnavailable):
                store.check()


def _certificate(folder: Path, name: str) -> Path:
    """Write a key and a self-signed certificate for 127.0.0.1 into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=36500))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file
