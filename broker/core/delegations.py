"""Owns what an agent's delegations mean: the grammar of FrEduResDel (facts/identity-providers.md 3.3).

`name|url|begin|end|user_name|FrEduRneResp=…;…|server_id|module|`: the application is the one that the address names,
else the name itself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from broker.core.identity import Fact
from broker.core.postings import EMPTY

_FIELDS = 6
_PREFIX = "FrEduRneResp="


@dataclass(frozen=True, slots=True)
class Delegation:
    """Hold one delegation: for which application, from which day to which, for which schools."""

    application: str
    begins: date
    ends: date
    schools: tuple[str, ...]

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on a day; both its days are included."""
        return self.begins <= day <= self.ends


def read_delegations(fact: Fact) -> tuple[Delegation, ...]:
    """Return the delegations that can be read; `X`, and what has no such form, is none."""
    found = (_read(value) for value in fact.values if value.strip() not in {"", EMPTY})
    return tuple(one for one in found if one is not None)


def _read(value: str) -> Delegation | None:
    parts = value.split("|")
    if len(parts) < _FIELDS:
        return None
    begins, ends = _day(parts[2]), _day(parts[3])
    if begins is None or ends is None:
        return None
    named = parse_qs(urlsplit(parts[1]).query).get("applicationname", [parts[0]])[0]
    lines = parts[5].removeprefix(_PREFIX).split(";")
    schools = tuple(line.split("$")[0].upper() for line in lines if line.strip() not in {"", EMPTY})
    return Delegation(named.lower(), begins, ends, schools)


def _day(written: str) -> date | None:
    try:
        return datetime.strptime(written.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
