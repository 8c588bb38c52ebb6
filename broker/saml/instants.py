"""Owns times in SAML: UTC with Z, nothing else (SAML core 1.3.3)."""

import re
from datetime import UTC, datetime

from broker.core.refusals.condition import InstantMalformed

# B056: milliseconds are accepted; offsets, local times and leap seconds are not.
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z", re.ASCII)


def read_instant(value: str | None, name: str) -> datetime:
    """Return the moment written in the attribute called `name`, or refuse."""
    match = _INSTANT.fullmatch(value or "")
    if match is None:
        raise InstantMalformed(expected=f"{name}=YYYY-MM-DDThh:mm:ssZ", received=(value or "")[:40] or "nothing")
    try:
        return datetime.fromisoformat(match[1] + (match[2] or ".0")[:7].ljust(7, "0")).replace(tzinfo=UTC)
    except ValueError as error:
        raise InstantMalformed(expected=f"{name}: a moment that exists", received=match[0][:40]) from error


def write_instant(moment: datetime) -> str:
    """Write an aware moment in UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
