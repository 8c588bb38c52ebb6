"""Owns the situations of guardians."""

from broker.core.sentence import Sentence
from broker.directories.levels import LEVELS
from broker.directories.population.situation_parts import Person, Role, Situation, SituationCard, Teaching
from broker.directories.population.subjects import MATHS, teach

_TUT = ("TUT",)


def _card(slug: str, title: Sentence, explanation: Sentence, point: str) -> SituationCard:
    return SituationCard(slug, "guardian", title, explanation, point)


GUARDIANS = (
    Situation(
        _card(
            "guardian-one-child",
            Sentence("Responsable d’un enfant", "Guardian of one child"),
            Sentence("Un seul enfant, au collège.", "One child only, in collège."),
            "PRO tut; refused by pupils' resources",
        ),
        Person(
            "Aminata",
            "Le Goff",
            _TUT,
            civility="Mme",
            birth="07/05/1984",
            mobile="+33639980001",
            children=("pupil-college",),
        ),
    ),
    Situation(
        _card(
            "guardian-three-schools",
            Sentence("Famille sur trois établissements", "Family over three schools"),
            Sentence(
                "Trois enfants à l’école, au collège et au lycée : il faut choisir.",
                "Three children in primary, collège and lycée: one must choose.",
            ),
            "school.to_choose, three memberships",
        ),
        Person(
            "Daniel",
            "Kaplan",
            _TUT,
            civility="M.",
            birth="18/08/1977",
            mobile="+33639980002",
            children=("pupil-family-primary", "pupil-family-college", "pupil-family-lycee"),
        ),
    ),
    Situation(
        _card(
            "guardian-separated-mother",
            Sentence("Parents séparés, la mère", "Separated parents, the mother"),
            Sentence(
                "Responsable du même enfant que l’autre parent.", "Guardian of the same child as the other parent."
            ),
            "nothing of the other parent leaves",
        ),
        Person(
            "Joana",
            "Teixeira",
            _TUT,
            civility="Mme",
            birth="23/09/1979",
            mobile="+33639980003",
            children=("pupil-two-homes",),
        ),
    ),
    Situation(
        _card(
            "guardian-separated-father",
            Sentence("Parents séparés, le père", "Separated parents, the father"),
            Sentence(
                "Responsable du même enfant, sous un autre nom.", "Guardian of the same child, by another surname."
            ),
            "nothing of the other parent leaves",
        ),
        Person(
            "Kévin",
            "Quintin",
            _TUT,
            civility="M.",
            birth="11/02/1981",
            mobile="+33639980004",
            children=("pupil-two-homes",),
        ),
    ),
    Situation(
        _card(
            "guardian-teacher",
            Sentence("Responsable et enseignante", "Guardian and teacher"),
            Sentence(
                "Un seul compte, deux qualités : parent à l’école, enseignante au collège.",
                "One account, two roles: parent in primary, teacher in collège.",
            ),
            "two profiles, choice by profile",
        ),
        Person(
            "Mariama",
            "Bakayoko",
            ("ENS", "TUT"),
            "college",
            "Mme",
            "02/04/1983",
            mobile="+33639980005",
            roles=(Role("college", teach(MATHS)),),
            teaching=(Teaching("college", (MATHS,), (LEVELS["4"],), ("4A",)),),
            children=("pupil-of-teacher",),
        ),
    ),
    Situation(
        _card(
            "guardian-no-project",
            Sentence("Responsable, sans ENT", "Guardian, without an ENT"),
            Sentence("Le lycée de l’enfant n’a pas d’ENT : voie ÉduGAR.", "The child's lycée has no ENT: ÉduGAR road."),
            "ÉduConnect guichet, guardian chosen",
        ),
        Person(
            "Ndeye",
            "Sané",
            _TUT,
            civility="Mme",
            birth="30/12/1986",
            mobile="+33639980006",
            children=("pupil-no-project",),
        ),
    ),
)
