"""Owns the clients' certificates as files: what they say, who can read them, what renewing and revoking leave."""

import ssl
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store

from broker.core.errors import ConfigurationError
from broker.core.roles import Holder, Role
from broker.definitions.shipped_clients import DISTRIBUTORS, SHIPPED_CLIENTS
from broker.handshakes import Handshakes
from broker.serving import Listener, Serving
from broker.transport.client_certificates import BUNDLE_PASSWORD, ClientCertificates, read_holder
from broker.transport.host_names import LOOPBACK_HOSTS
from broker.transport.local_certificates import LocalCertificates
from broker.transport.outgoing import local_session
from broker.transport.pem_files import read_certificate, read_key
from tests.sandbox import MovableClock, free_ports

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
P0 = Holder(Role.ENT, "P0")
DISTRIBUTOR = Holder(Role.DISTRIBUTOR, DISTRIBUTORS[0].identifier)
NOT_NAMES = ("", ".", "../tls/server", "P0/x", "p 0", "é", "x" * 41, "-P0", "P0\n")


@pytest.fixture
def clients(tmp_path: Path) -> ClientCertificates:
    return ClientCertificates(tmp_path / "certificates")


def shown(file: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(file.read_text(encoding="ascii").strip())


def test_a_certificate_says_whose_it_is_in_a_urn_and_serves_a_client_only(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((DISTRIBUTOR,), NOW)
    found = read_certificate(kept.certificate_file)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [
        f"urn:preau:client:distributor:{DISTRIBUTOR.name}"
    ]
    assert read_holder(found) == DISTRIBUTOR
    uses = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert not found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert "Préau bac à sable" in found.subject.rfc4514_string()
    assert found.public_key() == read_key(kept.key_file).public_key()
    assert kept.ends - NOW == timedelta(days=397)


def test_a_strict_verifier_takes_it_as_a_clients(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    authority = read_certificate(clients.authority_file)
    verifier = PolicyBuilder().store(Store([authority])).time(NOW).build_client_verifier()
    verified = verifier.verify(read_certificate(kept.certificate_file), [])
    assert verified.subjects is not None


def test_keys_are_for_their_owner_only(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    bundle = clients.bundle(kept)
    private = [path for path in clients.folder.rglob("*") if path.is_file() and path.suffix in {".key", ".p12"}]
    assert {kept.key_file, bundle, clients.folder / "private" / "authority.key"} == set(private)
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_what_is_there_and_counts_is_kept(clients: ClientCertificates) -> None:
    clients.provide(SHIPPED_CLIENTS, NOW)
    before = {path: path.read_bytes() for path in clients.folder.rglob("*") if path.is_file()}
    clients.provide(SHIPPED_CLIENTS, NOW + timedelta(days=396))
    assert {path: path.read_bytes() for path in clients.folder.rglob("*") if path.is_file()} == before


def test_what_is_over_is_made_anew(clients: ClientCertificates) -> None:
    (former,) = clients.provide((P0,), NOW)
    old = shown(former.certificate_file)
    (later,) = clients.provide((P0,), NOW + timedelta(days=397))
    assert later.ends > former.ends
    assert not clients.is_kept(P0, old)


@pytest.mark.parametrize("lost", ["ent-P0.pem", "ent-P0.key"])
def test_half_a_pair_is_made_anew(clients: ClientCertificates, lost: str) -> None:
    """As a renewal that was cut short leaves it."""
    clients.provide((P0,), NOW)
    (clients.folder / lost).unlink()
    (kept,) = clients.provide((P0,), NOW)
    assert read_certificate(kept.certificate_file).public_key() == read_key(kept.key_file).public_key()


def test_a_certificate_of_another_key_is_made_anew(clients: ClientCertificates) -> None:
    kept, other = clients.provide((P0, DISTRIBUTOR), NOW)
    kept.key_file.write_bytes(other.key_file.read_bytes())
    (made,) = clients.provide((P0,), NOW)
    assert read_certificate(made.certificate_file).public_key() == read_key(made.key_file).public_key()


def test_a_certificate_of_a_former_authority_is_made_anew(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    old = shown(kept.certificate_file)
    clients.authority_file.unlink()
    clients.provide((P0,), NOW)
    assert not clients.is_kept(P0, old)


def test_the_very_certificate_is_the_one_that_counts(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    first = shown(kept.certificate_file)
    assert clients.is_kept(P0, first)
    assert not clients.is_kept(DISTRIBUTOR, first)
    clients.renew(P0, NOW)
    assert not clients.is_kept(P0, first)
    second = shown(kept.certificate_file)
    assert clients.is_kept(P0, second)
    assert clients.revoke(P0)
    assert not clients.is_kept(P0, second)
    assert not clients.revoke(P0)


def test_a_damaged_file_is_nobodys_certificate(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    first = shown(kept.certificate_file)
    for content in (b"-----BEGIN NOTHING-----\n", b"\xff\xfe", b""):
        kept.certificate_file.write_bytes(content)
        assert not clients.is_kept(P0, first)


def test_a_renewal_makes_another_key_and_renews_the_bundle(clients: ClientCertificates) -> None:
    (kept,) = clients.provide((P0,), NOW)
    former = read_key(kept.key_file).public_key()
    clients.bundle(kept)
    clients.renew(P0, NOW)
    key, certificate, authorities = pkcs12.load_key_and_certificates(kept.bundle_file.read_bytes(), BUNDLE_PASSWORD)
    assert certificate is not None
    assert certificate == read_certificate(kept.certificate_file)
    assert certificate.public_key() != former
    assert key is not None
    assert authorities == [read_certificate(clients.authority_file)]


def test_revoking_leaves_no_key_and_nobody_elses_less(clients: ClientCertificates) -> None:
    mine, _ = clients.provide((P0, DISTRIBUTOR), NOW)
    clients.bundle(mine)
    clients.revoke(P0)
    assert not [path for path in clients.folder.iterdir() if "P0" in path.name]
    assert [kept.holder for kept in clients.every()] == [DISTRIBUTOR]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_a_name_that_could_be_another_file_is_told(clients: ClientCertificates, name: str) -> None:
    for change in (
        clients.revoke,
        lambda holder: clients.renew(holder, NOW),
        lambda holder: clients.provide((holder,), NOW),
    ):
        with pytest.raises(ConfigurationError, match="no such name"):
            change(Holder(Role.ENT, name))
    assert not clients.is_kept(Holder(Role.ENT, name), b"")
    assert not [path for path in clients.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["P0", "77777777_0000000000000001", "777777774-0000000000000001"])
def test_a_distributor_is_named_by_siren_and_isni(clients: ClientCertificates, name: str) -> None:
    with pytest.raises(ConfigurationError, match="nine digits"):
        clients.provide((Holder(Role.DISTRIBUTOR, name),), NOW)


def test_people_have_no_certificates(clients: ClientCertificates) -> None:
    assert not clients.is_kept(Holder(Role.OPERATOR, "P0"), b"")


def test_a_damaged_authority_is_told_with_what_to_do(clients: ClientCertificates) -> None:
    clients.provide((P0,), NOW)
    clients.authority_file.write_bytes(b"-----BEGIN NOTHING-----\n")
    with pytest.raises(ConfigurationError) as caught:
        clients.provide((P0,), NOW)
    assert caught.value.problems[0].hint.startswith("remove the folder certificates")


def test_an_authority_that_is_over_is_told(clients: ClientCertificates) -> None:
    clients.provide((P0,), NOW)
    with pytest.raises(ConfigurationError, match="ended on 2036"):
        clients.provide((P0,), NOW + timedelta(days=3650))


def test_the_shipped_distributors_are_invented(clients: ClientCertificates) -> None:
    for distributor in DISTRIBUTORS:
        doubled = [int(sign) * (2 if place % 2 else 1) for place, sign in enumerate(distributor.identifier[:9])]
        assert sum(value // 10 + value % 10 for value in doubled) % 10, "its SIREN must fail the check digit"
    assert len(clients.provide(SHIPPED_CLIENTS, NOW)) == len(set(SHIPPED_CLIENTS)) == 7


@pytest.fixture
def port(clients: ClientCertificates, tmp_path: Path) -> Iterator[int]:
    """Serve, with client certificates, what tells whether one was shown; give the port."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ["SSL_CLIENT_VERIFY"].encode()]

    clock = MovableClock()
    clients.provide((), clock.now())
    handshakes = Handshakes(LocalCertificates(tmp_path / "tls", LOOPBACK_HOSTS), clock, clients)
    first = free_ports()
    serving = Serving([Listener("some", "127.0.0.1", first, answer, handshakes)], threads=2)
    serving.start()
    yield first
    serving.stop()


def test_a_new_authority_counts_without_a_restart(clients: ClientCertificates, port: int, tmp_path: Path) -> None:
    for path in sorted(clients.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (kept,) = clients.provide((P0,), MovableClock().now())
    with local_session(str(tmp_path / "tls" / "authority.pem")) as session:
        session.cert = (str(kept.certificate_file), str(kept.key_file))
        assert session.get(f"https://localhost:{port}/", timeout=15).text == "SUCCESS"


def test_a_listener_of_its_own_handshakes_speaks_tls_where_others_do_not(port: int, tmp_path: Path) -> None:
    with local_session(str(tmp_path / "tls" / "authority.pem")) as session:
        assert session.get(f"https://localhost:{port}/", timeout=15).text == "NONE"
    assert requests.get(f"http://localhost:{port}/", timeout=15).status_code == 400
