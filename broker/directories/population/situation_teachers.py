"""Owns the situations of teachers."""

from broker.core.sentence import Sentence
from broker.directories.levels import LEVELS
from broker.directories.population.situation_parts import Person, Role, Situation, SituationCard, Teaching
from broker.directories.population.subjects import CIVICS, ENGLISH, FRENCH, LIBRARIAN, MATHS, SUPPORT, teach

_ENS = ("ENS",)


def _card(slug: str, title: Sentence, explanation: Sentence, point: str) -> SituationCard:
    return SituationCard(slug, "teacher", title, explanation, point)


TEACHERS = (
    Situation(
        _card(
            "teacher",
            Sentence("Enseignante, matières et niveaux", "Teacher with subjects and levels"),
            Sentence(
                "Deux matières, deux niveaux, deux classes, un groupe.",
                "Two subjects, two levels, two classes, a group.",
            ),
            "P_MAT, P_MS4, P_MEL, DIV, GRO",
        ),
        Person(
            "Clémence",
            "Diarra",
            _ENS,
            "college",
            "Mme",
            roles=(Role("college", teach(MATHS)),),
            teaching=(Teaching("college", (MATHS, SUPPORT), (LEVELS["6"], LEVELS["3"]), ("6A", "3A"), ("3LAT1",)),),
        ),
    ),
    Situation(
        _card(
            "teacher-two-schools",
            Sentence("Enseignant dans deux établissements", "Teacher in two schools"),
            Sentence(
                "Le même métier dans deux collèges : il faut choisir.", "The same job in two collèges: one must choose."
            ),
            "school.to_choose; DIV of one school only",
        ),
        Person(
            "Viktor",
            "Lacombe",
            _ENS,
            "college",
            "M.",
            roles=(Role("college", teach(ENGLISH)), Role("college-2", teach(ENGLISH))),
            teaching=(
                Teaching("college", (ENGLISH,), (LEVELS["5"],), ("5A",)),
                Teaching("college-2", (ENGLISH,), (LEVELS["4"],), ("4A",)),
            ),
        ),
    ),
    Situation(
        _card(
            "teacher-and-librarian",
            Sentence("Enseignante ici, documentaliste là", "Teacher here, librarian there"),
            Sentence("Deux établissements sous deux profils.", "Two schools under two profiles."),
            "one profile per school",
        ),
        Person(
            "Solène",
            "Haddad",
            ("ENS", "DOC"),
            "lycee",
            "Mme",
            roles=(Role("lycee", teach(FRENCH)), Role("college-2", LIBRARIAN)),
            teaching=(Teaching("lycee", (FRENCH,), (LEVELS["2"],), ("2A",)),),
        ),
    ),
    Situation(
        _card(
            "teacher-no-project",
            Sentence("Enseignant sans ENT", "Teacher without an ENT"),
            Sentence(
                "Son lycée n’a pas d’ENT : guichet de l’académie, voie ÉduGAR.",
                "The lycée has no ENT: the academy's guichet, the ÉduGAR road.",
            ),
            "academy guichet, idENT EG",
        ),
        Person(
            "Souleymane",
            "Perrot",
            _ENS,
            "lycee-sans-ent",
            "M.",
            roles=(Role("lycee-sans-ent", teach(CIVICS)),),
            teaching=(Teaching("lycee-sans-ent", (CIVICS,), (LEVELS["1G"],), ("1GA",)),),
        ),
    ),
    Situation(
        _card(
            "teacher-no-subject",
            Sentence("Enseignante sans matière", "Teacher without a subject"),
            Sentence("En poste, mais l’emploi du temps est vide.", "In post, but with an empty timetable."),
            "P_MAT 0, P_MS4 0",
        ),
        Person("Bérénice", "Tran", _ENS, "lycee", "Mme", roles=(Role("lycee", teach(FRENCH)),)),
    ),
    Situation(
        _card(
            "teacher-no-mail",
            Sentence("Enseignant sans adresse", "Teacher without e-mail"),
            Sentence("L’annuaire ne connaît pas son adresse.", "The directory knows no address."),
            "P_MEL 0: withheld, or refused where required",
        ),
        Person(
            "Corentin",
            "Sidibé",
            _ENS,
            "college",
            "M.",
            has_mail=False,
            roles=(Role("college", teach(FRENCH)),),
            teaching=(Teaching("college", (FRENCH,), (LEVELS["5"],), ("5B",)),),
        ),
    ),
    Situation(
        _card(
            "librarian",
            Sentence("Professeure documentaliste", "Teacher-librarian"),
            Sentence("Responsable du CDI d’un collège.", "In charge of a collège's library."),
            "PRO doc",
        ),
        Person("Élise", "Gueye", ("DOC",), "college", "Mme", roles=(Role("college", LIBRARIAN),)),
    ),
)
