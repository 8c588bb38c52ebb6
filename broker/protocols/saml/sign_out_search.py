"""Owns the finding of the sessions that a LogoutRequest names: once per request, and exactly those."""

from dataclasses import dataclass

from broker.core.refusals.exchange import PrincipalUnknown, RequestReplayed
from broker.core.session import SAML_GUICHET, Participant, Session
from broker.saml.peer import Peer
from broker.saml.pysaml2_bridge import NAMEID_UNSPECIFIED
from broker.saml.sign_out_reader import VerifiedSignOut
from broker.web.parts import parts

_ONCE_SECONDS = 900  # longer than a request may be old


@dataclass(frozen=True, slots=True)
class Named:
    """Hold the sessions named, never none, and as what the peer named them: a service or the guichet above."""

    protocol: str
    sessions: tuple[Session, ...]


def protocols_of(peer: Peer) -> tuple[str, ...]:
    """Return as what a peer may speak to us."""
    roles = (("saml", peer.is_service), (SAML_GUICHET, peer.is_guichet))
    return tuple(protocol for protocol, is_so in roles if is_so)


def find_named(asked: VerifiedSignOut) -> Named:
    """Return the sessions that a request names; raises RequestReplayed, or PrincipalUnknown where it names none."""
    service = asked.peer.entity_id
    if not parts().journeys.use_once(f"sign-out {service}", asked.id, _ONCE_SECONDS):
        raise RequestReplayed(received=asked.id)
    for protocol in protocols_of(asked.peer):
        wanted = Participant(protocol, service, asked.name_id)
        found = parts().sign_out.find_sessions(wanted, lambda one: _is_meant(one, asked))
        if found:
            return Named(protocol, found)
    raise PrincipalUnknown(received=f"SessionIndex: {len(asked.indexes)}")


def _is_meant(opened: Participant, asked: VerifiedSignOut) -> bool:
    """SAML core 3.3.4, 3.7.1: what is given of the NameID is the same, and the SessionIndex is among those named.

    What is left out means the two sides, or every session (C093).
    """
    if asked.indexes and opened.index not in asked.indexes:
        return False
    if asked.name_id_format not in {"", NAMEID_UNSPECIFIED, opened.subject_format}:
        return False
    ours, theirs = parts().issuer.entity_id, opened.service
    by_default = (theirs, ours) if opened.protocol == SAML_GUICHET else (ours, theirs)
    expected = (known or usual for known, usual in zip(opened.subject_qualifiers, by_default, strict=True))
    return all(given in {"", known} for given, known in zip(asked.qualifiers, expected, strict=True))
