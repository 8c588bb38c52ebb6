"""Owns how what ProConnect says of a professional is drawn; of nobody else anything is."""

from collections.abc import Callable

from broker.core import derivation
from broker.core.derivation import Derivation, Subject
from broker.core.fact_names import FactName
from broker.core.profile import Profile
from broker.core.sentence import Sentence

_PROFESSIONALS = frozenset({Profile.PROFESSIONAL})


def fact(name: FactName) -> Callable[[Subject], Derivation]:
    """Return what draws a fact of a professional, as it is."""
    return derivation.fact(name, profiles=_PROFESSIONALS)


def usual_name(subject: Subject) -> Derivation:
    """Draw the name in use, else the family name: ProConnect always says one."""
    known = fact(FactName.USUAL_NAME)(subject)
    if known.values or subject.membership.profile is not Profile.PROFESSIONAL:
        return known
    found = subject.identity.family_name
    return Derivation(found.values, found.source, Sentence("à défaut de nom d’usage", "for want of a name in use"))
