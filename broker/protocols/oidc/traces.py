"""Owns what the trace of a journey shows of OpenID Connect messages: names and values, tokens cut short, no secret."""

from collections.abc import Iterable
from datetime import datetime

from broker.core.trace import Leg

_SHOWN = 6
_SECRET = frozenset(
    {"code", "code_verifier", "client_assertion", "access_token", "refresh_token", "id_token", "token"}
    | {"id_token_hint", "logout_token"}
)
_LASTING = frozenset({"client_secret"})  # of any length, where a publisher chose it; and worth something for years
_CUT = "…"


def message_leg(at: datetime, direction: str, title: str, peer: str, fields: Iterable[tuple[str, object]]) -> Leg:
    """Record a message by its fields."""
    return Leg(at, direction, title, peer, tuple((name, _shown(name, value)) for name, value in fields))


def decision_leg(at: datetime, title: str, issuer: str, facts: Iterable[tuple[str, str]]) -> Leg:
    """Record a decision by its facts, those left empty aside."""
    return Leg(at, "decision", title, issuer, tuple((name, value) for name, value in facts if value))


def _shown(name: str, value: object) -> str:
    """Return a field's value as the trace shows it: of a token its first characters, of a lasting secret nothing."""
    if name in _LASTING:
        return _CUT
    if isinstance(value, str):
        return f"{value[:_SHOWN]}{_CUT}" if name in _SECRET else value
    return " · ".join(map(str, value)) if isinstance(value, list) else str(value)
