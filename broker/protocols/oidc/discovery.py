"""Owns what the provider says of itself: its metadata and its keys, which anybody may read."""

from dataclasses import dataclass

from flask import Response

from broker.core.catalogue import VOCABULARIES
from broker.core.oidc_dialect import Scopes
from broker.protocols.oidc.attribute_names import NAMES
from broker.protocols.oidc.authlib_bridge import CLIENT_ALGORITHMS
from broker.protocols.oidc.client_authentication import NONE
from broker.protocols.oidc.jwe_bridge import CONTENT, KEY_ALGORITHMS
from broker.protocols.oidc.replies import RESPONSE_MODES
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document, write_json

WELL_KNOWN = "/.well-known/openid-configuration"  # OpenID Connect Discovery 1.0 4: after the issuer's path
OAUTH_WELL_KNOWN = "/.well-known/oauth-authorization-server"  # RFC 8414 3.1: before it
_SECONDS = 300
_OF_THE_SIGN_ON = ("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid")


@dataclass(frozen=True, slots=True)
class Discovery:
    """Serve one issuer's metadata and keys."""

    side: OidcSide

    def describe(self) -> Response:
        """Answer with the provider's metadata."""
        return _public(write_json(self.document()))

    def keys(self) -> Response:
        """Answer with the public keys: the current, announced and former ones."""
        return _public(self.side.keys.key_set())

    def document(self) -> Document:
        """Return the provider's metadata (OpenID Connect Discovery 1.0 3, RFC 8414 2, RFC 9126 5, RFC 9207 3)."""
        side, paths = self.side, self.side.paths
        sealing, demands = side.dialect.sealing, side.dialect.demands
        methods = list(sealing.methods)
        algorithms = list(CLIENT_ALGORITHMS)
        return {
            "issuer": side.issuer_id,
            "authorization_endpoint": side.url(paths.authorize),
            "token_endpoint": side.url(paths.token),
            "userinfo_endpoint": side.url(paths.userinfo),
            "jwks_uri": side.url(paths.jwks),
            "end_session_endpoint": side.url(paths.end_session),
            "scopes_supported": list(Scopes(side.dialect).names),
            "response_types_supported": ["code"],
            "response_modes_supported": list(RESPONSE_MODES),
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": list(sealing.algorithms),
            "userinfo_signing_alg_values_supported": list(sealing.algorithms),
            "token_endpoint_auth_methods_supported": methods,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": list(demands.prompts),
            "claim_types_supported": ["normal"],
            "claims_supported": self._claims(),
            **self._more(),
            "claims_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": True,
            "ui_locales_supported": ["fr", "en"],
            "service_documentation": side.issuer.url,
        }

    def _more(self) -> Document:
        """Return what only some issuers have: endpoints besides, levels of assurance, encryption."""
        side, paths, found = self.side, self.side.paths, Document()
        algorithms, methods = list(CLIENT_ALGORITHMS), list(side.dialect.sealing.methods)
        if paths.introspection:
            found["introspection_endpoint"] = side.url(paths.introspection)
            found["introspection_endpoint_auth_methods_supported"] = [name for name in methods if name != NONE]
            found["introspection_endpoint_auth_signing_alg_values_supported"] = algorithms
        if paths.revocation:
            found["revocation_endpoint"] = side.url(paths.revocation)
            found["revocation_endpoint_auth_methods_supported"] = methods
            found["revocation_endpoint_auth_signing_alg_values_supported"] = algorithms
        if paths.pushed:
            found["pushed_authorization_request_endpoint"] = side.url(paths.pushed)
            found["require_pushed_authorization_requests"] = False
        if side.dialect.acr.names:
            found["acr_values_supported"] = [name for name, _ in side.dialect.acr.names]
        for kind in ("id_token", "userinfo"):
            found[f"{kind}_encryption_alg_values_supported"] = list(KEY_ALGORITHMS)
            found[f"{kind}_encryption_enc_values_supported"] = [CONTENT]
        return found

    def _claims(self) -> list[Document]:
        """Return the names of what may be told: of the sign-on, and of the person in the issuer's vocabulary."""
        dialect = self.side.dialect
        named = (NAMES[code] for code in VOCABULARIES[dialect.vocabulary])
        return list(dict.fromkeys((*_OF_THE_SIGN_ON, *dialect.told_besides, *named)))


def _public(body: bytes) -> Response:
    """Answer with what holds nothing of anybody: pages of any site may read it, and keep it for five minutes."""
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
