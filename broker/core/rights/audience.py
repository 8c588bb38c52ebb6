"""Owns the publics ("publicCible") that a subscription targets, and the official groupings of the statistics."""

from enum import StrEnum

from broker.core.profile import Profile
from broker.core.sentence import Sentence


class Audience(StrEnum):
    """Name a public, as subscriptions spell it (facts/gar.md 7.3)."""

    PUPIL = "ELEVE"
    TEACHER = "ENSEIGNANT"
    LIBRARIAN = "DOCUMENTALISTE"
    OTHER_STAFF = "AUTRE PERSONNEL"


AUDIENCES = {
    Audience.PUPIL: Sentence("élèves", "pupils"),
    Audience.TEACHER: Sentence("enseignants", "teachers"),
    Audience.LIBRARIAN: Sentence("professeurs documentalistes", "teacher-librarians"),
    Audience.OTHER_STAFF: Sentence("autres personnels", "other staff"),
}

_BY_PROFILE = {
    Profile.PUPIL: Audience.PUPIL,
    Profile.TEACHER: Audience.TEACHER,
    Profile.LIBRARIAN: Audience.LIBRARIAN,
    Profile.HEAD: Audience.OTHER_STAFF,
    Profile.SCHOOL_LIFE: Audience.OTHER_STAFF,
    Profile.SCHOOL_STAFF: Audience.OTHER_STAFF,
    Profile.ACADEMY_STAFF: Audience.OTHER_STAFF,
    Profile.LOCAL_AUTHORITY: Audience.OTHER_STAFF,
}


def audience_of(profile: Profile) -> Audience | None:
    """Return the public of a profile; None for guardians, whom no subscription targets (a simulated assumption)."""
    return _BY_PROFILE.get(profile)
