"""Owns which hashes open, and that nothing else does."""

import base64
import hashlib

import pytest

from broker.directories.password_hashes import is_password

_SALT = b"sel-8-oc"


def a_hash(scheme: str, algorithm: str, password: str, salt: bytes = _SALT) -> str:
    digest = hashlib.new(algorithm, password.encode() + salt, usedforsecurity=False).digest()
    return f"{{{scheme}}}{base64.b64encode(digest + salt).decode()}"


@pytest.mark.parametrize(
    ("scheme", "algorithm", "salt"),
    [
        ("SSHA", "sha1", _SALT),
        ("ssha", "sha1", _SALT),
        ("SHA", "sha1", b""),
        ("SSHA256", "sha256", _SALT),
        ("SHA256", "sha256", b""),
        ("SSHA384", "sha384", _SALT),
        ("SSHA512", "sha512", _SALT),
        ("SHA512", "sha512", b""),
    ],
)
def test_each_scheme_opens_with_its_password_alone(scheme: str, algorithm: str, salt: bytes) -> None:
    stored = [a_hash(scheme, algorithm, "bon", salt)]
    assert is_password("bon", stored)
    assert not is_password("mauvais", stored)
    assert not is_password("", stored)


@pytest.mark.parametrize(
    "stored",
    [
        "bon",
        "{CLEARTEXT}bon",
        "{CRYPT}bon",
        "{SSHA}",
        "{SSHA}bon",
        "{SSHA}%%%",
        "{SSHA",
        a_hash("SSHA", "sha1", "bon", b""),
        a_hash("SHA", "sha1", "bon", _SALT),
        a_hash("SSHA512", "sha1", "bon"),
    ],
)
def test_clear_text_unknown_schemes_and_broken_hashes_open_nothing(stored: str) -> None:
    assert not is_password("bon", [stored])


def test_one_of_several_hashes_is_enough_and_none_is_not() -> None:
    assert is_password("bon", ["{CRYPT}x", a_hash("SSHA", "sha1", "bon")])
    assert not is_password("nobody", [])
