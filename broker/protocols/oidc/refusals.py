"""Owns the tables from refusal codes to OAuth errors: those of an authorization response, those of a direct call."""

from broker.core.errors import AuthorizationRefused, DecisionRefused, Refusal
from broker.core.journey import Step
from broker.core.refusals.account import AccountSuspended
from broker.core.refusals.journey import SessionOver

_DENIED, _INVALID = "access_denied", "invalid_request"
# RFC 6749 4.1.2.1, OpenID Connect Core 1.0 3.1.2.6. Every refusal that may return stands here; a test says which are
# missing. Those before the blank line concern the person, those after it the request.
ERRORS: dict[str, str] = {
    "contract.none": "unauthorized_client",
    "contract.expired": "unauthorized_client",
    "contract.not_yet_valid": "unauthorized_client",
    "contract.not_approved": "unauthorized_client",
    "contract.suspended": "unauthorized_client",
    "profile.not_covered": _DENIED,
    "rights.no_subscription": _DENIED,
    "rights.school_not_covered": _DENIED,
    "rights.not_yet_valid": _DENIED,
    "rights.over": _DENIED,
    "rights.public_not_targeted": _DENIED,
    "rights.not_assigned": _DENIED,
    "rights.no_licence_left": _DENIED,
    "rights.not_displayable": "unauthorized_client",
    "rights.withdrawn": "unauthorized_client",
    "rights.mother_not_opened": "unauthorized_client",
    "person.unknown": _DENIED,
    "person.ambiguous": _DENIED,
    "person.expired": _DENIED,
    "access.function": _DENIED,
    "access.school": _DENIED,
    "access.delegation": _DENIED,
    "school.none": _DENIED,
    "school.not_member": _DENIED,
    "school.to_choose": _DENIED,
    "attribute.required_missing": _DENIED,
    "request.passive_impossible": "login_required",
    "request.proxy_forbidden": _DENIED,
    "request.context_unavailable": "unmet_authentication_requirements",
    "session.over": "login_required",
    "message.status": _DENIED,
    "guichet.cancelled": _DENIED,
    "guichet.error": _DENIED,
    "guichet.too_weak": _DENIED,
    "guichet.unavailable": "temporarily_unavailable",
    "journey.cancelled": _DENIED,
    "oidc.other_person": "login_required",
    "oidc.parameter": _INVALID,
    "oidc.parameter_missing": _INVALID,
    "oidc.parameter_unknown": _INVALID,
    "oidc.nonce": _INVALID,
    "oidc.acr": _INVALID,
    "oidc.idp_hint": "invalid_idp_hint",
    "oidc.hint": _INVALID,
    "oidc.client_unsuited": "unauthorized_client",
    "oidc.response_type_missing": _INVALID,
    "oidc.response_type": "unsupported_response_type",
    "oidc.response_mode": _INVALID,
    "oidc.scope": "invalid_scope",
    "oidc.pkce_missing": _INVALID,
    "oidc.pkce_method": _INVALID,
    "oidc.prompt": _INVALID,
    "oidc.max_age": _INVALID,
    "oidc.claims": _INVALID,
    "oidc.request_object": "request_not_supported",
    "oidc.request_uri": "request_uri_not_supported",
    "oidc.registration": "registration_not_supported",
    "oidc.resource_missing": _INVALID,
    "oidc.resource": _INVALID,
    "oidc.school": _INVALID,
    "oidc.profile": _INVALID,
    "oidc.id_token_hint": _INVALID,
}
# RFC 6749 5.2, RFC 6750 3.1. What stands in neither table is `server_error`, with the refusal's own status.
DIRECT_ERRORS: dict[str, str] = {
    "oidc.client_authentication": "invalid_client",
    "oidc.client_slowed": "invalid_client",
    "oidc.client_unknown": "invalid_client",
    "oidc.call": _INVALID,
    "oidc.redirect_uri": _INVALID,
    "oidc.grant_type": "unsupported_grant_type",
    "oidc.refresh_not_granted": "unauthorized_client",
    "oidc.code": "invalid_grant",
    "oidc.pkce_verifier": "invalid_grant",
    "oidc.refresh_token": "invalid_grant",
    "oidc.scope_widened": "invalid_scope",
    "oidc.access_token_missing": "invalid_token",
    "oidc.access_token_misplaced": _INVALID,
    "oidc.access_token": "invalid_token",
    "oidc.resource_not_granted": "insufficient_scope",
    "store.unavailable": "temporarily_unavailable",
    "directory.unavailable": "temporarily_unavailable",
    "records.unavailable": "temporarily_unavailable",
    "journal.unavailable": "temporarily_unavailable",
    "keys.unavailable": "temporarily_unavailable",
}


def error_of(refusal: Refusal) -> str:
    """Return the error of an authorization response; silence broken by a choice is told apart from a sign-in."""
    if refusal.code == "request.passive_impossible" and refusal.received == Step.CHOOSE_MEMBERSHIP:
        return "interaction_required"
    return ERRORS.get(refusal.code, "server_error")


def direct_error(refusal: Refusal, *, bearer: bool) -> tuple[str, int]:
    """Return the error and the HTTP status of a direct answer; `bearer` where a token was to open it (RFC 6750 3.1)."""
    if isinstance(refusal, SessionOver | AccountSuspended):
        return ("invalid_token", 401) if bearer else ("invalid_grant", 400)
    if isinstance(refusal, DecisionRefused):
        return ("insufficient_scope", 403) if bearer else ("invalid_grant", 400)
    table = ERRORS if isinstance(refusal, AuthorizationRefused) else DIRECT_ERRORS  # a pushed request (RFC 9126 2.3)
    return table.get(refusal.code, "server_error"), refusal.status


def describe(refusal: Refusal, own_code: str = "") -> str:
    """Return the code and the rule in the characters that RFC 6749 4.1.2.1 allows; nothing that came in."""
    text = " ".join(part for part in (own_code, f"{refusal.code}: {refusal.rule.en}") if part)
    return "".join(sign if " " <= sign <= "~" and sign not in '"\\' else "'" for sign in text)
