"""Owns what clients are told of a sign-on: userinfo and the claims of an ID token, from a release. Decides nothing.

What `preau explain --as oidc` shows comes from here too: preview is issuance (design.md decision 2).
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from broker.core.assurance import PASSWORD
from broker.core.contract import Contract
from broker.core.journey import Authentication
from broker.core.release import Release, ReleasedAttribute
from broker.core.session import Grant
from broker.protocols.oidc.attribute_names import MULTIPLE, NAMES
from broker.protocols.oidc.permissions import ATTRIBUTES, SCOPES, Permission
from broker.protocols.oidc.strict_json import Document, write_json

ID_TOKEN_SECONDS = 600
_METHODS = {PASSWORD: ["pwd"]}  # RFC 8176 2


def write_userinfo(release: Release, permission: Permission, scope: str) -> bytes:
    """Return userinfo as JSON."""
    return write_json(userinfo(release, permission, scope))


def userinfo(release: Release, permission: Permission, scope: str) -> Document:
    """Return userinfo: what the GAR says of the sign-on (facts/gar.md 4.3), and the attributes that the scope gives."""
    return {
        "sub": release.subject,
        "id": release.subject,
        **_attributes(release, _in_userinfo(permission, scope)),
        "auth_time": int(permission.grant.authentication.at.timestamp()),
        "client_id": permission.client_id,
        "service": permission.redirect_uri,
    }


def id_token_claims(permission: Permission, issuer_id: str, now: datetime) -> Document:
    """Return the claims of an ID token but those of one answer: `nonce`, `at_hash`, and the attributes asked for."""
    authentication = permission.grant.authentication
    ends, issued = int(authentication.session_end.timestamp()), int(now.timestamp())
    claims: Document = {
        "iss": issuer_id,
        "sub": permission.subject,
        "aud": permission.client_id,
        "exp": min(issued + ID_TOKEN_SECONDS, ends),
        "iat": issued,
        "auth_time": int(authentication.at.timestamp()),
        "acr": authentication.method,
        "sid": permission.sid,
        "session_expiry": ends,
    }
    if authentication.method in _METHODS:
        claims["amr"] = _METHODS[authentication.method]
    return claims


def id_token_attributes(release: Release, permission: Permission) -> Document:
    """Return the attributes that `claims` moved into the ID token."""
    return _attributes(release, permission.id_token_claims)


def told(release: Release, permission: Permission) -> tuple[ReleasedAttribute, ...]:
    """Return the attributes that a client is told at all, be it by userinfo or by the ID token."""
    names = {*_in_userinfo(permission, permission.scope), *permission.id_token_claims}
    return tuple(sent for sent in release.released if NAMES[sent.code] in names)


def digest_of(attributes: Iterable[ReleasedAttribute]) -> str:
    """Return what tells whether the same attributes leave again: of a value, nothing can be read in it."""
    return sha256(repr([(sent.code, sent.values) for sent in attributes]).encode()).hexdigest()[:32]


def preview_permission(release: Release, contract: Contract, now: datetime) -> Permission:
    """Return the permission of a sign-on that takes place now by password, with the scope that gives everything."""
    assert contract.oidc is not None, f"{contract.name} has no [oidc]"
    authentication = Authentication("login", "", None, now, PASSWORD)
    return Permission(
        client_id=contract.oidc.client_id,
        redirect_uri=contract.oidc.redirect_uris[0],
        scope=" ".join(SCOPES),
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


def _in_userinfo(permission: Permission, scope: str) -> Iterable[str]:
    return NAMES.values() if ATTRIBUTES in scope.split() else permission.userinfo_claims


def _attributes(release: Release, wanted: Iterable[str]) -> Document:
    """Return the released attributes among the names wanted: a list where several may leave, else the text."""
    names = frozenset(wanted)
    return {
        NAMES[sent.code]: list(sent.values) if sent.code in MULTIPLE else sent.values[0]
        for sent in release.released
        if NAMES[sent.code] in names
    }
