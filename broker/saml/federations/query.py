"""Owns the asking of a metadata query service for one entity (draft-young-md-query, draft-young-md-query-saml).

An answer is one signed EntityDescriptor, verified as an aggregate is, and must describe the entity asked for.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha1
from threading import Lock
from urllib.parse import quote

from broker.core.errors import MetadataRefused, Problem
from broker.core.refusals.metadata import MetadataEntityOther, MetadataExpired, MetadataUnreadable
from broker.flows.ports import Clock
from broker.saml.certificates import Certificate
from broker.saml.federations.settings import FederationSettings
from broker.saml.metadata_fetch import Answer, FetchPolicy, Question, ask_metadata
from broker.saml.metadata_problems import problem_of
from broker.saml.metadata_reader import parse_metadata, peer_of
from broker.saml.metadata_trust import AggregateTrust, check_aggregate
from broker.saml.names import md
from broker.saml.peer import Peer

_TYPE = "application/samlmetadata+xml"  # draft-young-md-query-saml 2.1
_NOT_MODIFIED, _NOT_FOUND = 304, 404
_USUAL = timedelta(hours=1)
_AGAIN = timedelta(seconds=60)  # after a failure, and after the answer that nobody is called so
_SECONDS = 3.0  # a person waits
_KEPT = 512


@dataclass(frozen=True, slots=True)
class _Known:
    """Hold what was last answered about one entity; without a peer, nobody is called so or `refusal` says why."""

    again_at: datetime
    peer: Peer | None = None
    valid_until: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    refusal: MetadataRefused | None = None

    def is_usable(self, now: datetime) -> bool:
        """Tell whether there is a peer that counts."""
        return self.peer is not None and self.valid_until is not None and self.valid_until > now

    def use(self, now: datetime) -> Peer | None:
        """Return the peer, None where nobody is called so, or refuse."""
        if self.is_usable(now):
            return self.peer
        if self.valid_until is not None:
            raise MetadataExpired(expected=f"later than {now.isoformat()}", received=self.valid_until.isoformat())
        if self.refusal is not None:
            raise type(self.refusal)(expected=self.refusal.expected, received=self.refusal.received)
        return None


class EntityQuery:
    """Find entities by asking, and remember the answers: as long as cacheDuration says, within the bounds set."""

    def __init__(
        self, settings: FederationSettings, signers: tuple[Certificate, ...], clock: Clock, reach: FetchPolicy
    ) -> None:
        """Ask nothing yet; `reach` says how far the service may be, and whom HTTPS trusts."""
        self._settings, self._signers, self._clock = settings, signers, clock
        self._policy = replace(reach, seconds=_SECONDS)
        self._known: dict[str, _Known] = {}
        self._lock = Lock()

    def find(self, entity_id: str, *, asking: bool) -> Peer | None:
        """Return an entity, or None; what is not known yet, or no longer fresh, is asked for only if `asking`."""
        now, known = self._clock.now(), self._known.get(entity_id)
        if asking and (known is None or known.again_at <= now):
            # Who has a usable answer does not wait for somebody else's question.
            waiting = known is None or not known.is_usable(now)
            known = self._ask_alone(entity_id, now, waiting=waiting) or known
        return known.use(now) if known is not None else None

    def problems(self) -> tuple[Problem, ...]:
        """Return what was wrong with the latest answers."""
        every = [(name, known.refusal) for name, known in tuple(self._known.items())]
        return tuple(
            problem_of(f"federations {self._settings.name}: {name}", refusal) for name, refusal in every if refusal
        )

    def _ask_alone(self, entity_id: str, now: datetime, *, waiting: bool) -> _Known | None:
        if not self._lock.acquire(blocking=waiting):
            return None
        try:
            before = self._known.get(entity_id)
            if before is None or before.again_at <= now:  # nobody was quicker
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[entity_id] = self._ask(entity_id, before, now)
            return self._known[entity_id]
        finally:
            self._lock.release()

    def _ask(self, entity_id: str, before: _Known | None, now: datetime) -> _Known:
        """Return what is known after one question; a failure leaves what was known before, while it counts."""
        usable = before if before is not None and before.is_usable(now) else None
        answers = {_NOT_FOUND} | ({_NOT_MODIFIED} if usable else set())
        etag, last_modified = (usable.etag, usable.last_modified) if usable else ("", "")
        question = Question(query_url(self._settings, entity_id), _TYPE, etag, last_modified, frozenset(answers))
        try:
            answer = ask_metadata(question, self._policy)
            if answer.status == _NOT_FOUND:  # draft-young-md-query-saml 3.1.1
                return _Known(now + _AGAIN)
            if answer.status == _NOT_MODIFIED and usable:
                return replace(usable, again_at=now + _USUAL, refusal=None)
            return self._read(entity_id, answer, before, now)
        except MetadataRefused as refusal:
            return replace(before or _Known(now), again_at=now + _AGAIN, refusal=refusal)

    def _read(self, entity_id: str, answer: Answer, before: _Known | None, now: datetime) -> _Known:
        longest = timedelta(days=self._settings.max_validity_days)
        trust = AggregateTrust(self._signers, longest, before.valid_until if before else None)
        terms = check_aggregate(answer.body, trust, now=now)
        root = parse_metadata(answer.body)
        if root.tag != md("EntityDescriptor"):  # draft-young-md-query-saml 3.1.2
            raise MetadataUnreadable(expected="one EntityDescriptor, as the whole document")
        if root.get("entityID") != entity_id:  # E108
            raise MetadataEntityOther(expected=entity_id, received=root.get("entityID", "")[:200])
        least = timedelta(seconds=self._settings.min_refresh_seconds)
        most = timedelta(seconds=self._settings.max_refresh_seconds)
        fresh = max(least, min(terms.cache_duration if terms.cache_duration is not None else _USUAL, most))
        peer = peer_of(root, now=now)
        return _Known(now + fresh, peer, terms.valid_until, answer.etag, answer.last_modified)


def query_url(settings: FederationSettings, entity_id: str) -> str:
    """Return the address at which a service is asked for an entity (draft-young-md-query 3.2.1).

    `sha1_file` is how RENATER names its files (facts/identity-providers.md 5).
    """
    digest = sha1(entity_id.encode(), usedforsecurity=False).hexdigest()
    named = {"entity_id": entity_id, "sha1": f"{{sha1}}{digest}", "sha1_file": f"{digest}.xml"}
    return f"{(settings.mdq or '').rstrip('/')}/entities/{quote(named[settings.mdq_by], safe='')}"
