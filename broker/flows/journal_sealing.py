"""Owns the sealing of the journal: after so many lines, or when asked, a head over all that came since the last."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from broker.core.journal.head import NO_HEAD, Head
from broker.core.journal.merkle import root_of
from broker.core.refusals.account import RecordsUnavailable
from broker.core.refusals.rotation import SigningKeyUnavailable
from broker.flows.journal_ports import Acts, Heads, SignedHead
from broker.flows.ports import Clock

_log = logging.getLogger("preau.journal")


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seal the journal every so many lines.

    `sign` gives the envelope of a head, as text; `keep_last` keeps the last head outside the database.
    """

    acts: Acts
    heads: Heads
    clock: Clock
    every: int
    sign: Callable[[Head], str]
    keep_last: Callable[[SignedHead], None]

    def seal_if_due(self, position: int) -> None:
        """Seal after every so many lines; what fails here is made good by the next head, and the log says so."""
        if position % self.every:
            return
        try:
            self.seal()
        except (RecordsUnavailable, SigningKeyUnavailable) as refusal:
            _log.error("not sealed position=%s code=%s cause=%s", position, refusal.code, refusal.cause or "-")

    def seal(self) -> SignedHead | None:
        """Sign a head over the lines since the last; return the last head, None where there is no line at all.

        Of several that seal at once one is first, and what it did stands.
        """
        latest, end = self.heads.latest(), self.acts.end
        first = latest.head.last + 1 if latest else 1
        if end.position < first:
            return latest
        digests = self.acts.digests(first, end.position)
        head = Head(
            number=latest.head.number + 1 if latest else 1,
            first=first,
            last=end.position,
            at=self.clock.now(),
            chain=digests[-1],
            root=root_of(digests),
            previous=latest.head.digest if latest else NO_HEAD,
        )
        signed = SignedHead(head, self.sign(head))
        if not self.heads.add(signed):
            return self.heads.latest()
        self.keep_last(signed)
        return signed
