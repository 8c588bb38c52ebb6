"""Owns the local authority as files: what it may vouch for, who can read its keys, when one is renewed."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from broker.core.errors import ConfigurationError
from broker.transport.issuance import certify_server, new_key
from broker.transport.local_certificates import LocalCertificates
from broker.transport.outgoing import provide_authorities
from broker.transport.pem_files import read_certificate, read_key

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@pytest.fixture
def certificates(tmp_path: Path) -> LocalCertificates:
    made = LocalCertificates(tmp_path / "tls", LOOPBACK)
    made.provide(NOW)
    return made


def server_certificate(certificates: LocalCertificates) -> x509.Certificate:
    return read_certificate(certificates.certificate_file)


def authority_certificate(certificates: LocalCertificates) -> x509.Certificate:
    return read_certificate(certificates.authority_file)


def test_the_authority_says_that_it_is_a_sandbox_and_signs_nothing_but_servers_of_this_machine(
    certificates: LocalCertificates,
) -> None:
    found = authority_certificate(certificates)
    assert "Préau bac à sable" in found.subject.rfc4514_string()
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    usage = found.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature
    names = found.extensions.get_extension_for_class(x509.NameConstraints)
    assert names.critical
    assert names.value.permitted_subtrees == [
        x509.DNSName("localhost"),
        x509.IPAddress(ip_network("127.0.0.0/8")),
        x509.IPAddress(ip_network("::1/128")),
    ]


def test_two_workspaces_have_two_authorities_of_different_names(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        made = LocalCertificates(tmp_path / name, LOOPBACK)
        made.provide(NOW)
        found.append(authority_certificate(made).subject)
    assert found[0] != found[1]


def test_its_keys_are_for_their_owner_only_and_what_is_to_be_trusted_is_for_everybody(
    certificates: LocalCertificates,
) -> None:
    provide_authorities(certificates.folder)
    private = certificates.folder / "private"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    keys = [path for path in certificates.folder.rglob("*") if path.is_file() and b"PRIVATE" in path.read_bytes()]
    assert {path.parent for path in keys} == {private}
    assert [stat.S_IMODE(path.stat().st_mode) for path in keys] == [0o600, 0o600]
    shown = [certificates.authority_file, certificates.certificate_file, certificates.folder / "trusted.pem"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in shown] == [0o644] * 3


@pytest.mark.parametrize("name", ["authority.key", "server.key"])
def test_a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(
    certificates: LocalCertificates, name: str
) -> None:
    key = certificates.folder / "private" / name
    key.chmod(0o640)
    with pytest.raises(ConfigurationError) as caught:
        certificates.provide(NOW)
    assert caught.value.problems[0].hint == f"chmod 600 {name}"
    key.chmod(0o600)
    certificates.provide(NOW)  # the control


def test_a_second_start_keeps_everything(certificates: LocalCertificates) -> None:
    before = {path: path.read_bytes() for path in certificates.folder.rglob("*") if path.is_file()}
    certificates.provide(NOW + timedelta(days=200))
    assert {path: path.read_bytes() for path in certificates.folder.rglob("*") if path.is_file()} == before


def test_the_servers_certificate_is_renewed_a_month_before_its_end_with_the_same_key(
    certificates: LocalCertificates,
) -> None:
    first = server_certificate(certificates)
    renewal = first.not_valid_after_utc - timedelta(days=30)
    assert certificates.provide(renewal - timedelta(seconds=1)) == renewal
    assert server_certificate(certificates) == first
    certificates.provide(renewal)
    second = server_certificate(certificates)
    assert second.not_valid_after_utc > first.not_valid_after_utc
    assert second.public_key() == first.public_key()


def test_another_host_makes_another_server_certificate_as_long_as_the_authority_may(
    certificates: LocalCertificates,
) -> None:
    authority = authority_certificate(certificates)
    more = LocalCertificates(certificates.folder, LOOPBACK | {"127.0.0.2", "ent.localhost"})
    more.provide(NOW)
    names = server_certificate(more).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["ent.localhost", "localhost"]
    assert authority_certificate(more) == authority


@pytest.mark.parametrize("host", ["preau.example", "localhost.example", "192.0.2.7"])
def test_a_host_that_the_authority_was_not_made_for_is_told_and_not_signed(
    certificates: LocalCertificates, host: str
) -> None:
    before = server_certificate(certificates)
    with pytest.raises(ConfigurationError) as caught:
        LocalCertificates(certificates.folder, LOOPBACK | {host}).provide(NOW)
    assert host in str(caught.value)
    assert server_certificate(certificates) == before
    LocalCertificates(certificates.folder.with_name("afresh"), LOOPBACK | {host}).provide(NOW)  # the control


def test_an_authority_near_its_end_is_told(certificates: LocalCertificates) -> None:
    with pytest.raises(ConfigurationError, match="2036"):
        certificates.provide(NOW + timedelta(days=3640))


@pytest.mark.parametrize("name", ["authority.pem", "private/authority.key", "private/server.key", "server.pem"])
def test_a_damaged_file_is_told_by_its_name(certificates: LocalCertificates, name: str) -> None:
    (certificates.folder / name).write_bytes(b"-----BEGIN NOTHING-----\n")
    with pytest.raises(ConfigurationError) as caught:
        certificates.provide(NOW)
    assert str(certificates.folder / name) in str(caught.value)


def test_a_missing_key_of_the_authority_is_told_with_what_to_do(certificates: LocalCertificates) -> None:
    (certificates.folder / "private" / "authority.key").unlink()
    with pytest.raises(ConfigurationError, match="is missing") as caught:
        certificates.provide(NOW)
    assert "remove the folder tls" in caught.value.problems[0].hint


def test_the_key_of_another_authority_is_told(certificates: LocalCertificates, tmp_path: Path) -> None:
    other = LocalCertificates(tmp_path / "other", LOOPBACK)
    other.provide(NOW)
    mixed = certificates.folder / "private" / "authority.key"
    mixed.write_bytes((other.folder / "private" / "authority.key").read_bytes())
    with pytest.raises(ConfigurationError, match="another key"):
        certificates.provide(NOW)


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.7", "localhost.evil.example"])
def test_what_a_stolen_authority_key_signs_for_another_host_is_refused_by_verifiers(
    certificates: LocalCertificates, host: str
) -> None:
    authority, key = authority_certificate(certificates), read_key(certificates.folder / "private" / "authority.key")
    verifier = PolicyBuilder().store(Store([authority])).time(NOW)
    name = x509.DNSName("localhost")
    verifier.build_server_verifier(name).verify(server_certificate(certificates), [])  # the control
    forged = certify_server(new_key().public_key(), {host, "localhost"}, (authority, key), NOW)
    with pytest.raises(VerificationError):
        verifier.build_server_verifier(name).verify(forged, [])


def test_the_authorities_trusted_are_the_systems_and_the_local_one(certificates: LocalCertificates) -> None:
    absent = certificates.folder.with_name("absent")
    system, together = provide_authorities(absent), provide_authorities(certificates.folder)
    assert not absent.exists()
    local = authority_certificate(certificates).public_bytes(serialization.Encoding.DER)
    assert authorities_in(system) | {local} == authorities_in(together)
    assert local not in authorities_in(system)


def authorities_in(file: str) -> set[bytes]:
    return set(ssl.create_default_context(cafile=file).get_ca_certs(binary_form=True))
