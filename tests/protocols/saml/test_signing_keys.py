"""Owns the tests of our own keys and of the self-test at start (security-catalogue.md A041, J195, J210, J216)."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from broker.core.errors import ConfigurationError
from broker.saml.certificates import read_pem
from broker.saml.keys import SigningKey, generate_signing_key, read_signing_key, write_signing_key
from broker.saml.self_test import check_signatures
from tests.protocols.saml.reading import our_key
from tests.protocols.saml.saml_builders import NOW, a_party

KEY = generate_signing_key("http://localhost:8000/idp", now=NOW, days=10, bits=2048)


def test_a_certificate_says_that_it_is_a_sandboxs_j218() -> None:
    certificate = x509.load_pem_x509_certificate(KEY.certificate_pem)
    assert "Préau bac à sable" in certificate.subject.rfc4514_string()
    assert certificate.not_valid_after_utc == NOW + timedelta(days=10)
    assert read_pem(KEY.certificate_pem).bits == 2048


def test_a_key_is_written_for_its_owner_only_and_read_back_a041(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    write_signing_key(folder, "gar", KEY)
    assert (folder / "gar.pem").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["gar.pem"]
    assert read_signing_key(folder, "gar") == KEY


def test_a_key_that_others_can_read_is_refused_a041(tmp_path: Path) -> None:
    write_signing_key(tmp_path, "gar", KEY)
    (tmp_path / "gar.pem").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_signing_key(tmp_path, "gar")


@pytest.mark.parametrize("name", ["../gar", "a/b", "", ".hidden", "a\x00b", "é", "gar.next"])
def test_a_name_is_never_a_path_j210(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        write_signing_key(tmp_path, name, KEY)


@pytest.mark.parametrize("content", [b"", b"nonsense", KEY.private_pem, KEY.certificate_pem])
def test_a_file_that_holds_no_key_and_certificate_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gar.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigurationError):
        read_signing_key(tmp_path, "gar")


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    write_signing_key(tmp_path, "gar", SigningKey(KEY.private_pem, a_party().certificate_pem))
    with pytest.raises(ConfigurationError, match="another key"):
        read_signing_key(tmp_path, "gar")


def test_an_absent_key_and_an_unwritable_folder_are_told_clearly(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gar\.pem"):
        read_signing_key(tmp_path, "gar")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="writable"):
        write_signing_key(tmp_path / "file", "gar", KEY)


def test_a_key_shows_nothing_of_itself() -> None:
    assert repr(KEY) == "SigningKey()"


def test_the_self_test_passes_with_a_good_key_and_fails_with_a_wrong_certificate_j216() -> None:
    check_signatures(our_key())
    with pytest.raises(ConfigurationError, match="does not verify"):
        check_signatures(SigningKey(KEY.private_pem, a_party().certificate_pem))
