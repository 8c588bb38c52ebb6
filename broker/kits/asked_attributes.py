"""Owns what a service itself asks for, beside its contract: its metadata's attributes, its client's scopes."""

from collections.abc import Callable, Iterable

from broker.core.catalogue import VOCABULARIES
from broker.core.contract import Contract
from broker.core.errors import MetadataRefused
from broker.core.issuer import Issuer
from broker.core.oidc_dialect import Scopes
from broker.core.review.contract_lint import Asking
from broker.protocols.saml.attribute_names import NAMES
from broker.saml.peer import Peer, RequestedAttribute

FindPeer = Callable[[str], Peer | None]


def find_asking(contract: Contract, issuers: Iterable[Issuer], find_peer: FindPeer) -> Asking:
    """Return what the service of a contract asks for, in each language that can say so."""
    issuer = next((one for one in issuers if one.name == contract.issuer), None)
    requested, unknown = _requested(contract, find_peer)
    return Asking(requested, unknown, _reachable(contract, issuer))


def _requested(contract: Contract, find_peer: FindPeer) -> tuple[frozenset[str] | None, tuple[str, ...]]:
    """Return the codes that the metadata requests, None where it names no attribute at all (SAML metadata 2.4.4)."""
    try:
        peer = find_peer(contract.entity_id) if contract.saml else None
    except MetadataRefused:
        return None, ()
    if peer is None or not peer.requested_attributes:
        return None, ()
    found = {asked.name: _code_of(asked, contract.vocabulary) for asked in peer.requested_attributes}
    known = frozenset(code for code in found.values() if code)
    return known, tuple(name for name, code in found.items() if not code)


def _code_of(asked: RequestedAttribute, vocabulary: str) -> str:
    words = VOCABULARIES[vocabulary]
    for code in words:
        if asked.name in {NAMES[code].name, code} or (asked.friendly_name and asked.friendly_name == code):
            return str(code)
    return ""


def _reachable(contract: Contract, issuer: Issuer | None) -> frozenset[str] | None:
    """Return the codes that the client's scopes open, all asked for at once."""
    if contract.oidc is None or issuer is None or issuer.oidc is None:
        return None
    scopes = Scopes(issuer.oidc.dialect, contract.oidc.scopes)
    every = " ".join(scopes.names)
    return frozenset(clause.code for clause in contract.clauses if scopes.opens(every, clause.code))
