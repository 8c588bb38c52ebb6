"""Owns what one looks for in the journal."""

from dataclasses import dataclass
from datetime import datetime

from broker.core.journal.act import ActKind


@dataclass(frozen=True, slots=True)
class ActSearch:
    """Narrow the lines looked for, newest first: each field that is given must fit.

    `since` is included and `until` is not; `before` is a position that those found stand before.
    """

    kind: ActKind | None = None
    contract: str | None = None
    issuer: str | None = None
    what: str | None = None
    about: str | None = None
    journey: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 100
