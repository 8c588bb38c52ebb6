"""Owns the cards of people beyond schools: citizens, professionals, members of other bodies, central agents."""

from broker.core.sentence import Sentence
from broker.directories.population.situation_parts import SituationCard

_FAMILIES = {"citizen": "citizen", "pro": "professional", "central": "agent", "member": "member", "partner": "member"}


def _card(slug: str, titles: tuple[str, str], explanations: tuple[str, str], point: str) -> SituationCard:
    return SituationCard(slug, _FAMILIES[slug.partition("-")[0]], Sentence(*titles), Sentence(*explanations), point)


OUTSIDE_CARDS = (
    _card(
        "citizen-guardian",
        ("Mère d’un collégien", "Mother of a pupil"),
        ("Mêmes noms et même date de naissance à l’école.", "Same names and birth date at the school."),
        "ÉduConnect finds the guardian",
    ),
    _card(
        "citizen-guardian-family",
        ("Père de trois enfants", "Father of three"),
        ("Trois enfants dans trois établissements.", "Three children in three schools."),
        "ÉduConnect finds the guardian",
    ),
    _card(
        "citizen-guardian-mother",
        ("Mère séparée", "Separated mother"),
        ("Responsable du même enfant que l’autre parent.", "Guardian of the same child as the other parent."),
        "ÉduConnect finds the guardian",
    ),
    _card(
        "citizen-guardian-differs",
        ("Date de naissance différente à l’école", "Another birth date at the school"),
        (
            "L’école a inversé le jour et le mois : le rapprochement échoue.",
            "The school swapped day and month: the match fails.",
        ),
        "pivot identity that matches nobody",
    ),
    _card(
        "citizen-guardian-teacher",
        ("Mère et enseignante", "Mother and teacher"),
        ("Responsable à l’école, enseignante au collège.", "Guardian in primary, teacher in collège."),
        "guardian only, by this way",
    ),
    _card(
        "citizen-guardian-no-ent",
        ("Mère, lycée sans ENT", "Mother, lycée without an ENT"),
        ("Le lycée de son enfant n’a pas d’ENT.", "Her child's lycée has no ENT."),
        "ÉduGAR road",
    ),
    _card(
        "citizen-guardian-two-academies",
        ("Mère, deux académies", "Mother, two academies"),
        ("Deux fiches scolaires pour une seule personne.", "Two school records for one person."),
        "one citizen, two records",
    ),
    _card(
        "citizen-three-names",
        ("Trois prénoms et un nom d’usage", "Three first names and a name in use"),
        ("Tous les prénoms, et un nom d’usage.", "Every first name, and a name in use."),
        "given_name_array, preferred_username",
    ),
    _card(
        "citizen-born-abroad",
        ("Né à l’étranger", "Born abroad"),
        ("Un pays de naissance, pas de commune.", "A country of birth, no town."),
        "birthplace empty",
    ),
    _card(
        "citizen-day-unknown",
        ("Date de naissance incomplète", "Incomplete birth date"),
        ("Seule l’année est connue.", "The year alone is known."),
        "birthdate YYYY-00-00",
    ),
    _card(
        "citizen-hostile-name",
        ("Nom hostile aux pages", "Name hostile to pages"),
        ("Des caractères que les pages doivent protéger.", "Characters that pages must escape."),
        "J197: escaping everywhere",
    ),
    _card(
        "citizen-nobody-here",
        ("Inconnue des écoles", "Unknown to schools"),
        ("Aucune fiche scolaire à son nom.", "No school record bears her name."),
        "match that finds nobody",
    ),
    _card(
        "pro-inspector",
        ("Inspectrice", "Inspector"),
        ("Agente de l’académie.", "Agent of the academy."),
        "siret of the academy",
    ),
    _card(
        "pro-head",
        ("Cheffe d’établissement", "Head"),
        ("Principale d’un collège.", "Head of a collège."),
        "siret of a school",
    ),
    _card(
        "pro-contractor",
        ("Prestataire", "Contractor"),
        ("Salarié d’une entreprise privée.", "Employed by a private company."),
        "belonging_population prestataire",
    ),
    _card(
        "pro-partner",
        ("Partenaire", "Partner"),
        ("Dirigeante d’une association.", "Director of an association."),
        "belonging_population partenaire, another idp_id",
    ),
    _card(
        "pro-trainee",
        ("Stagiaire", "Trainee"),
        ("En stage à l’académie.", "On a placement at the academy."),
        "belonging_population stagiaire",
    ),
    _card(
        "pro-territorial",
        ("Agent territorial", "Local-authority agent"),
        ("Agent de la collectivité.", "Agent of the local authority."),
        "roles agent_public_territorial",
    ),
    _card(
        "pro-postal",
        ("Agente de La Poste", "Post-office agent"),
        ("Un SIRET de La Poste, dont la clé fait exception.", "A SIRET of La Poste, whose key is an exception."),
        "siret beyond Luhn",
    ),
    _card(
        "pro-usual-name",
        ("Nom d’usage", "Name in use"),
        ("Un nom d’usage autre que le nom de naissance.", "A name in use other than the birth name."),
        "usual_name",
    ),
    _card(
        "pro-siret-wrong",
        ("SIRET faux", "Wrong SIRET"),
        ("Le dernier chiffre ne convient pas.", "The last digit does not fit."),
        "refused by the hub",
    ),
    _card(
        "pro-siret-none",
        ("Sans SIRET", "No SIRET"),
        ("Son fournisseur d’identité n’en envoie pas.", "The identity provider sends none."),
        "refused by the hub",
    ),
    _card(
        "central-office",
        ("Administration centrale", "Central administration"),
        ("Gestionnaire d’une application, sans établissement.", "Manages an application, has no school."),
        "FrEduGestResp, ctgrps",
    ),
    _card(
        "central-nothing",
        ("Agent sans fonction", "Agent without a function"),
        ("Tout ce qui peut valoir « X » vaut « X ».", "All that can be “X” is “X”."),
        "X is no value",
    ),
    _card(
        "member-teacher",
        ("Enseignante à l’université", "University lecturer"),
        (
            "Tout ce que le hub attend, dans le domaine de son établissement.",
            "All that the hub expects, in its domain.",
        ),
        "the hub reads an agent",
    ),
    _card(
        "member-staff",
        ("Personnel de l’université", "University staff"),
        ("Ni enseignante ni étudiante.", "Neither lecturer nor student."),
        "affiliation to profile",
    ),
    _card(
        "member-student",
        ("Étudiant", "Student"),
        ("Un étudiant n’est pas un agent.", "A student is no agent."),
        "refused: no agent's affiliation",
    ),
    _card(
        "member-without-mail",
        ("Sans adresse électronique", "Without an e-mail"),
        ("Son établissement ne transmet pas son adresse.", "The member sends no address."),
        "refused: an attribute is missing",
    ),
    _card(
        "member-foreign-mail",
        ("Adresse d’un autre domaine", "E-mail of another domain"),
        ("L’établissement ne peut pas parler pour ce domaine.", "The member may not speak for that domain."),
        "refused: scope of the e-mail",
    ),
    _card(
        "member-foreign-domain",
        ("Identifiant d’un autre domaine", "Identifier of another domain"),
        ("eduPersonPrincipalName hors du domaine déclaré.", "eduPersonPrincipalName outside the declared scope."),
        "refused: scope of the identifier",
    ),
    _card(
        "partner-teacher",
        ("Enseignant d’un autre ministère", "Teacher of another ministry"),
        ("Reconnu par le guichet de son ministère.", "Vouched for by that ministry's guichet."),
        "the hub reads an agent",
    ),
    _card(
        "partner-head",
        ("Chef d’établissement d’un autre ministère", "Head, of another ministry"),
        ("Dirige un établissement de son ministère.", "Heads a school of that ministry."),
        "function and school are read",
    ),
    _card(
        "partner-foreign-mail",
        ("Adresse étrangère au ministère", "E-mail foreign to the ministry"),
        ("Son ministère ne peut pas parler pour ce domaine.", "That ministry may not speak for that domain."),
        "refused: scope of the e-mail",
    ),
)
