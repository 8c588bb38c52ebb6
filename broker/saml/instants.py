"""Owns times in SAML: moments in UTC with Z, nothing else (SAML core 1.3.3), and durations (XML Schema 3.2.6)."""

import re
from datetime import UTC, datetime, timedelta

from broker.core.refusals.condition import InstantMalformed

# B056: milliseconds are accepted; offsets, local times and leap seconds are not.
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z", re.ASCII)
_DURATION = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)


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


def read_duration(value: str, name: str) -> timedelta:
    """Read an xs:duration, a year as 365 days and a month as 30, or refuse."""
    match = _DURATION.fullmatch(value)
    if match is None or value.endswith(("P", "T")):
        raise InstantMalformed(expected=f"{name}=PnYnMnDTnHnMnS", received=value[:40])
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=365 * years + 30 * months + days, hours=hours, minutes=minutes, seconds=seconds)
