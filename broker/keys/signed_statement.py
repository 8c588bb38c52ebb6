"""Owns signed statements: one JSON document in a DSSE envelope, that anybody verifies offline with the public key.

DSSE (Dead Simple Signing Envelope, secure-systems-lab/dsse protocol.md): the signature is over the type and the bytes
of the payload, so that nothing has to be written again in the same way to verify it.
"""

import base64
import json
from collections.abc import Iterable, Mapping

from broker.keys.statement_key import StatementKey, StatementVerifier

_TYPE = "application/vnd.preau.{kind}+json"


class StatementRejected(ValueError):  # noqa: N818 - a statement (style.md, Names)
    """Say why an envelope proves nothing."""


def sign_statement(kind: str, statement: Mapping[str, object], key: StatementKey) -> str:
    """Return the envelope, as one line of JSON; `kind` is a word for what is stated (`proof`, `journal-head`)."""
    payload = json.dumps(statement, ensure_ascii=False, sort_keys=True).encode()
    named = _TYPE.format(kind=kind)
    signature = key.private.sign(_encode(named, payload))
    envelope = {
        "payloadType": named,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key.verifier.key_id, "sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope)


def verify_statement(kind: str, envelope: str, keys: Iterable[StatementVerifier]) -> dict[str, object]:
    """Return what is stated where one of these keys signed it; raises StatementRejected otherwise, with the reason."""
    named, payload, signatures = _read(envelope)
    if named != _TYPE.format(kind=kind):
        raise StatementRejected(f"this states {named[:100]}, not {_TYPE.format(kind=kind)}")
    message = _encode(named, payload)
    known = {key.key_id: key for key in keys}
    if not any(key_id in known and known[key_id].accepts(signature, message) for key_id, signature in signatures):
        raise StatementRejected(f"no key of {', '.join(known) or 'none'} signed it as it stands")
    stated = json.loads(payload)
    if not isinstance(stated, dict):
        raise StatementRejected("its payload is no JSON object")
    return stated


def _encode(named: str, payload: bytes) -> bytes:
    """Write what is signed (DSSE, PAE): lengths first, so that no other type and payload make the same bytes."""
    kind = named.encode()
    return b" ".join((b"DSSEv1", str(len(kind)).encode(), kind, str(len(payload)).encode(), payload))


def _read(envelope: str) -> tuple[str, bytes, list[tuple[str, bytes]]]:
    try:
        data = json.loads(envelope)
        payload = base64.b64decode(data["payload"], validate=True)
        signatures = [(str(one["keyid"]), base64.b64decode(one["sig"], validate=True)) for one in data["signatures"]]
        return str(data["payloadType"]), payload, signatures
    except (ValueError, KeyError, TypeError) as error:
        raise StatementRejected("this is no DSSE envelope") from error
