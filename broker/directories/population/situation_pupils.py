"""Owns the situations of pupils."""

from broker.core.sentence import Sentence
from broker.directories.levels import LEVELS
from broker.directories.population.situation_parts import Person, Situation, SituationCard, Studies

_ELV = ("ELV",)


def _card(slug: str, title: Sentence, explanation: Sentence, point: str) -> SituationCard:
    return SituationCard(slug, "pupil", title, explanation, point)


def _studies(short: str, divisions: str = "", groups: str = "") -> Studies:
    return Studies(LEVELS[short], tuple(divisions.split()), tuple(groups.split()))


PUPILS = (
    Situation(
        _card(
            "pupil-primary",
            Sentence("Élève d’école", "Primary-school pupil"),
            Sentence(
                "Une élève de CM2, une classe, aucun groupe.",
                "A pupil in the last year of primary, one class, no group.",
            ),
            "PRO elv, DIV 1, GRO 0",
        ),
        Person("Capucine", "Hoarau", _ELV, "ecole", "Mme", studies=_studies("CM2", "CM2A")),
    ),
    Situation(
        _card(
            "pupil-college",
            Sentence("Élève de collège", "Collège pupil"),
            Sentence("Un élève de 4e, une classe et un groupe.", "A pupil of 13, one class and one group."),
            "DIV 1, GRO 1, E_MS4",
        ),
        Person("Ibrahima", "Le Goff", _ELV, "college", "M.", studies=_studies("4", "4A", "4ALL1")),
    ),
    Situation(
        _card(
            "pupil-lycee",
            Sentence("Élève de lycée", "Lycée pupil"),
            Sentence("Une élève de seconde, une classe.", "A pupil of 15, one class."),
            "DIV 1, E_MS4 2211",
        ),
        Person("Thanh", "Nguyen", _ELV, "lycee", "Mme", studies=_studies("2", "2A")),
    ),
    Situation(
        _card(
            "pupil-no-class",
            Sentence("Élève sans classe", "Pupil without a class"),
            Sentence("Inscrit, mais pas encore réparti dans une classe.", "Enrolled, but not yet put into a class."),
            "DIV 0: withheld, or refused where required",
        ),
        Person("Gaspard", "Doumbia", _ELV, "college", "M.", studies=_studies("6")),
    ),
    Situation(
        _card(
            "pupil-two-groups",
            Sentence("Élève dans deux groupes", "Pupil in two groups"),
            Sentence("Une élève de 3e qui fait allemand et latin.", "A pupil of 14 who takes German and Latin."),
            "GRO 2, DIV_APP several",
        ),
        Person("Leïla", "Ferreira", _ELV, "college", "Mme", studies=_studies("3", "3A", "3ALL1 3LAT1")),
    ),
    Situation(
        _card(
            "pupil-two-divisions",
            Sentence("Élève dans deux classes", "Pupil in two classes"),
            Sentence("Un élève partagé entre deux classes de 5e.", "A pupil shared between two classes."),
            "DIV 2",
        ),
        Person("Emre", "Vasseur", _ELV, "college", "M.", studies=_studies("5", "5A 5B")),
    ),
    Situation(
        _card(
            "pupil-of-age",
            Sentence("Élève majeur", "Pupil of age"),
            Sentence("Un élève de terminale qui a plus de 18 ans.", "A pupil over 18 in the last year of lycée."),
            "majority, ENTEleveMajeur",
        ),
        Person(
            "Boubacar",
            "Marchand",
            _ELV,
            "lycee",
            "M.",
            "02/10/2007",
            studies=Studies(LEVELS["TG"], ("TGB",), (), of_age=True),
        ),
    ),
    Situation(
        _card(
            "pupil-twin-first",
            Sentence("Jumelle, la première", "Twin, the first"),
            Sentence(
                "Même nom, même naissance, même classe que sa jumelle.", "Same surname, birth and class as her twin."
            ),
            "two people, two IDO",
        ),
        Person("Inès", "Petrov", _ELV, "college", "Mme", "21/06/2015", studies=_studies("6", "6A")),
    ),
    Situation(
        _card(
            "pupil-twin-second",
            Sentence("Jumelle, la seconde", "Twin, the second"),
            Sentence(
                "Même nom, même naissance, même classe que sa jumelle.", "Same surname, birth and class as her twin."
            ),
            "two people, two IDO",
        ),
        Person("Iris", "Petrov", _ELV, "college", "Mme", "21/06/2015", studies=_studies("6", "6A")),
    ),
    Situation(
        _card(
            "pupil-cite",
            Sentence("Élève de cité scolaire", "Pupil of a cité scolaire"),
            Sentence(
                "Sur un même site, deux établissements : le sien est le collège.",
                "Two schools on one site: hers is the collège.",
            ),
            "UAI of the right half",
        ),
        Person("Maryam", "Colas", _ELV, "cite-college", "Mme", studies=_studies("3", "3B")),
    ),
    Situation(
        _card(
            "pupil-new-project",
            Sentence("Élève qui a changé d’ENT", "Pupil who changed ENT"),
            Sentence(
                "Son compte d’aujourd’hui, dans le nouvel ENT ; l’ancien a expiré.",
                "Today's account, in the new ENT; the old one has expired.",
            ),
            "person key = (idENT, identifier)",
        ),
        Person("Timéo", "Rakoto", _ELV, "college-2", "M.", studies=_studies("5", "5A")),
    ),
    Situation(
        _card(
            "pupil-old-project",
            Sentence("Élève qui a changé d’ENT, ancien compte", "Pupil who changed ENT, old account"),
            Sentence(
                "Le même identifiant dans l’ancien ENT : ce compte-ci n’ouvre plus rien.",
                "The same identifier in the old ENT: this account opens nothing.",
            ),
            "person.expired; same identifier in two projects",
        ),
        Person(
            "Timéo",
            "Rakoto",
            _ELV,
            "college-p1",
            "M.",
            expires="2026-08-31",
            studies=_studies("5", "5A"),
            same_identifier_as="pupil-new-project",
        ),
    ),
    Situation(
        _card(
            "pupil-other-project",
            Sentence("Élève d’un autre ENT", "Pupil of another ENT"),
            Sentence("Son collège relève de l’ENT P1.", "The collège belongs to ENT P1."),
            "idENT P1, choice of guichet",
        ),
        Person("Yanis", "Chauvin", _ELV, "college-p1", "M.", studies=_studies("4", "4B")),
    ),
    Situation(
        _card(
            "pupil-no-project",
            Sentence("Élève sans ENT", "Pupil without an ENT"),
            Sentence("Son lycée n’a pas d’ENT : voie ÉduGAR.", "The lycée has no ENT: the ÉduGAR road."),
            "ÉduConnect guichet, idENT EG",
        ),
        Person("Anouk", "Sané", _ELV, "lycee-sans-ent", "Mme", studies=_studies("1G", "1GA")),
    ),
    Situation(
        _card(
            "pupil-family-primary",
            Sentence("Fratrie : l’aînée à l’école", "Siblings: the one in primary school"),
            Sentence("L’une des trois enfants d’une même famille.", "One of three children of one family."),
            "links between people",
        ),
        Person(
            "Zélie",
            "Kaplan",
            _ELV,
            "ecole",
            "Mme",
            studies=_studies("CP", "CPA"),
        ),
    ),
    Situation(
        _card(
            "pupil-family-college",
            Sentence("Fratrie : celui du collège", "Siblings: the one in collège"),
            Sentence("L’un des trois enfants d’une même famille.", "One of three children of one family."),
            "links between people",
        ),
        Person("Noé", "Kaplan", _ELV, "college", "M.", studies=_studies("5", "5B")),
    ),
    Situation(
        _card(
            "pupil-family-lycee",
            Sentence("Fratrie : celle du lycée", "Siblings: the one in lycée"),
            Sentence("L’une des trois enfants d’une même famille.", "One of three children of one family."),
            "links between people",
        ),
        Person(
            "Esther",
            "Kaplan",
            _ELV,
            "lycee",
            "Mme",
            studies=_studies("1G", "1GB"),
        ),
    ),
    Situation(
        _card(
            "pupil-two-homes",
            Sentence("Élève aux parents séparés", "Pupil of separated parents"),
            Sentence("Deux responsables, deux comptes, un enfant.", "Two guardians, two accounts, one child."),
            "two guardian links",
        ),
        Person(
            "Milo",
            "Teixeira",
            _ELV,
            "college",
            "M.",
            studies=_studies("6", "6B"),
        ),
    ),
    Situation(
        _card(
            "pupil-of-teacher",
            Sentence("Élève, enfant d’une enseignante", "Pupil, child of a teacher"),
            Sentence("Sa mère enseigne dans un autre établissement.", "The mother teaches in another school."),
            "one adult, two profiles",
        ),
        Person(
            "Suzanne",
            "Bakayoko",
            _ELV,
            "ecole",
            "Mme",
            studies=_studies("CE2", "CE2A"),
        ),
    ),
)
