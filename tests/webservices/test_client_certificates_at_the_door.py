"""Owns the door of the web services: who is let in by which certificate, and what everybody else is told."""

import logging
import queue
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from logging.handlers import QueueHandler
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broker.core.roles import Holder, Role
from broker.transport.client_certificates import ClientCertificates, urn_of
from broker.transport.issuance import certify_client, certify_server, new_key
from broker.transport.outgoing import local_session
from broker.transport.pem_files import read_certificate, read_key, write_certificate, write_key
from tests.sandbox import Sandbox
from tests.transport.tls_clients import port_of
from tests.webservices.callers import DISTRIBUTOR, P0, REPORTS, ResumingClient, call, clients_of, code_of, pair_of


@pytest.mark.parametrize("holder", [P0, DISTRIBUTOR, REPORTS], ids=lambda holder: holder.role)
def test_each_client_is_known_by_its_own_certificate(sandbox: Sandbox, holder: Holder) -> None:
    answer = call(sandbox, cert=pair_of(sandbox, holder))
    assert answer.status_code == 200
    assert answer.json()["client"] == {"role": holder.role.value, "name": holder.name}
    assert "Set-Cookie" not in answer.headers


def test_without_a_certificate_the_answer_says_how_to_get_one(sandbox: Sandbox) -> None:
    answer = call(sandbox)
    assert (answer.status_code, code_of(answer)) == (403, "client.no_certificate")
    assert answer.json()["Erreur"]["Code"] == "Forbidden"
    assert "preau certificates make" in answer.json()["Erreur"]["Message"]


def test_without_a_certificate_an_unknown_address_says_nothing_else(sandbox: Sandbox) -> None:
    assert code_of(call(sandbox, "/nowhere/at/all")) == "client.no_certificate"


@pytest.fixture
def moved(sandbox: Sandbox) -> Iterator[Sandbox]:
    yield sandbox
    sandbox.clock.shift = timedelta()


def test_an_expired_certificate_is_told_so_in_words(moved: Sandbox) -> None:
    pair = pair_of(moved, P0)
    moved.clock.shift = timedelta(days=398)
    answer = call(moved, cert=pair)
    assert (answer.status_code, code_of(answer)) == (403, "client.certificate_expired")
    assert "preau certificates renew" in answer.json()["Erreur"]["Message"]


def test_a_certificate_before_its_time_is_told_so_in_words(moved: Sandbox) -> None:
    pair = pair_of(moved, P0)
    moved.clock.shift = timedelta(days=-3)
    answer = call(moved, cert=pair)
    assert (answer.status_code, code_of(answer)) == (403, "client.certificate_not_yet_valid")


def test_a_certificate_whose_own_dates_are_past_reaches_the_application_and_not_an_alert(sandbox: Sandbox) -> None:
    client = Holder(Role.ENT, "PAST")
    before = sandbox.machine_clock.now() - timedelta(days=800)
    made = clients_of(sandbox).renew(client, before)
    kept = read_key(made.key_file)
    authority = clients_authority(sandbox)
    write_certificate(made.certificate_file, certify_client(kept.public_key(), urn_of(client), authority, before))
    answer = call(sandbox, cert=(str(made.certificate_file), str(made.key_file)))
    assert code_of(answer) == "client.certificate_expired"
    clients_of(sandbox).revoke(client)


def test_a_revoked_certificate_ends_at_the_next_call(sandbox: Sandbox, tmp_path: Path) -> None:
    client = Holder(Role.ENT, "REVOKED")
    copied = copy(pair_of(sandbox, client), tmp_path)
    assert call(sandbox, cert=copied).ok  # the control
    assert clients_of(sandbox).revoke(client)
    answer = call(sandbox, cert=copied)
    assert (answer.status_code, code_of(answer)) == (403, "client.certificate_ended")


def test_a_renewal_ends_the_former_certificate_and_lets_the_new_one_in(sandbox: Sandbox, tmp_path: Path) -> None:
    client = Holder(Role.DISTRIBUTOR, "777777779_0000000000000009")
    former = copy(pair_of(sandbox, client), tmp_path)
    clients_of(sandbox).renew(client, sandbox.machine_clock.now())
    assert code_of(call(sandbox, cert=former)) == "client.certificate_ended"
    assert call(sandbox, cert=pair_of(sandbox, client)).ok


def test_a_revocation_ends_a_connection_that_is_kept_open(sandbox: Sandbox, tmp_path: Path) -> None:
    client = Holder(Role.ENT, "KEPT-OPEN")
    copied = copy(pair_of(sandbox, client), tmp_path)
    with local_session(str(sandbox.workspace.tls / "authority.pem")) as session:
        session.cert = copied
        assert session.get(sandbox.urls["webservices"], timeout=15).ok
        clients_of(sandbox).revoke(client)
        assert session.get(sandbox.urls["webservices"], timeout=15).status_code == 403


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_resumed_session_is_known_by_its_certificate_and_ends_with_it(
    sandbox: Sandbox, version: ssl.TLSVersion, tmp_path: Path
) -> None:
    client = Holder(Role.ENT, f"RESUMED-{version.value}")
    resuming = ResumingClient(sandbox, version, copy(pair_of(sandbox, client), tmp_path))
    assert resuming.ask() == (False, b"HTTP/1.1 200 OK")
    assert resuming.ask() == (True, b"HTTP/1.1 200 OK")
    clients_of(sandbox).revoke(client)
    assert resuming.ask() == (True, b"HTTP/1.1 403 FORBIDDEN")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_resumed_session_without_a_certificate_stays_without(sandbox: Sandbox, version: ssl.TLSVersion) -> None:
    resuming = ResumingClient(sandbox, version, None)
    assert [resuming.ask(), resuming.ask()] == [(False, b"HTTP/1.1 403 FORBIDDEN"), (True, b"HTTP/1.1 403 FORBIDDEN")]


def test_a_certificate_of_another_authority_ends_the_handshake_and_the_log_says_what_to_do(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    foreign = ClientCertificates(tmp_path / "foreign")
    (kept,) = foreign.provide((P0,), sandbox.machine_clock.now())
    lines: queue.Queue[logging.LogRecord] = queue.Queue()
    handler = QueueHandler(lines)
    logging.getLogger("preau.serving").addHandler(handler)
    try:
        assert is_shut_out(sandbox, (str(kept.certificate_file), str(kept.key_file)))
        line = lines.get(timeout=20).getMessage()  # a moment after the client has been told
    finally:
        logging.getLogger("preau.serving").removeHandler(handler)
    assert "preau certificates make" in line
    assert "P0" not in line


def test_clients_of_another_authority_that_stay_keep_nobody_waiting(sandbox: Sandbox, tmp_path: Path) -> None:
    """With TLS 1.3 a client believes itself let in, and may say nothing more: it must not hold a thread (J209)."""
    (kept,) = ClientCertificates(tmp_path / "foreign").provide((P0,), sandbox.machine_clock.now())
    context = ssl.create_default_context(cafile=sandbox.workspace.tls / "authority.pem")
    context.load_cert_chain(kept.certificate_file, kept.key_file)
    pair, port = pair_of(sandbox, P0), port_of(sandbox.urls["webservices"])
    with ExitStack() as stack:
        for _ in range(40):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            stack.enter_context(context.wrap_socket(connection, server_hostname="localhost"))
        began = time.monotonic()
        assert call(sandbox, cert=pair).ok
        assert time.monotonic() - began < 5  # a thread held by each would take 15 seconds for every four


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_foreign_certificate_gets_the_alert_unknown_ca(
    sandbox: Sandbox, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    (kept,) = ClientCertificates(tmp_path / "foreign").provide((P0,), sandbox.machine_clock.now())
    client = ResumingClient(sandbox, version, (str(kept.certificate_file), str(kept.key_file)))
    with pytest.raises(ssl.SSLError, match="UNKNOWN_CA"):
        client.ask()


def test_the_certificate_of_a_server_is_no_clients(sandbox: Sandbox, tmp_path: Path) -> None:
    tls = sandbox.workspace.tls
    assert is_shut_out(sandbox, (str(tls / "server.pem"), str(tls / "private" / "server.key")))
    # Nor would one be that the clients' own authority had signed.
    key, now = new_key(), sandbox.machine_clock.now()
    signed = certify_server(key.public_key(), {"localhost"}, clients_authority(sandbox), now)
    assert is_shut_out(sandbox, written(tmp_path, signed, key))


def test_a_self_signed_certificate_that_says_it_is_a_client_is_shut_out(sandbox: Sandbox, tmp_path: Path) -> None:
    key = new_key()
    forged = self_signed(key, urn_of(P0), sandbox.machine_clock.now())
    assert is_shut_out(sandbox, written(tmp_path, forged, key))


def test_what_the_authority_signs_and_nobody_keeps_opens_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """A stolen key of the authority is not enough: the certificate must be the very one that is kept."""
    key, now = new_key(), sandbox.machine_clock.now()
    pair_of(sandbox, P0)
    for urn in (urn_of(P0), "urn:preau:client:ent:../../tls/server", "urn:preau:client:operator:x", "urn:other"):
        stolen = certify_client(key.public_key(), urn, clients_authority(sandbox), now)
        assert code_of(call(sandbox, cert=written(tmp_path, stolen, key))) == "client.certificate_ended"


def test_headers_cannot_stand_for_a_certificate(sandbox: Sandbox) -> None:
    pem = Path(pair_of(sandbox, P0)[0]).read_text(encoding="ascii").replace("\n", " ")
    headers = dict.fromkeys(("SSL_CLIENT_CERT", "SSL-Client-Cert", "X-Client-Cert", "X-SSL-Client-Cert"), pem)
    assert code_of(call(sandbox, headers=headers)) == "client.no_certificate"


def clients_authority(sandbox: Sandbox) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    folder = sandbox.workspace.certificates
    return read_certificate(folder / "authority.pem"), read_key(folder / "private" / "authority.key")


def copy(pair: tuple[str, str], folder: Path) -> tuple[str, str]:
    """Copy a certificate and its key, as a client on another machine has them."""
    copied = folder / "copied.pem", folder / "copied.key"
    for source, target in zip(pair, copied, strict=True):
        target.write_bytes(Path(source).read_bytes())
    return str(copied[0]), str(copied[1])


def written(folder: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> tuple[str, str]:
    files = folder / "made.pem", folder / "made.key"
    write_certificate(files[0], certificate)
    write_key(files[1], key)
    return str(files[0]), str(files[1])


def is_shut_out(sandbox: Sandbox, cert: tuple[str, str]) -> bool:
    """Tell whether the handshake fails; with TLS 1.3 a client may have begun to speak when it learns of it."""
    try:
        call(sandbox, cert=cert)
    except requests.ConnectionError:
        return True
    return False


def self_signed(key: ec.EllipticCurvePrivateKey, urn: str, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "P0")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(urn)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
