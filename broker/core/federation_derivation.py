"""Owns how the words of a federation of universities are drawn from an identity (facts/identity-providers.md 5)."""

from collections.abc import Callable

from broker.core import derivation
from broker.core.derivation import Derivation, Subject
from broker.core.fact_names import FactName
from broker.core.identity import NOTHING
from broker.core.profile import Profile
from broker.core.sentence import Sentence

_MINORS = frozenset({Profile.PUPIL, Profile.GUARDIAN})
# The order of eduPerson's own list: what weighs most in an institution comes first (simulated assumption).
_WEIGHTS = ("faculty", "teacher", "researcher", "staff", "employee", "student", "member", "affiliate", "alum")

fact = derivation.fact


def fact_or(name: FactName, otherwise: Callable[[Subject], Derivation]) -> Callable[[Subject], Derivation]:
    """Return what draws a fact where the directory or the guichet knows it, else what draws it otherwise."""
    draw_fact = derivation.fact(name)

    def draw(subject: Subject) -> Derivation:
        return draw_fact(subject) if subject.identity.fact(name).values else otherwise(subject)

    return draw


def primary_affiliation(subject: Subject) -> Derivation:
    """Draw the one of a person's affiliations that weighs most."""
    known = subject.identity.fact(FactName.AFFILIATIONS)
    values = (*(word for word in _WEIGHTS if word in known.values), *known.values)[:1]
    return Derivation(values, known.source, Sentence("la première par rang", "the first by rank"))


def professional_mail(subject: Subject) -> Derivation:
    """Draw the address of anybody but pupils and guardians: theirs is private."""
    mail = NOTHING if subject.membership.profile in _MINORS else subject.identity.mail
    return Derivation(mail.values, mail.source, derivation.AS_IT_IS)


def whole_name(subject: Subject) -> Derivation:
    """Draw the first name and the surname."""
    given, family = subject.identity.given_name, subject.identity.family_name
    values = (f"{given.values[0]} {family.values[0]}",) if given.values and family.values else ()
    return Derivation(values, f"{given.source} + {family.source}", Sentence("prénom et nom", "first name and surname"))
