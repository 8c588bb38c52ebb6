"""Owns all that we ask of authlib and joserfc: signed tokens, key sets, PKCE, basic authentication.

Our types in, our types out. Which algorithm a key is for is said by whoever holds the key, never by a token.
"""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from authlib.oauth2.rfc6749.util import extract_basic_authorization
from authlib.oauth2.rfc7636.challenge import CODE_CHALLENGE_PATTERN, CODE_VERIFIER_PATTERN, create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from joserfc.util import urlsafe_b64decode

from broker.protocols.oidc.strict_json import Document, read_object, write_json

OWN_ALGORITHMS = ("ES256", "RS256")
CLIENT_ALGORITHMS = ("ES256", "RS256", "PS256")
_MOST_TOKEN = 16_384
_MOST_PART = 12_288
_PARTS = 3
_SHARED = "HS256"
_SHARED_REGISTRY = jws.JWSRegistry(algorithms=[_SHARED])
_FEWEST_OCTETS = 32  # RFC 7518 3.2
_REGISTRY = jws.JWSRegistry(algorithms=CLIENT_ALGORITHMS)
_Key = ECKey | RSAKey


class TokenUnverified(ValueError):  # noqa: N818 - a statement, as refusals are
    """Say why a signed token is not believed."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Hold one of our keys: the algorithm that it signs with, its thumbprint (RFC 7638) as `kid`, its public JWK."""

    algorithm: str
    kid: str
    public: Mapping[str, str]
    private: _Key = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """Hold what a verified token says."""

    header: Document
    claims: Document


def read_token_key(pem: bytes, algorithm: str) -> TokenKey:
    """Read a private key in PEM, for one algorithm; raises ValueError where it is another kind of key."""
    kind: type[_Key] = ECKey if algorithm == "ES256" else RSAKey
    try:
        private = kind.import_key(pem)
    except JoseError as error:
        raise ValueError(f"is no key for {algorithm}") from error
    kid = private.thumbprint()
    described = {str(name): str(value) for name, value in private.as_dict(private=False).items()}
    return TokenKey(algorithm, kid, {**described, "kid": kid, "use": "sig", "alg": algorithm}, private)


def sign(claims: Document, key: TokenKey, kind: str = "JWT") -> str:
    """Return the claims as a signed token; `kind` is its `typ`."""
    header = {"alg": key.algorithm, "kid": key.kid, "typ": kind}
    return jws.serialize_compact(header, write_json(claims), key.private, registry=_REGISTRY)


def sign_shared(claims: Document, secret: str, kind: str = "JWT") -> str:
    """Return the claims signed with a client's own secret (HS256); raises ValueError where that is too short."""
    header = {"alg": _SHARED, "typ": kind}
    return jws.serialize_compact(header, write_json(claims), _shared_key(secret), registry=_SHARED_REGISTRY)


def read_shared(token: str, secret: str) -> Signed:
    """Return a token that a client's own secret signed; raises TokenUnverified."""
    header = _peek(token)
    if header.get("alg") != _SHARED:
        raise TokenUnverified("an algorithm that is not the client's")
    try:
        found = jws.deserialize_compact(token, _shared_key(secret), [_SHARED], _SHARED_REGISTRY)
        return Signed(header, read_object(found.payload, _MOST_PART))
    except (JoseError, ValueError) as error:
        raise TokenUnverified("a signature that is not right") from error


def read_own(token: str, keys: Iterable[TokenKey]) -> Signed:
    """Return a token that one of our keys signed, named by its `kid`; whatever else it names is ignored (G150, G151).

    Raises TokenUnverified.
    """
    header = _peek(token)
    key = next((one for one in keys if one.kid == header.get("kid")), None)
    if key is None:
        raise TokenUnverified("signed by no key of ours")
    return _read(token, header, key.private, (key.algorithm,))


def read_clients(token: str, key_set: str) -> Signed:
    """Return a token that a key of the client's own JWK Set signed (RFC 7523 3). Raises TokenUnverified."""
    header = _peek(token)
    wanted = header.get("kid")
    for key in _import(key_set):
        if wanted is not None and key.kid is not None and key.kid != wanted:
            continue
        try:
            return _read(token, header, key, _algorithms_of(key))
        except TokenUnverified:
            continue
    raise TokenUnverified("signed by no key of the client's")


def peek(token: str, claim: str) -> str:
    """Return what a token says, nothing of it verified; empty where it cannot be read."""
    try:
        return str(read_object(urlsafe_b64decode(token.split(".")[1].encode("ascii")), _MOST_PART).get(claim, ""))
    except (ValueError, IndexError):
        return ""


def half_hash(token: str) -> str:
    """Return the left half of a token's SHA-256, in base64url: `at_hash` (OpenID Connect Core 1.0 3.1.3.6)."""
    return str(create_half_hash(token, "RS256").decode())


def is_challenge(text: str) -> bool:
    """Tell whether this has the form of a code challenge (RFC 7636 4.2)."""
    return CODE_CHALLENGE_PATTERN.fullmatch(text) is not None


def proves(verifier: str, challenge: str) -> bool:
    """Tell whether a code verifier is the one of an S256 challenge (RFC 7636 4.6)."""
    if CODE_VERIFIER_PATTERN.fullmatch(verifier) is None:
        return False
    return hmac.compare_digest(str(create_s256_code_challenge(verifier)), challenge)


def read_basic(header: str) -> tuple[str, str] | None:
    """Return the name and the secret of a basic Authorization header (RFC 6749 2.3.1), or None."""
    try:
        name, secret = extract_basic_authorization({"Authorization": header})
    except ValueError:  # no UTF-8
        return None
    return None if name is None or secret is None else (str(name), str(secret))


def _shared_key(secret: str) -> OctKey:
    octets = secret.encode()
    if len(octets) < _FEWEST_OCTETS:
        raise ValueError(f"a secret that signs has {_FEWEST_OCTETS} octets at least")
    return OctKey.import_key(octets)


def _peek(token: str) -> Document:
    """Return the header of a token, nothing of it verified; what must be understood and is not, refuses it (G152)."""
    parts = token.split(".")
    if len(token) > _MOST_TOKEN or len(parts) != _PARTS:
        raise TokenUnverified("no signed token")
    try:
        header = read_object(urlsafe_b64decode(parts[0].encode("ascii")), _MOST_PART)
    except ValueError as error:
        raise TokenUnverified("no header in JSON") from error
    if "crit" in header or "b64" in header:
        raise TokenUnverified("a header that must be understood, and is not")
    return header


def _read(token: str, header: Document, key: _Key, algorithms: tuple[str, ...]) -> Signed:
    if header.get("alg") not in algorithms:  # G147, G148: the key says its algorithms
        raise TokenUnverified("an algorithm that is not the key's")
    try:
        claims = read_object(jws.deserialize_compact(token, key, algorithms, _REGISTRY).payload, _MOST_PART)
    except (JoseError, ValueError) as error:
        raise TokenUnverified("a signature that is not right") from error
    return Signed(header, claims)


def _import(key_set: str) -> list[_Key]:
    """Return the keys of a contract, which were checked when it was read; none of them counts if one cannot be used."""
    try:
        found = KeySet.import_key_set(json.loads(key_set)).keys
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise TokenUnverified("no set of public keys (JWK Set)") from error
    return [key for key in found if isinstance(key, ECKey | RSAKey) and _may_sign(key)]


def _may_sign(key: _Key) -> bool:
    """Tell whether this is a public key, and not one to encrypt to."""
    return not key.is_private and key.as_dict(private=False).get("use", "sig") == "sig"


def _algorithms_of(key: _Key) -> tuple[str, ...]:
    return ("ES256",) if isinstance(key, ECKey) else ("RS256", "PS256")
