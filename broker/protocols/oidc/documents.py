"""Owns what clients are told of a sign-on: userinfo and the claims of an ID token, from a release. Decides nothing.

What `preau explain --as oidc` shows comes from here too: preview is issuance (design.md decision 2).
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from broker.core.contract import Contract
from broker.core.journey import Authentication
from broker.core.oidc_dialect import OidcDialect, Scopes
from broker.core.release import Release, ReleasedAttribute
from broker.core.session import Grant
from broker.core.sign_in_methods import ONE_TIME_PASSWORD, PASSWORD
from broker.protocols.oidc.attribute_names import MULTIPLE, name_of
from broker.protocols.oidc.permissions import Permission
from broker.protocols.oidc.strict_json import Document, write_json

_METHODS = {PASSWORD: ["pwd"], ONE_TIME_PASSWORD: ["pwd", "otp", "mfa"]}  # RFC 8176 2


def write_userinfo(release: Release, permission: Permission, scope: str, scopes: Scopes) -> bytes:
    """Return userinfo as JSON."""
    return write_json(userinfo(release, permission, scope, scopes))


def userinfo(release: Release, permission: Permission, scope: str, scopes: Scopes) -> Document:
    """Return userinfo: what the dialect says of the sign-on itself, and the attributes that the scope gives."""
    besides: Document = {
        "id": release.subject,
        "auth_time": int(permission.grant.authentication.at.timestamp()),
        "client_id": permission.client_id,
        "service": permission.redirect_uri,
    }
    said = {name: value for name, value in besides.items() if name in scopes.dialect.told_besides}
    return {"sub": release.subject, **_attributes(_in_userinfo(release, permission, scope, scopes)), **said}


def id_token_claims(permission: Permission, issuer_id: str, now: datetime, dialect: OidcDialect) -> Document:
    """Return the claims of an ID token but those of one answer: `nonce`, `at_hash`, and the attributes asked for."""
    authentication = permission.grant.authentication
    ends, issued = int(authentication.session_end.timestamp()), int(now.timestamp())
    claims: Document = {
        "iss": issuer_id,
        "sub": permission.subject,
        "aud": permission.client_id,
        "exp": min(issued + dialect.lifetimes.id_token, ends),
        "iat": issued,
        "auth_time": int(authentication.at.timestamp()),
        "acr": dialect.acr.name_of(authentication.method, permission.acr),
        "sid": permission.sid,
    }
    if "session_expiry" in dialect.told_besides:
        claims["session_expiry"] = ends
    if authentication.method in _METHODS and _tells_amr(permission, dialect):
        claims["amr"] = _METHODS[authentication.method]
    return claims


def _tells_amr(permission: Permission, dialect: OidcDialect) -> bool:
    """Tell whether the client learns how the person signed in (facts/identity-providers.md 4: not from everybody)."""
    by_scope = dialect.amr == "scope" and "amr" in permission.scope.split()
    return dialect.amr == "always" or by_scope or "amr" in permission.id_token_claims


def id_token_attributes(release: Release, permission: Permission) -> Document:
    """Return the attributes that `claims` moved into the ID token."""
    return _attributes(_named(release, permission.id_token_claims))


def told(release: Release, permission: Permission, scopes: Scopes) -> tuple[ReleasedAttribute, ...]:
    """Return the attributes that a client is told at all, be it by userinfo or by the ID token."""
    by_name = _named(release, permission.id_token_claims)
    found = (*_in_userinfo(release, permission, permission.scope, scopes), *by_name)
    return tuple(sent for sent in release.released if sent in found)


def codes_in_userinfo(release: Release, permission: Permission, scope: str, scopes: Scopes) -> frozenset[str]:
    """Return the catalogue codes of what userinfo tells."""
    return frozenset(sent.code for sent in _in_userinfo(release, permission, scope, scopes))


def codes_in_id_token(release: Release, permission: Permission) -> frozenset[str]:
    """Return the catalogue codes of what the ID token tells."""
    return frozenset(sent.code for sent in _named(release, permission.id_token_claims))


def digest_of(attributes: Iterable[ReleasedAttribute]) -> str:
    """Return what tells whether the same attributes leave again: of a value, nothing can be read in it."""
    return sha256(repr([(sent.code, sent.values) for sent in attributes]).encode()).hexdigest()[:32]


def preview_permission(release: Release, contract: Contract, now: datetime, scopes: Scopes) -> Permission:
    """Return the permission of a sign-on that takes place now by password, with the scope that gives everything."""
    assert contract.oidc is not None, f"{contract.name} has no [oidc]"
    authentication = Authentication("login", "", None, now, PASSWORD)
    return Permission(
        client_id=contract.oidc.client_id,
        redirect_uri=contract.oidc.redirect_uris[0],
        scope=" ".join(scopes.names),
        grant=Grant(
            issuer=contract.issuer,
            resource=release.resource,
            service=contract.oidc.client_id,
            session="",
            authentication=authentication,
            uai=release.uai,
            profile=release.profile,
        ),
        journey="",
        subject=release.subject,
    )


def _in_userinfo(release: Release, permission: Permission, scope: str, scopes: Scopes) -> tuple[ReleasedAttribute, ...]:
    """Return what userinfo tells: what the granted scopes open, and what `claims` names."""
    wanted = frozenset(permission.userinfo_claims)
    return tuple(sent for sent in release.released if name_of(sent.code) in wanted or scopes.opens(scope, sent.code))


def _named(release: Release, names: Iterable[str]) -> tuple[ReleasedAttribute, ...]:
    wanted = frozenset(names)
    return tuple(sent for sent in release.released if name_of(sent.code) in wanted)


def _attributes(sent: Iterable[ReleasedAttribute]) -> Document:
    """Return attributes as claims: a list where several may leave, or do, else the text."""
    return {name_of(one.code): _claim(one) for one in sent}


def _claim(sent: ReleasedAttribute) -> list[str] | str:
    return list(sent.values) if sent.code in MULTIPLE or len(sent.values) > 1 else sent.values[0]
