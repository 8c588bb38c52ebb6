"""Holds what clients are told to the release: the very documents that a preview shows (design.md decision 2)."""

import json
from dataclasses import replace

from broker.core.minimisation import decide
from broker.core.oidc_dialect import OidcDialect, Scopes
from broker.core.release import Release
from broker.core.terms import OidcTerms
from broker.protocols.oidc.documents import id_token_claims, preview_permission, userinfo, write_userinfo
from tests.builders import NOON, a_contract, a_key, a_pupil

_TERMS = OidcTerms("marelle", ("https://marelle.example/cb",))
_CONTRACT = replace(a_contract("IDO", "UAI", "NOM", "DIV", "GRO"), oidc=_TERMS)


_SCOPES = Scopes(OidcDialect(scopes=(("scope.gar", ("*",)),), told_besides=("id", "auth_time", "client_id", "service")))


def _release() -> Release:
    pupil = a_pupil()
    return decide(pupil, pupil.memberships[0], _CONTRACT, a_key(), NOON)


def test_a_preview_is_what_the_endpoint_gives() -> None:
    release = _release()
    permission = preview_permission(release, _CONTRACT, NOON, _SCOPES)
    document = json.loads(write_userinfo(release, permission, permission.scope, _SCOPES))
    assert document["sub"] == document["id"] == document["IDO"] == release.subject
    assert document["DIV"] == ["3A##Troisième A"]
    assert document["GRO"] == ["3ALL1##Allemand 1", "3CHOR##Chorale"]
    assert (document["client_id"], document["service"]) == ("marelle", "https://marelle.example/cb")
    claims = id_token_claims(permission, "https://gar.example/oidc", NOON, _SCOPES.dialect)
    assert claims["sub"] == release.subject
    assert not {"NOM", "DIV", "UAI"} & set(claims)


def test_a_scope_without_attributes_gives_none_and_names_alone_give_those() -> None:
    release = _release()
    permission = replace(preview_permission(release, _CONTRACT, NOON, _SCOPES), userinfo_claims=("NOM", "CIV", "sub"))
    assert set(userinfo(release, permission, "openid", _SCOPES)) == {
        "sub",
        "id",
        "NOM",
        "auth_time",
        "client_id",
        "service",
    }


def test_no_representation_shows_whom_a_permission_is_about() -> None:
    release = _release()
    permission = preview_permission(release, _CONTRACT, NOON, _SCOPES)
    assert release.subject not in repr(permission)
