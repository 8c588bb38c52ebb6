"""Owns the table from refusal codes to SAML status codes (SAML core 3.2.2.2).

Only refusals that may return to the service stand here; a test says which are missing.
"""

_ROOT = "urn:oasis:names:tc:SAML:2.0:status:"
REQUESTER = f"{_ROOT}Requester"
RESPONDER = f"{_ROOT}Responder"
_DENIED = (RESPONDER, f"{_ROOT}RequestDenied")
_UNKNOWN_PERSON = (RESPONDER, f"{_ROOT}UnknownPrincipal")
_AUTHENTICATION = (RESPONDER, f"{_ROOT}AuthnFailed")

STATUS: dict[str, tuple[str, str]] = {
    "contract.none": (REQUESTER, f"{_ROOT}RequestDenied"),
    "contract.expired": (REQUESTER, f"{_ROOT}RequestDenied"),
    "contract.not_yet_valid": (REQUESTER, f"{_ROOT}RequestDenied"),
    "contract.not_approved": (REQUESTER, f"{_ROOT}RequestDenied"),
    "contract.suspended": (REQUESTER, f"{_ROOT}RequestDenied"),
    "profile.not_covered": _DENIED,
    "rights.no_subscription": _DENIED,
    "rights.school_not_covered": _DENIED,
    "rights.not_yet_valid": _DENIED,
    "rights.over": _DENIED,
    "rights.public_not_targeted": _DENIED,
    "rights.not_assigned": _DENIED,
    "rights.no_licence_left": _DENIED,
    "rights.not_displayable": (REQUESTER, f"{_ROOT}RequestDenied"),
    "rights.withdrawn": (REQUESTER, f"{_ROOT}RequestDenied"),
    "rights.mother_not_opened": (REQUESTER, f"{_ROOT}RequestDenied"),
    "person.unknown": _UNKNOWN_PERSON,
    "person.ambiguous": _UNKNOWN_PERSON,
    "person.expired": _DENIED,
    "access.function": _DENIED,
    "access.school": _DENIED,
    "access.delegation": _DENIED,
    "school.none": _DENIED,
    "school.not_member": _DENIED,
    "school.to_choose": _DENIED,
    "attribute.required_missing": (RESPONDER, f"{_ROOT}InvalidAttrNameOrValue"),
    "request.passive_impossible": (RESPONDER, f"{_ROOT}NoPassive"),
    "request.proxy_forbidden": (RESPONDER, f"{_ROOT}ProxyCountExceeded"),
    "request.context_unavailable": (RESPONDER, f"{_ROOT}NoAuthnContext"),
    "session.over": _AUTHENTICATION,
    "message.status": _AUTHENTICATION,
    "guichet.cancelled": _AUTHENTICATION,
    "guichet.error": _AUTHENTICATION,
    "guichet.too_weak": _AUTHENTICATION,
    "guichet.unavailable": _AUTHENTICATION,
    "journey.cancelled": _AUTHENTICATION,
    "oidc.other_person": _AUTHENTICATION,
}
