"""Owns how the ENTs' own words are drawn from an identity (facts/identity-providers.md 1.5, 6.1)."""

from broker.core.derivation import AS_IT_IS, Derivation, Subject
from broker.core.profile import Profile
from broker.core.sentence import Sentence


def login(subject: Subject) -> Derivation:
    """Draw the login at the ENT."""
    return Derivation((subject.identity.login,), "ENTPersonLogin", AS_IT_IS)


def join_key(subject: Subject) -> Derivation:
    """Draw the AAF key; a person of several directory records has several, of which the first is sent."""
    fact = subject.identity.join_key
    return Derivation(fact.values[:1], fact.source, AS_IT_IS)


def profile(subject: Subject) -> Derivation:
    """Draw the national profile as the SDET spells it (facts/identity-providers.md 6.2)."""
    head, _, kind = subject.membership.profile.value.partition("_")
    spelling = Sentence("graphie du SDET", "SDET spelling")
    return Derivation((f"{head}_{kind.upper()}",), subject.membership.profile_source, spelling)


def classes(subject: Subject) -> Derivation:
    """Draw a pupil's classes in the session's school."""
    fact = subject.membership.divisions
    values = fact.values if subject.membership.profile is Profile.PUPIL else ()
    return Derivation(values, fact.source, Sentence("élèves seulement, code##libellé", "pupils only, code##label"))
