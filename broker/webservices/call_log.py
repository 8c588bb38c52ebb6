"""Owns the log of calls: the latest of each client and the answers that they got, without a person's identifier."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from broker.core.roles import Holder
from broker.flows.ports import Store
from broker.stores.json_codec import decode, encode
from broker.stores.keys import name_key

MOST_CALLS = 200
_SECONDS = 7 * 24 * 3600
_MOST_MESSAGE = 1_000
_UNKNOWN = "(adresse inconnue)"
_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
# The parameters of routes that may be shown, each only where it looks as it should: a client that puts a person's
# identifier in the place of a school's must not leave it here. Every other parameter is shown by its name alone.
_SHOWN = {
    "uai": re.compile(r"[0-9]{7}[A-Za-z]"),
    "subscription": re.compile(r"[A-Za-z0-9_.:-]{1,46}"),
    "state": re.compile(r"[A-Z_]{1,20}"),
    "report": re.compile(r"[A-Za-z0-9_.-]{1,100}"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """Hold one call and its answer; `code` is the refusal's, empty where nothing was refused."""

    at: datetime
    method: str
    path: str
    status: int
    code: str
    message: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class CallLog:
    """Keep the 200 latest calls of each client for seven days."""

    store: Store

    def add(self, client: Holder, call: Call) -> None:
        """Add one call; raises StoreUnavailable."""
        self.store.append(_key(client), encode(call), _SECONDS, MOST_CALLS)

    def latest(self, client: Holder) -> tuple[Call, ...]:
        """Return a client's calls, newest first."""
        return tuple(decode(stored, Call) for stored in reversed(self.store.read_list(_key(client))))


def cut_message(message: str) -> str:
    """Return as much of a message as is kept."""
    return message if len(message) <= _MOST_MESSAGE else f"{message[:_MOST_MESSAGE]}…"


def shown_path(rule: str | None, given: Mapping[str, object], client: Holder) -> str:
    """Return a path as it may be kept: the route, with those of its parameters that name nobody or the client."""
    if rule is None:
        return _UNKNOWN

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        value, form = str(given.get(name, "")), _SHOWN.get(name)
        is_shown = value == client.name or (form is not None and form.fullmatch(value) is not None)
        return value if is_shown else f"{{{name}}}"

    return _PARAMETER.sub(fill, rule)


def _key(client: Holder) -> str:
    return name_key("calls", client.role.value, client.name)
