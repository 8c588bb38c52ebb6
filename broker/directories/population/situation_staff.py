"""Owns the situations of staff who do not teach."""

from broker.core.sentence import Sentence
from broker.directories.population.situation_parts import Person, Role, Situation, SituationCard
from broker.directories.population.subjects import COUNSELLOR, HEAD, INSPECTOR, OFFICE


def _card(slug: str, title: Sentence, explanation: Sentence, point: str) -> SituationCard:
    return SituationCard(slug, "staff", title, explanation, point)


STAFF = (
    Situation(
        _card(
            "head",
            Sentence("Cheffe d’établissement", "Head"),
            Sentence("Principale d’un collège.", "Head of a collège."),
            "PRO dir",
        ),
        Person("Hélène", "Ouattara", ("DIR",), "college", "Mme", roles=(Role("college", HEAD),)),
    ),
    Situation(
        _card(
            "head-cite",
            Sentence("Chef de cité scolaire", "Head of a cité scolaire"),
            Sentence(
                "Une direction pour le collège et le lycée : il faut choisir.",
                "One head for both schools: one must choose.",
            ),
            "school.to_choose, PRO dir twice",
        ),
        Person(
            "Augustin",
            "Belkacem",
            ("DIR",),
            "cite-lycee",
            "M.",
            roles=(Role("cite-lycee", HEAD), Role("cite-college", HEAD)),
        ),
    ),
    Situation(
        _card(
            "school-life",
            Sentence("Vie scolaire", "School-life staff"),
            Sentence("Conseillère d’éducation d’un lycée.", "Educational counsellor of a lycée."),
            "PRO evs",
        ),
        Person("Fatoumata", "Jouve", ("EVS",), "lycee", "Mme", roles=(Role("lycee", COUNSELLOR),)),
    ),
    Situation(
        _card(
            "school-staff",
            Sentence("Personnel de l’établissement", "School staff"),
            Sentence("Secrétariat d’un lycée.", "Office of a lycée."),
            "PRO eta",
        ),
        Person("Bruno", "Nowak", ("ETA",), "lycee", "M.", roles=(Role("lycee", OFFICE),)),
    ),
    Situation(
        _card(
            "academy-staff",
            Sentence("Personnel académique", "Academy staff"),
            Sentence(
                "Inspectrice rattachée aux services de l’académie.", "Inspector attached to the academy's services."
            ),
            "PRO aca, UAI of a service",
        ),
        Person("Nathalie", "Rossi", ("ACA",), "services", "Mme", roles=(Role("services", INSPECTOR),)),
    ),
    Situation(
        _card(
            "local-authority",
            Sentence("Personnel de collectivité", "Local-authority staff"),
            Sentence(
                "Agent de la collectivité, en poste dans un collège.", "Employed by the local authority, in a collège."
            ),
            "PRO col, profile without function",
        ),
        Person("José", "Delcourt", ("COL",), "college", "M."),
    ),
)
