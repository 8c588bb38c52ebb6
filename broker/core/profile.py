"""Owns the profiles: who a person is in a school (the national ones), or beyond schools."""

from enum import StrEnum

from broker.core.sentence import Sentence


class Profile(StrEnum):
    """Name a profile; the national ones as the GAR spells them (facts/gar.md 3.3, identity-providers.md 6.2)."""

    PUPIL = "National_elv"
    GUARDIAN = "National_tut"
    TEACHER = "National_ens"
    LIBRARIAN = "National_doc"
    HEAD = "National_dir"
    SCHOOL_LIFE = "National_evs"
    SCHOOL_STAFF = "National_eta"
    ACADEMY_STAFF = "National_aca"
    LOCAL_AUTHORITY = "National_col"

    # Beyond schools: whom FranceConnect and ProConnect know. No national profile: words of the sandbox's own.
    CITIZEN = "Citizen"
    PROFESSIONAL = "Professional"


NATIONAL = tuple(profile for profile in Profile if profile.value.startswith("National_"))
STAFF = frozenset(NATIONAL) - {Profile.PUPIL, Profile.GUARDIAN}

TITLES = {
    Profile.PUPIL: Sentence("élève", "pupil"),
    Profile.GUARDIAN: Sentence("responsable légal", "guardian"),
    Profile.TEACHER: Sentence("enseignant", "teacher"),
    Profile.LIBRARIAN: Sentence("professeur documentaliste", "teacher-librarian"),
    Profile.HEAD: Sentence("personnel de direction", "head"),
    Profile.SCHOOL_LIFE: Sentence("vie scolaire", "school-life staff"),
    Profile.SCHOOL_STAFF: Sentence("personnel de l’établissement", "school staff"),
    Profile.ACADEMY_STAFF: Sentence("personnel académique", "academy staff"),
    Profile.LOCAL_AUTHORITY: Sentence("personnel de collectivité", "local-authority staff"),
    Profile.CITIZEN: Sentence("particulier", "citizen"),
    Profile.PROFESSIONAL: Sentence("professionnel", "professional"),
}
