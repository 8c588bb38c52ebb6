"""Owns how a token is sealed for one client: signed as it registered, by our key or its own secret, then encrypted."""

from broker.core.oidc_dialect import SHARED
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.core.terms import OidcTerms
from broker.protocols.oidc.authlib_bridge import sign_shared
from broker.protocols.oidc.jwe_bridge import encrypt
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document


def sign_for(side: OidcSide, terms: OidcTerms, claims: Document, algorithm: str, kind: str = "JWT") -> str:
    """Return claims signed for a client; `kind` is the token's `typ`."""
    if algorithm != SHARED:
        return side.keys.sign(claims, algorithm, kind)
    try:
        return sign_shared(claims, side.find_secret(terms.client_id), kind)
    except ValueError as error:
        raise SigningKeyUnavailable(cause=str(error)) from error


def seal_id_token(side: OidcSide, terms: OidcTerms, claims: Document) -> str:
    """Return an ID token, encrypted where the client registered it so (OpenID Connect Core 1.0 2)."""
    signed = sign_for(side, terms, claims, terms.id_token_signed_response_alg)
    return _encrypted(terms, signed, terms.id_token_encrypted_response_alg)


def seal_userinfo(side: OidcSide, terms: OidcTerms, document: Document) -> str:
    """Return userinfo as a token, empty where it is told in plain JSON (OpenID Connect Core 1.0 5.3.2)."""
    wanted = side.dialect.sealing.userinfo_signed or terms.userinfo_encrypted_response_alg
    algorithm = terms.userinfo_signed_response_alg or (terms.id_token_signed_response_alg if wanted else "")
    if not algorithm:
        return ""
    signed = sign_for(side, terms, {"iss": side.issuer_id, "aud": terms.client_id, **document}, algorithm)
    return _encrypted(terms, signed, terms.userinfo_encrypted_response_alg)


def _encrypted(terms: OidcTerms, token: str, algorithm: str) -> str:
    if not algorithm:
        return token
    try:
        return encrypt(token, terms.jwks, algorithm)
    except ValueError as error:
        raise SigningKeyUnavailable(cause=str(error)) from error
