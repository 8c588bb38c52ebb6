"""Owns how the words of the agents' guichets are drawn: of staff only, with `X` where several could be and none is.

Sources: facts/identity-providers.md 3.2 to 3.4. That `X` stands in each of the words of several values is a simulated
assumption: it was seen in FrEduRneResp.
"""

from collections.abc import Callable

from broker.core.derivation import AS_IT_IS, Derivation, Subject
from broker.core.fact_names import FactName
from broker.core.identity import Fact
from broker.core.postings import EMPTY
from broker.core.profile import STAFF
from broker.core.sentence import Sentence

_NOTHING = Derivation((), "", AS_IT_IS)
_AN_EMPTY = Sentence("X : aucune valeur", "X: no value")


def staff(draw: Callable[[Subject], Derivation]) -> Callable[[Subject], Derivation]:
    """Return what draws the same for staff, and nothing for anybody else."""
    return lambda subject: draw(subject) if subject.membership.profile in STAFF else _NOTHING


def staff_fact(name: FactName) -> Callable[[Subject], Derivation]:
    """Return what draws one fact of staff, as it is; where the directory says `X`, there is no value."""
    return staff(lambda subject: _filled(subject.identity.fact(name)))


def or_empty(name: FactName) -> Callable[[Subject], Derivation]:
    """Return what draws a fact of staff that may have several values, or the one value `X`."""

    def draw(subject: Subject) -> Derivation:
        found = _filled(subject.identity.fact(name))
        return found if found.values else Derivation((EMPTY,), found.source, _AN_EMPTY)

    return staff(draw)


def login(subject: Subject) -> Derivation:
    """Draw the agent's login at their academy."""
    if subject.membership.profile not in STAFF:
        return _NOTHING
    said = subject.identity.fact(FactName.UID)
    return Derivation((subject.identity.login,), said.source or "uid", AS_IT_IS)


def birth_date(subject: Subject) -> Derivation:
    """Draw the birth date, where the directory knows it."""
    return Derivation(subject.identity.birth_date.values, subject.identity.birth_date.source, AS_IT_IS)


def _filled(fact: Fact) -> Derivation:
    return Derivation(tuple(v for v in fact.values if v.strip() not in {"", EMPTY}), fact.source, AS_IT_IS)
