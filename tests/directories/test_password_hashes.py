"""Owns which hashes open, and that nothing else does."""

import base64
import hashlib

import pytest
from argon2 import PasswordHasher

from broker.directories.password_hashes import cost_of, hash_password, is_password

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


def test_argon2_opens_with_its_password_alone_whatever_its_cost() -> None:
    cheap = "{ARGON2}" + PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("bon")
    for stored in (cheap, hash_password("bon"), cheap.replace("{ARGON2}", "{argon2}")):
        assert is_password("bon", [stored])
        assert not is_password("mauvais", [stored])
    assert not is_password("bon", [cheap[:-4]])
    assert not is_password("bon", ["{ARGON2}"])


@pytest.mark.parametrize(
    ("scheme", "algorithm"),
    [("PBKDF2", "sha1"), ("PBKDF2-SHA1", "sha1"), ("PBKDF2-SHA256", "sha256"), ("PBKDF2-SHA512", "sha512")],
)
def test_iterated_hashes_of_openldap_open_with_their_password_alone(scheme: str, algorithm: str) -> None:
    key = hashlib.pbkdf2_hmac(algorithm, b"bon", _SALT, 1000)
    salt, known = (base64.b64encode(part).decode().rstrip("=").replace("+", ".") for part in (_SALT, key))
    stored = f"{{{scheme}}}1000${salt}${known}"
    assert is_password("bon", [stored])
    assert not is_password("mauvais", [stored])
    for broken in (f"{{{scheme}}}0${salt}${known}", f"{{{scheme}}}x${salt}${known}", f"{{{scheme}}}1000${salt}$"):
        assert not is_password("bon", [broken])


def test_the_costs_of_two_hashes_are_told_apart_and_their_salts_are_not() -> None:
    one, other = (hash_password("bon") for _ in range(2))
    assert one != other
    assert cost_of(one) == cost_of(other)
    assert cost_of(one) != cost_of("{ARGON2}" + PasswordHasher(time_cost=1).hash("bon"))
    assert cost_of(a_hash("SSHA", "sha1", "bon")) == "{SSHA}"


def test_the_decoy_opens_nobody() -> None:
    decoy = a_hash("SSHA512", "sha512", "bon")
    assert not is_password("bon", [], decoy)
    assert not is_password("bon", [a_hash("SSHA", "sha1", "autre")], decoy)
