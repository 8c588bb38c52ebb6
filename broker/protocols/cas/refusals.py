"""Owns the table from refusal codes to the failure codes of CAS (CAS protocol 2.5.3, 2.7.3).

Whatever stands here may be answered to a service in its own language; a test says which are missing. What does not
stand here is answered by a page. A ticket that gives nothing any more, for whatever reason, is INVALID_TICKET.
"""

INVALID_REQUEST = "INVALID_REQUEST"
INVALID_TICKET = "INVALID_TICKET"
INTERNAL_ERROR = "INTERNAL_ERROR"

FAILURES: dict[str, str] = {
    "cas.request.incomplete": INVALID_REQUEST,
    "cas.request.format": INVALID_REQUEST,
    "cas.request.unreadable": INVALID_REQUEST,
    "cas.method.unsupported": INVALID_REQUEST,
    "parameter.duplicate": INVALID_REQUEST,
    "parameter.malformed": INVALID_REQUEST,
    "page.unknown": INVALID_REQUEST,
    "cas.ticket.unknown": INVALID_TICKET,
    "cas.ticket.expired": INVALID_TICKET,
    "cas.ticket.other_service": "INVALID_SERVICE",
    "cas.ticket.not_fresh": "INVALID_TICKET_SPEC",
    "cas.ticket.proxied": "INVALID_TICKET_SPEC",
    "cas.proxy.not_allowed": "UNAUTHORIZED_SERVICE_PROXY",
    "cas.proxy.callback": "INVALID_PROXY_CALLBACK",
    "cas.proxy.target": "UNAUTHORIZED_SERVICE",
    "cas.service.unknown": "UNAUTHORIZED_SERVICE",
    "contract.none": INVALID_TICKET,
    "contract.expired": INVALID_TICKET,
    "contract.not_yet_valid": INVALID_TICKET,
    "profile.not_covered": INVALID_TICKET,
    "person.unknown": INVALID_TICKET,
    "person.ambiguous": INVALID_TICKET,
    "person.expired": INVALID_TICKET,
    "access.function": INVALID_TICKET,
    "access.school": INVALID_TICKET,
    "access.delegation": INVALID_TICKET,
    "school.none": INVALID_TICKET,
    "school.not_member": INVALID_TICKET,
    "school.to_choose": INVALID_TICKET,
    "attribute.required_missing": INVALID_TICKET,
    "guichet.scope_foreign": INVALID_TICKET,
    "request.passive_impossible": INVALID_TICKET,
    "request.proxy_forbidden": INVALID_TICKET,
    "request.context_unavailable": INVALID_TICKET,
    "session.over": INVALID_TICKET,
    "account.suspended": INVALID_TICKET,
    "oidc.other_person": INVALID_TICKET,
    "message.status": INVALID_TICKET,
    "guichet.cancelled": INVALID_TICKET,
    "guichet.error": INVALID_TICKET,
    "guichet.too_weak": INVALID_TICKET,
    "guichet.unavailable": INVALID_TICKET,
    "journey.cancelled": INVALID_TICKET,
    "release.rule_failed": INTERNAL_ERROR,
    "message.characters": INTERNAL_ERROR,
    "store.unavailable": INTERNAL_ERROR,
    "directory.unavailable": INTERNAL_ERROR,
    "internal.failure": INTERNAL_ERROR,
}
