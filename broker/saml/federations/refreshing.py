"""Owns the refreshing of one federation's kept aggregate: asked for when due, verified before it is kept.

What is refused, or cannot be had, leaves the kept copy as it is, and is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from broker.core.errors import MetadataRefused
from broker.core.refusals.metadata import MetadataExpired, MetadataFetchFailed
from broker.flows.ports import Clock
from broker.saml.certificates import Certificate
from broker.saml.federations.apart import check_apart, check_document
from broker.saml.federations.kept_copy import KeptCopy, SourceState, Trouble
from broker.saml.federations.settings import FederationSettings
from broker.saml.metadata_fetch import Answer, FetchPolicy, Question, ask_metadata
from broker.saml.metadata_trust import AggregateTerms, AggregateTrust

_NOT_MODIFIED, _OK = 304, 200
_USUAL = timedelta(hours=1)
_MIB = 1024 * 1024
_SECONDS = 60.0
_MOST_DOUBLINGS = 10
_LARGE = 2 * _MIB  # starting another process takes as long as verifying so much here


@dataclass(frozen=True, slots=True)
class AggregateRefresh:
    """Refresh one federation's aggregate; `reach` says how far its address may be, and whom HTTPS trusts."""

    settings: FederationSettings
    copy: KeptCopy
    signers: tuple[Certificate, ...]
    clock: Clock
    reach: FetchPolicy

    def run(self, *, now_please: bool = False) -> None:
        """Ask the source if it is due, or if told to; another process that is about it is left to it."""
        if not now_please and not self.is_due(self.copy.read_state()):
            return
        with self.copy.alone(waiting=now_please) as alone:
            state = self.copy.read_state()  # another may have been quicker
            if alone and (now_please or self.is_due(state)):
                self.copy.write_state(self._attempt(state))

    def is_due(self, state: SourceState) -> bool:
        """Tell whether the source is to be asked: cacheDuration within bounds, sooner where the end is near."""
        if state.checked_at is None or state.source != self.settings.aggregate:
            return True
        return self.clock.now() >= state.checked_at + self._interval(state)

    def _interval(self, state: SourceState) -> timedelta:
        least = timedelta(seconds=self.settings.min_refresh_seconds)
        most = timedelta(seconds=self.settings.max_refresh_seconds)
        if state.failures:
            return min(least * (1 << min(state.failures - 1, _MOST_DOUBLINGS)), most)
        wanted = state.cache_duration if state.cache_duration is not None else _USUAL
        if state.valid_until is not None and state.checked_at is not None:
            wanted = min(wanted, (state.valid_until - state.checked_at) / 2)
        return max(least, min(wanted, most))

    def _attempt(self, before: SourceState) -> SourceState:
        """Return what is to be remembered of one attempt."""
        now = self.clock.now()
        state = before if before.source == self.settings.aggregate else _forget_source(before, self.settings.aggregate)
        state = state.model_copy(update={"checked_at": now})
        try:
            changes = self._take(state, self._ask(state), now)
        except MetadataRefused as refusal:
            changes = {"failures": state.failures + 1, "trouble": Trouble.of(refusal)}
        return state.model_copy(update=changes)

    def _ask(self, state: SourceState) -> Answer:
        if self.settings.url is None:
            assert self.settings.file is not None, "a federation with an aggregate has an address or a file"
            return _read_file(self.settings.file, self.settings.max_mib * _MIB)
        question = Question(self.settings.url)
        if self.copy.is_intact(self.signers):  # what was spoiled is fetched whole
            question = Question(self.settings.url, "", state.etag, state.last_modified, frozenset({_NOT_MODIFIED}))
        return ask_metadata(question, replace(self.reach, seconds=_SECONDS, cap=self.settings.max_mib * _MIB))

    def _take(self, state: SourceState, answer: Answer, now: datetime) -> dict[str, object]:
        """Keep a document that is right; returns what changes in the state."""
        if answer.status == _NOT_MODIFIED:
            if state.valid_until is not None and state.valid_until <= now:
                raise MetadataExpired(expected=f"later than {now.isoformat()}", received=state.valid_until.isoformat())
            return {"failures": 0, "trouble": None}
        longest = timedelta(days=self.settings.max_validity_days)
        trust = AggregateTrust(self.signers, longest, state.valid_until if self.copy.document.exists() else None)
        terms = self._check(answer.body, trust, now)
        self.copy.write_document(answer.body)
        return {
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "changed_at": now,
            "valid_until": terms.valid_until,
            "cache_duration": terms.cache_duration,
            "seal": self.copy.seal(answer.body, self.signers),
            "failures": 0,
            "trouble": None,
        }

    def _check(self, document: bytes, trust: AggregateTrust, now: datetime) -> AggregateTerms:
        if len(document) < _LARGE:
            return check_document(document, trust, now=now)
        return check_apart(self.copy.draft(), document, trust, now=now)


def _forget_source(state: SourceState, source: str | None) -> SourceState:
    """Keep of another source only what is kept of its document: validators are the other's."""
    return state.model_copy(update={"source": source or "", "etag": "", "last_modified": "", "failures": 0})


def _read_file(file: Path, cap: int) -> Answer:
    try:
        with file.open("rb") as opened:
            content = opened.read(cap + 1)
    except OSError as error:
        raise MetadataFetchFailed(expected="a file that can be read", received=error.strerror or "") from error
    if len(content) > cap:
        raise MetadataFetchFailed(expected=f"at most {cap} bytes", received="more")
    return Answer(_OK, content)
