"""Owns signed statements: what was signed is verified with the public key alone; anything else proves nothing."""

import base64
import json
from pathlib import Path

import pytest

from broker.keys.signed_statement import StatementRejected, sign_statement, verify_statement
from broker.keys.statement_key import (
    StatementKey,
    make_statement_key,
    read_statement_key,
    read_verifier,
    statement_key_ring,
)
from broker.keys.stored_key import make_p256_key, write_private

_STATEMENT = {"cells": 12, "name": "Épreuve"}


@pytest.fixture
def key() -> StatementKey:
    return read_statement_key(make_statement_key())


def test_what_was_signed_is_verified_with_the_public_key_alone(key: StatementKey) -> None:
    envelope = sign_statement("proof", _STATEMENT, key)
    public = read_verifier(key.verifier.pem.encode())
    assert verify_statement("proof", envelope, [public]) == _STATEMENT


def test_another_key_has_not_signed_it(key: StatementKey) -> None:
    other = read_statement_key(make_statement_key()).verifier
    with pytest.raises(StatementRejected, match="no key of"):
        verify_statement("proof", sign_statement("proof", _STATEMENT, key), [other])


def test_a_statement_of_one_kind_is_none_of_another(key: StatementKey) -> None:
    envelope = sign_statement("proof", _STATEMENT, key)
    with pytest.raises(StatementRejected, match="journal-head"):
        verify_statement("journal-head", envelope, [key.verifier])


def test_the_kind_is_signed_too(key: StatementKey) -> None:
    envelope = json.loads(sign_statement("proof", _STATEMENT, key))
    envelope["payloadType"] = envelope["payloadType"].replace("proof", "receipt")
    with pytest.raises(StatementRejected, match="no key of"):
        verify_statement("receipt", json.dumps(envelope), [key.verifier])


def test_a_changed_payload_is_rejected(key: StatementKey) -> None:
    envelope = json.loads(sign_statement("proof", _STATEMENT, key))
    envelope["payload"] = base64.b64encode(json.dumps({"cells": 13}).encode()).decode()
    with pytest.raises(StatementRejected, match="no key of"):
        verify_statement("proof", json.dumps(envelope), [key.verifier])


@pytest.mark.parametrize("envelope", ["", "[]", "{}", '{"payload": "!", "payloadType": "x", "signatures": []}', "7"])
def test_what_is_no_envelope_is_rejected(envelope: str, key: StatementKey) -> None:
    with pytest.raises(StatementRejected, match="no DSSE envelope"):
        verify_statement("proof", envelope, [key.verifier])


def test_the_ring_makes_a_first_key_and_keeps_it(tmp_path: Path) -> None:
    ring = statement_key_ring(tmp_path)
    ring.prepare()
    assert ring.keys.current.fingerprint == statement_key_ring(tmp_path).keys.current.fingerprint


@pytest.mark.parametrize("content", [b"", b"no key", write_private(make_p256_key())])
def test_what_is_no_ed25519_key_signs_nothing(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a private key in PEM|not Ed25519"):
        read_statement_key(content)
