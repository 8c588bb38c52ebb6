"""Owns the checks by which issuers differ: what their dialects want beyond the specification, one refusal each."""

import re

from broker.core.refusals.dialect import (
    AcrUnavailable,
    ClientUnsuited,
    HintUnreadable,
    IdpHintUnknown,
    NonceTooShort,
    ParameterMissing,
)
from broker.protocols.oidc.asked import Asked

_SIRET = re.compile(r"[0-9]{14}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


def client_fits(asked: Asked) -> None:
    """Hold the client's registration to what the issuer seals tokens by."""
    sealing, terms = asked.side.dialect.sealing, asked.client.terms
    if terms.id_token_signed_response_alg not in sealing.algorithms:
        expected = f"id_token_signed_response_alg: {', '.join(sealing.algorithms)}"
        raise ClientUnsuited(expected=expected, received=terms.id_token_signed_response_alg)
    if not set(terms.token_endpoint_auth_methods) & set(sealing.methods):
        raise ClientUnsuited(expected=f"token_endpoint_auth_methods: {', '.join(sealing.methods)}", received="others")
    if sealing.encrypted and not (terms.id_token_encrypted_response_alg and terms.userinfo_encrypted_response_alg):
        raise ClientUnsuited(expected="id_token_ and userinfo_encrypted_response_alg, and a key of the client's")


def required_are_there(asked: Asked) -> None:
    """Refuse a request without what the issuer requires: for FranceConnect a long `nonce` too (facts 4.2)."""
    demands = asked.side.dialect.demands
    missing = [name for name in demands.parameters if not asked.get(name)]
    if missing:
        raise ParameterMissing(expected=", ".join(demands.parameters), received=f"no {', '.join(missing)}")
    if "nonce" in asked.parameters and len(asked.get("nonce")) < demands.nonce_characters:
        expected, received = f"{demands.nonce_characters} characters", f"{len(asked.get('nonce'))} characters"
        raise NonceTooShort(expected=expected, received=received)


def acr_is_offered(asked: Asked) -> None:
    """Refuse a level that an issuer which names its levels does not have (facts/identity-providers.md 4)."""
    known = [name for name, _ in asked.side.dialect.acr.names]
    if known and asked.required_acr and not set(asked.required_acr) & set(known):
        raise AcrUnavailable(expected=", ".join(known), received=" ".join(asked.required_acr)[:200])


def hints_are_right(asked: Asked) -> None:
    """Refuse hints that cannot be: who signs the person on, who they are, for which establishment."""
    demands, idp, siret = asked.side.dialect.demands, asked.get("idp_hint"), asked.get("siret_hint")
    if idp and demands.idp_hints and idp not in demands.idp_hints:
        raise IdpHintUnknown(expected=", ".join(demands.idp_hints), received=idp[:80])
    if siret and not _SIRET.fullmatch(siret):
        raise HintUnreadable(expected="siret_hint: fourteen digits", received=f"{len(siret)} characters")
    if asked.get("login_hint") and "siret_hint" in demands.further and not _MAIL.fullmatch(asked.get("login_hint")):
        raise HintUnreadable(expected="login_hint: an e-mail address", received="another form")
