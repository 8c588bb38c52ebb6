"""Owns the one reading of the machine's clock; everything else asks a `Clock`."""

from datetime import UTC, datetime


class SystemClock:
    """Tell the machine's time, in UTC."""

    def now(self) -> datetime:
        """Return the present moment."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock
