"""Owns the national profiles: who a person is in a school."""

from enum import StrEnum

from broker.core.sentence import Sentence


class Profile(StrEnum):
    """Name a national profile, spelled as the GAR does (facts/gar.md 3.3, identity-providers.md 6.2)."""

    PUPIL = "National_elv"
    GUARDIAN = "National_tut"
    TEACHER = "National_ens"
    LIBRARIAN = "National_doc"
    HEAD = "National_dir"
    SCHOOL_LIFE = "National_evs"
    SCHOOL_STAFF = "National_eta"
    ACADEMY_STAFF = "National_aca"
    LOCAL_AUTHORITY = "National_col"


STAFF = frozenset(Profile) - {Profile.PUPIL, Profile.GUARDIAN}

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
}
