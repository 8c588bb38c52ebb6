"""Owns the authentication of clients where they call directly: how each proves who it is, in one order for all."""

import secrets
from dataclasses import dataclass, field

from flask import request

from broker.core.refusals.client import CallUnreadable, ClientNotAuthenticated, ClientSlowedDown
from broker.flows.ports import Store
from broker.protocols.oidc.authlib_bridge import peek, read_basic
from broker.protocols.oidc.client_assertion import JWT_BEARER, check_assertion
from broker.protocols.oidc.clients import Client, find_client
from broker.protocols.oidc.parameters import Parameters, Unreadable, read_pairs, take_each_once
from broker.protocols.oidc.side import OidcSide
from broker.stores.keys import name_key

BASIC, POST, ASSERTION, NONE = "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
CREDENTIALS = frozenset({"client_id", "client_secret", "client_assertion", "client_assertion_type"})
_FORM = "application/x-www-form-urlencoded"
_MOST_FAILURES = 20
_WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Call:
    """Hold a direct call of an authenticated client, and by which method it proved who it is."""

    client: Client
    method: str
    parameters: Parameters = field(repr=False)

    def get(self, name: str) -> str:
        """Return a parameter, empty when absent."""
        return self.parameters.get(name, "")


@dataclass(frozen=True, slots=True)
class _Proof:
    """Hold what a client says of itself, nothing of it verified."""

    method: str
    client_id: str
    secret: str = field(default="", repr=False)


def read_form(known: frozenset[str]) -> Parameters:
    """Return the known parameters of a posted form, each once; raises CallUnreadable."""
    return each_once(read_form_pairs(known), known)


def read_form_pairs(known: frozenset[str]) -> list[tuple[str, str]]:
    """Return the pairs of a posted form; raises CallUnreadable. Nothing counts in the address (F136)."""
    if request.mimetype != _FORM:
        raise CallUnreadable(expected=_FORM, received=request.mimetype[:80] or "no Content-Type")
    misplaced = known & set(request.args) if request.query_string else None
    if misplaced:
        raise CallUnreadable(expected="nothing in the address", received=", ".join(sorted(misplaced)))
    try:
        return read_pairs(request.get_data(cache=False))
    except Unreadable as unreadable:
        raise CallUnreadable(received=str(unreadable)) from None


def each_once(pairs: list[tuple[str, str]], known: frozenset[str]) -> Parameters:
    """Return the known parameters of a call, each once; raises CallUnreadable."""
    try:
        return take_each_once(pairs, known)
    except Unreadable as unreadable:
        raise CallUnreadable(received=str(unreadable)) from None


def authenticate(side: OidcSide, store: Store, parameters: Parameters, path: str) -> Call:
    """Return the call of a client that proved who it is; raises ClientNotAuthenticated, in the same words always.

    `path` is the endpoint's: an assertion may be meant for it, for the token endpoint or for the issuer.
    """
    proof = _read_proof(parameters)
    client = find_client(side.contracts, side.issuer.name, proof.client_id)
    # The secret is compared before failures are counted: whoever has it is never shut out by somebody else's guesses.
    if client is None or not _is_proved(side, store, client, proof, path):
        raise _slowed(side, store, proof)
    return Call(client, proof.method, parameters)


def _read_proof(parameters: Parameters) -> _Proof:
    """Return the one way by which a client proves who it is (RFC 6749 2.3: no more than one)."""
    header = request.headers.get("Authorization", "")
    named, secret = parameters.get("client_id", ""), parameters.get("client_secret", "")
    assertion = parameters.get("client_assertion", "")
    if sum(map(bool, (header, secret, assertion))) > 1:
        raise ClientNotAuthenticated(received="several methods")
    if header:
        basic = read_basic(header)
        if basic is None or named not in {"", basic[0]}:
            raise ClientNotAuthenticated(received="an Authorization header that is not the client's")
        return _Proof(BASIC, *basic)
    if assertion:
        if parameters.get("client_assertion_type") != JWT_BEARER:
            raise ClientNotAuthenticated(received="another client_assertion_type")
        return _Proof(ASSERTION, named or peek(assertion, "sub"), assertion)
    return _Proof(POST if secret else NONE, named, secret)


def _is_proved(side: OidcSide, store: Store, client: Client, proof: _Proof, path: str) -> bool:
    if proof.method not in set(client.terms.token_endpoint_auth_methods) & set(side.dialect.sealing.methods):  # F137
        return False
    if proof.method == NONE:
        return True
    if proof.method == ASSERTION:
        audiences = frozenset({side.issuer_id, side.url(side.paths.token), side.url(path)})
        return check_assertion(client, proof.secret, audiences, side.clock.now(), store)
    known = side.find_secret(client.id)
    return bool(known) and secrets.compare_digest(known.encode(), proof.secret.encode())


def _slowed(side: OidcSide, store: Store, proof: _Proof) -> ClientNotAuthenticated | ClientSlowedDown:
    """Count a failure of one address on one client, and return the refusal that is due."""
    key = name_key("oidc-failed", side.issuer.name, request.remote_addr or "", proof.client_id)
    if store.count(key, _WINDOW_SECONDS) > _MOST_FAILURES:
        return ClientSlowedDown(expected=f"{_MOST_FAILURES} failures in {_WINDOW_SECONDS} s at most")
    return ClientNotAuthenticated(received=proof.method)
