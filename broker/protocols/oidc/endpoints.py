"""Owns the OpenID Connect routes of one issuer, at its own paths, and the language's answers to a journey."""

from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from broker.core.errors import Refusal
from broker.core.journey import Journey
from broker.core.roles import ANYBODY
from broker.core.sign_out import SignOut
from broker.protocols.oidc.authorize import Authorize
from broker.protocols.oidc.bearer_sign_out import BearerSignOut
from broker.protocols.oidc.discovery import OAUTH_WELL_KNOWN, WELL_KNOWN, Discovery
from broker.protocols.oidc.push import Push
from broker.protocols.oidc.session_end import SessionEnd, way_back
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.token_calls import TokenCalls
from broker.protocols.oidc.token_endpoint import TokenEndpoint
from broker.protocols.oidc.userinfo import Userinfo
from broker.web.parts import ReturnForm
from broker.web.routes import Routes


@dataclass(frozen=True, slots=True)
class OidcEndpoints:
    """Serve one issuer's OpenID Connect side."""

    side: OidcSide

    def blueprint(self) -> Blueprint:
        """Make the routes. What is not here is not served: no registration, no device, no implicit flow (F138–F140)."""
        paths, blueprint = self.side.paths, Routes("oidc", __name__, ANYBODY)
        discovery, calls = Discovery(self.side), TokenCalls(self.side)
        add = blueprint.add_url_rule
        add(f"{paths.issuer}{WELL_KNOWN}", "discovery", discovery.describe, methods=["GET"])
        add(f"{OAUTH_WELL_KNOWN}{paths.issuer}", "oauth_discovery", discovery.describe, methods=["GET"])
        add(paths.jwks, "keys", discovery.keys, methods=["GET"])
        add(paths.authorize, "authorize", Authorize(self.side).serve, methods=["GET", "POST"])
        add(paths.token, "token", TokenEndpoint(self.side).serve, methods=["POST"])
        add(paths.userinfo, "userinfo", Userinfo(self.side).serve, methods=["GET", "POST"])
        add(paths.end_session, "end_session", SessionEnd(self.side).serve, methods=["GET", "POST"])
        if paths.bearer_sign_out:
            add(paths.bearer_sign_out, "bearer_sign_out", BearerSignOut(self.side).serve, methods=["GET"])
        further = (
            (paths.pushed, "push", Push(self.side).serve),
            (paths.introspection, "introspect", calls.introspect),
            (paths.revocation, "revoke", calls.revoke),
        )
        for path, name, serve in further:
            if path:
                add(path, name, serve, methods=["POST"])
        return blueprint

    def answer(self, journey: Journey) -> Response:
        """Give the client a code: the last step of a journey."""
        return Authorize(self.side).answer(journey)

    def refuse(self, journey: Journey, refusal: Refusal) -> ReturnForm | None:
        """Make the form that hands a refusal to the client, if it is one still."""
        return Authorize(self.side).refuse(journey, refusal)

    def answer_sign_out(self, sign_out: SignOut) -> ReturnForm | None:
        """Make the way back to the client who asked for a sign-out; None where it gave no address."""
        asked = sign_out.initiator
        return way_back(asked.reply_to, asked.relay_state or "") if asked is not None and asked.reply_to else None
