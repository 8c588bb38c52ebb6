"""Owns the userinfo endpoint: what a token lets its client fetch, decided anew each time (OIDC Core 5.3)."""

import re
from dataclasses import dataclass

from flask import Response, request

from broker.core.errors import Refusal
from broker.core.journal.release_act import Leaving
from broker.core.oidc_dialect import Scopes
from broker.core.refusals.client import (
    AccessTokenInvalid,
    AccessTokenMisplaced,
    AccessTokenMissing,
    CallUnreadable,
    ResourceNotGranted,
)
from broker.protocols.oidc.call_trace import CallTrace
from broker.protocols.oidc.client_authentication import read_form
from broker.protocols.oidc.clients import Client, find_client
from broker.protocols.oidc.documents import codes_in_userinfo, digest_of, told, userinfo
from broker.protocols.oidc.parameters import Unreadable, read_query, take_each_once
from broker.protocols.oidc.permissions import Access, Family
from broker.protocols.oidc.replies import answer_json, answer_refusal
from broker.protocols.oidc.sealing import seal_userinfo
from broker.protocols.oidc.side import OidcSide
from broker.protocols.oidc.strict_json import Document, write_json
from broker.protocols.oidc.token_book import TokenBook, find_access
from broker.protocols.oidc.traces import note_told
from broker.web.parts import parts

_IN_QUERY = frozenset({"access_token", "idRessource", "access_mode"})
_IN_FORM = frozenset({"access_token"})
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]{1,512}=*)")


@dataclass(frozen=True, slots=True)
class Userinfo:
    """Serve one issuer's userinfo endpoint."""

    side: OidcSide

    def serve(self) -> Response:
        """Answer with what the contract lets leave now, in JSON or signed as registered."""
        trace = CallTrace(self.side, "userinfo")
        try:
            token, resource = self._read(trace)
            family, access = self._find(token)
            permission = family.permission
            trace.follow(permission.journey, permission.client_id)
            if resource not in {"", permission.grant.resource}:
                raise ResourceNotGranted(expected=permission.grant.resource, received=resource[:200])
            release = parts().sign_on.release_again(permission.grant)
            client = find_client(self.side.contracts, self.side.issuer.name, permission.client_id)
            scopes = client.scopes_in(self.side.dialect) if client else Scopes(self.side.dialect)
            document = userinfo(release, permission, access.scope, scopes)
            response = self._answer(document, client)
            codes = codes_in_userinfo(release, permission, access.scope, scopes)
            leaving = Leaving(self.side.issuer.name, "oidc", permission.journey, release.subject, codes, "userinfo")
            parts().acts.record_release(release, leaving)
            attributes = told(release, permission, scopes)
            if digest_of(attributes) != permission.decided:
                note_told(permission.journey, permission.client_id, release, attributes)
        except Refusal as refusal:
            return answer_refusal(refusal, self.side.issuer_id, trace.refused(refusal), bearer=True)
        trace.went(document)
        return response

    def _read(self, trace: CallTrace) -> tuple[str, str]:
        """Return the token and the resource of a call: the token in one place, never in the address (F133)."""
        try:
            query = take_each_once(read_query(), _IN_QUERY)
        except Unreadable as unreadable:
            raise CallUnreadable(received=str(unreadable)) from None
        posted = read_form(_IN_FORM) if request.method == "POST" and request.mimetype else {}
        header = request.headers.get("Authorization", "")
        trace.came({**query, **posted, "authorization": f"{header.split(' ', 1)[0][:20]} …" if header else "none"})
        if "access_token" in query or (header and posted):
            raise AccessTokenMisplaced(expected="Authorization: Bearer", received="another place, or two")
        if not header and not posted:
            raise AccessTokenMissing(expected="Authorization: Bearer")
        found = _BEARER.fullmatch(header)
        token = found[1] if found else posted.get("access_token", "")
        return token, query.get("idRessource", "")

    def _find(self, token: str) -> tuple[Family, Access]:
        family = TokenBook(parts().store, self.side.issuer.name).find(token)
        access = find_access(family, token, int(self.side.clock.now().timestamp())) if family else None
        if family is None or access is None:
            raise AccessTokenInvalid(expected="an access token of the last ten minutes, not revoked")
        return family, access

    def _answer(self, document: Document, client: Client | None) -> Response:
        """Answer in JSON, or with a token, as the client registered and as its issuer wants."""
        sealed = seal_userinfo(self.side, client.terms, document) if client else ""
        response = answer_json(sealed.encode() if sealed else write_json(document))
        if sealed:
            response.mimetype = "application/jwt"
        return response
