"""Owns the encryption of tokens to clients: a signed token in another, which one key alone opens (RFC 7516).

It is all that we ask of joserfc besides what `authlib_bridge` does.
"""

import json

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from broker.keys.public_jwk import may_encrypt

KEY_ALGORITHMS = ("RSA-OAEP", "RSA-OAEP-256", "ECDH-ES")
CONTENT = "A256GCM"
_REGISTRY = jwe.JWERegistry(algorithms=[*KEY_ALGORITHMS, CONTENT])


def encrypt(token: str, key_set: str, algorithm: str) -> str:
    """Return a signed token, encrypted to the first key of a client's JWK Set that serves; raises ValueError."""
    key = _find_key(key_set, algorithm)
    header = {"alg": algorithm, "enc": CONTENT, "cty": "JWT"}
    if key.kid:
        header["kid"] = key.kid
    try:
        return jwe.encrypt_compact(header, token.encode(), key, registry=_REGISTRY)
    except JoseError as error:
        raise ValueError("a key of the client's that nothing can be encrypted to") from error


def decrypt(token: str, key: RSAKey | ECKey) -> str:
    """Return what was encrypted to a private key; raises ValueError."""
    try:
        found = jwe.decrypt_compact(token, key, registry=_REGISTRY)
    except JoseError as error:
        raise ValueError("nothing that this key opens") from error
    return (found.plaintext or b"").decode("ascii", "replace")


def _find_key(key_set: str, algorithm: str) -> RSAKey | ECKey:
    """Return a key of a contract, which was checked when it was read."""
    described = json.loads(key_set or '{"keys": []}')["keys"]
    fitting = [key for key in described if may_encrypt(key, algorithm)]
    if not fitting:
        raise ValueError(f"no key of the client's for {algorithm}")
    try:
        found = KeySet.import_key_set({"keys": fitting[:1]}).keys[0]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ValueError("no public key") from error
    assert isinstance(found, RSAKey | ECKey)
    return found
