"""Owns the `claims` parameter: what is asked for by name, where, and of whom (OpenID Connect Core 1.0 5.5).

It can narrow and move what the contract lets leave, never widen it: names outside the release are simply not there.
"""

from dataclasses import dataclass

from broker.protocols.oidc.strict_json import Document, read_object

_MOST_CHARACTERS = 4096
_MOST_NAMES = 60
_PLACES = ("userinfo", "id_token")


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """Hold what is asked: names per place, the ways of signing in that are essential, and the one person wanted."""

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    subject: str = ""


def read_claims(text: str) -> ClaimsRequest:
    """Read the parameter strictly; raises ValueError with the place that is wrong."""
    document = read_object(text, _MOST_CHARACTERS)
    places = {place: _read_place(place, document.get(place)) for place in _PLACES}
    acr = places["id_token"].get("acr") or {}
    subjects = {text for place in _PLACES for text in _texts(places[place].get("sub") or {})}
    if len(subjects) > 1:
        raise ValueError("sub names several people")
    return ClaimsRequest(
        userinfo=tuple(places["userinfo"]),
        id_token=tuple(places["id_token"]),
        contexts=_texts(acr) if acr.get("essential") else (),
        subject=next(iter(subjects), ""),
    )


def _read_place(place: str, asked: object) -> dict[str, Document | None]:
    if asked is None:
        return {}
    if not isinstance(asked, dict) or len(asked) > _MOST_NAMES:
        raise ValueError(f"{place} is no object of requests")
    for name, request in asked.items():
        if request is not None and not _is_request(request):
            raise ValueError(f"{place}.{name} is no request")
    return asked


def _is_request(request: object) -> bool:
    """Tell whether this is null or `essential`, `value`, `values` of their own kinds; other members are ignored."""
    if not isinstance(request, dict):
        return False
    essential, values = request.get("essential", False), request.get("values", [])
    return isinstance(essential, bool) and isinstance(values, list) and not {"value", "values"} <= set(request)


def _texts(request: Document) -> tuple[str, ...]:
    """Return the values asked for of a claim that is text."""
    values = [request["value"]] if "value" in request else request.get("values", [])
    if not all(isinstance(value, str) for value in values):
        raise ValueError("sub and acr are text")
    return tuple(values)
