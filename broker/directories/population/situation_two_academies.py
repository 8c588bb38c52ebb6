"""Owns the situations of a family over two academies: one guardian, whom each academy's directory knows by itself.

The guardian's two records have the same names, address and mobile: what ÉduConnect regroups them by
(facts/identity-providers.md 1.8).
"""

from broker.core.academies import OTHER_ACADEMY
from broker.core.sentence import Sentence
from broker.directories.levels import LEVELS
from broker.directories.population.situation_parts import Person, Role, Situation, SituationCard, Studies
from broker.directories.population.subjects import HEAD

_MAIL, _MOBILE, _BIRTH = "samia.berrada@famille.example", "+33639980007", "16/06/1982"

TWO_ACADEMIES = (
    Situation(
        SituationCard(
            "pupil-two-academies-here",
            "pupil",
            Sentence("Enfant d’une famille sur deux académies", "Child of a family over two academies"),
            Sentence(
                "Au collège ici ; son frère est dans une autre académie.", "In collège here; the brother elsewhere."
            ),
            "one guardian, two directory records",
        ),
        Person("Nour", "Berrada", ("ELV",), "college", "Mme", studies=Studies(LEVELS["5"], ("5A",))),
    ),
    Situation(
        SituationCard(
            "pupil-two-academies-there",
            "pupil",
            Sentence("Élève de l’académie de Brume", "Pupil of the academy of Brume"),
            Sentence("Inscrit dans l’autre académie inventée.", "Enrolled in the other invented academy."),
            "AAF key AC-BRUME",
        ),
        Person(
            "Adam",
            "Berrada",
            ("ELV",),
            "college-brume",
            "M.",
            studies=Studies(LEVELS["3"], ("3A",)),
            academy=OTHER_ACADEMY,
        ),
    ),
    Situation(
        SituationCard(
            "guardian-two-academies",
            "guardian",
            Sentence("Famille sur deux académies", "Family over two academies"),
            Sentence(
                "Deux fiches dans deux annuaires, une seule personne : ÉduConnect les regroupe.",
                "Two records in two directories, one person: ÉduConnect regroups them.",
            ),
            "two AAF keys, one account",
        ),
        Person(
            "Samia",
            "Berrada",
            ("TUT",),
            civility="Mme",
            birth=_BIRTH,
            mail=_MAIL,
            mobile=_MOBILE,
            children=("pupil-two-academies-here",),
        ),
    ),
    Situation(
        SituationCard(
            "guardian-two-academies-there",
            "guardian",
            Sentence("La même, fiche de Brume", "The same person, record of Brume"),
            Sentence("La seconde fiche, dans l’autre académie.", "The second record, in the other academy."),
            "two AAF keys, one account",
        ),
        Person(
            "Samia",
            "Berrada",
            ("TUT",),
            civility="Mme",
            birth=_BIRTH,
            mail=_MAIL,
            mobile=_MOBILE,
            children=("pupil-two-academies-there",),
            academy=OTHER_ACADEMY,
        ),
    ),
    Situation(
        SituationCard(
            "head-two-academies",
            "staff",
            Sentence("Cheffe d’établissement de Brume", "Head in Brume"),
            Sentence("Principale d’un collège de l’autre académie.", "Head of a collège of the other academy."),
            "ctemail of another academy",
        ),
        Person(
            "Rozenn",
            "Kerbrat",
            ("DIR",),
            "college-brume",
            "Mme",
            roles=(Role("college-brume", HEAD),),
            academy=OTHER_ACADEMY,
        ),
    ),
)
