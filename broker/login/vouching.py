"""Owns what a guichet's verified answer means: who the person is, and for which profiles the guichet vouches."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from broker.core.academies import NAMES
from broker.core.identity import Fact
from broker.core.issuer import Guichet
from broker.core.journey import Authentication
from broker.core.profile import Profile
from broker.core.refusals.exchange import GuichetAttributeUnsuitable, GuichetScopeForeign
from broker.core.said_identity import SAID
from broker.core.said_rules import read_said

_VECTOR_PARTS = 3
_MOST_VECTORS = 20
# SAML authentication context 3.4.25: what is said where a guichet names no class (B062).
_UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"


class GuichetAnswer(Protocol):
    """Hold what a guichet said, verified, in no language's words."""

    @property
    def authenticated_at(self) -> datetime:
        """Return when the person signed in."""
        ...

    @property
    def context_class(self) -> str:
        """Return how they signed in, empty where the guichet does not say."""
        ...

    @property
    def session_not_on_or_after(self) -> datetime | None:
        """Return when the guichet's own session ends, where it says so."""
        ...

    def find_values(self, name: str) -> tuple[str, ...]:
        """Return the values of one of the guichet's attributes, none where it is absent."""
        ...


def read_authentication(response: GuichetAnswer, guichet: Guichet) -> Authentication:
    """Return who signed in; refuse an answer that does not say it exactly, or speaks for another project (B083)."""
    key, *others = _READERS.get(guichet.key_kind, _one_key)(response, guichet.key_attribute)
    return Authentication(
        key_kind=guichet.key_kind,
        key=key,
        project=_project(response, guichet),
        at=response.authenticated_at,
        method=response.context_class or _UNSPECIFIED,
        vouched=_vouched(response, guichet),
        ends=response.session_not_on_or_after,
        projects=guichet.projects or None,
        facts=read_said(guichet.rules, _facts(response, guichet)),
        other_keys=tuple(others),
    )


def _facts(response: GuichetAnswer, guichet: Guichet) -> tuple[tuple[str, Fact], ...]:
    """Return what the guichet said that its definition gives a meaning to, each fact with where it comes from."""
    found = ((name, _first_said(response, sources)) for name, sources in guichet.facts)
    return tuple((str(name), Fact(values, f"{guichet.name}: {source}")) for name, (source, values) in found if values)


def _first_said(response: GuichetAnswer, sources: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    said = ((source, tuple(v for v in response.find_values(source) if v.strip())) for source in sources)
    return next(((source, values) for source, values in said if values), ("", ()))


def _only(response: GuichetAnswer, name: str) -> str:
    values = [value.strip() for value in response.find_values(name)]
    if len(values) != 1 or not values[0]:
        raise GuichetAttributeUnsuitable(
            expected=f"{name}, one value", received=f"{len([v for v in values if v])} values"
        )
    return values[0]


def _join_keys(response: GuichetAnswer, name: str) -> tuple[str, ...]:
    """Return the AAF key of each `{AAF}<code>|AC2D|<key>` value (facts/identity-providers.md 1.5)."""
    said = (value for value in response.find_values(name) if value.startswith("{AAF}"))
    vectors = [value.removeprefix("{AAF}").split("|") for value in dict.fromkeys(said)]
    sound = all(len(vector) == _VECTOR_PARTS and vector[0] in NAMES and vector[2] for vector in vectors)
    if not sound or not 0 < len(vectors) <= _MOST_VECTORS:
        expected = f"{name}: {{AAF}}code|AC2D|key, at most {_MOST_VECTORS}"
        raise GuichetAttributeUnsuitable(expected=expected, received=f"{len(vectors)} values")
    return tuple(f"{NAMES[code]}${key}" for code, _, key in vectors)


def _one_key(response: GuichetAnswer, name: str) -> tuple[str, ...]:
    return (_only(response, name),)


_READERS: dict[str, Callable[[GuichetAnswer, str], tuple[str, ...]]] = {"join_key": _join_keys}


def _project(response: GuichetAnswer, guichet: Guichet) -> str | None:
    if guichet.key_kind == SAID:
        return guichet.name
    if guichet.project_attribute is None:
        return None
    project = _only(response, guichet.project_attribute)
    if project not in guichet.projects:
        raise GuichetScopeForeign(expected=", ".join(sorted(guichet.projects)), received=project[:40])
    return project


def _vouched(response: GuichetAnswer, guichet: Guichet) -> frozenset[Profile]:
    if guichet.vouched_attribute is None:
        return guichet.vouched
    known = dict(guichet.vouched_by_value)
    values = [value.strip() for value in response.find_values(guichet.vouched_attribute)]
    qualities = {known.get(value, frozenset()) for value in values}
    if len(qualities) != 1 or not (quality := qualities.pop()):
        raise GuichetAttributeUnsuitable(
            expected=f"{guichet.vouched_attribute}: one quality, of {', '.join(known)}",
            received=f"{len(values)} values",
        )
    return quality
