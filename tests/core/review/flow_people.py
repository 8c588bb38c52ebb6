"""Owns a complete person made by hand, of few attributes: what is found out of them can be counted."""

from dataclasses import replace

from broker.core.identity import Fact, Identity
from broker.core.review.complete_person import CompletePerson, Source, SourceKind, Variant
from tests.builders import a_pupil, a_teacher


def source(name: str) -> Source:
    """Name an attribute of the directory `hand`."""
    return Source(SourceKind.DIRECTORY, "hand", name)


def complete(identity: Identity) -> CompletePerson:
    """Return somebody whose surname, first name and civility are followed; the sex stands in for a missing civility."""
    changed = (
        Variant(source("sn"), replace(identity, family_name=Fact(("Autre",), "sn"))),
        Variant(source("givenName"), replace(identity, given_name=Fact(("Autre",), "givenName"))),
        Variant(source("personalTitle"), replace(identity, civility=Fact(("Mme",), "personalTitle"))),
    )
    removed = (
        Variant(source("personalTitle"), replace(identity, civility=Fact(("M.",), "ENTPersonSexe"))),
        Variant(source("ENTPersonSexe"), replace(identity, login="other")),
    )
    profile = identity.memberships[0].profile
    return CompletePerson(SourceKind.DIRECTORY, "hand", profile, identity, changed, removed)


def a_complete_pupil() -> CompletePerson:
    """Return a complete pupil."""
    return complete(a_pupil(civility=Fact(("M.",), "personalTitle")))


def a_complete_teacher() -> CompletePerson:
    """Return a complete teacher."""
    return complete(a_teacher(civility=Fact(("M.",), "personalTitle")))
