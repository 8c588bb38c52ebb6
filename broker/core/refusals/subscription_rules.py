"""Owns what is said of each rule of a subscription's body: the rule itself, and what to change, in both languages.

RG1 to RG13 are the service's own (facts/gar.md 7.3). The rules by a word are the sandbox's: what the real service
says of a missing, repeated, unknown or malformed element is not known, a simulated assumption.
"""

from broker.core.sentence import Sentence

RULES = {
    "RG1": Sentence(
        "Les licences se donnent soit toutes ensemble (nbLicenceGlobale), soit par public (nbLicenceEnseignant, nbLicenceEleve, nbLicenceProfDoc, nbLicenceAutrePersonnel).",
        "Licences are given either all together (nbLicenceGlobale) or by public (nbLicenceEnseignant, nbLicenceEleve, nbLicenceProfDoc, nbLicenceAutrePersonnel).",
    ),
    "RG2": Sentence(
        "Un abonnement couvre soit des établissements (uaiEtab), soit une nature d’établissement (codeNatureUAI).",
        "A subscription covers either schools (uaiEtab) or a kind of school (codeNatureUAI).",
    ),
    "RG3": Sentence(
        "idDistributeurCom est le SIREN, un tiret bas et l’ISNI : 9 chiffres, _, 16 chiffres.",
        "idDistributeurCom is the SIREN, an underscore and the ISNI: 9 digits, _, 16 digits.",
    ),
    "RG4": Sentence(
        "categorieAffectation vaut transferable, et typeAffectation INDIV ou ETABL.",
        "categorieAffectation is transferable, and typeAffectation INDIV or ETABL.",
    ),
    "RG5": Sentence(
        "Des licences données à un public demandent ce public parmi les publicCible.",
        "Licences given to a public ask for that public among publicCible.",
    ),
    "RG6": Sentence(
        "Un abonnement d’établissement (ETABL) n’a que des licences globales (nbLicenceGlobale).",
        "A school's subscription (ETABL) has overall licences only (nbLicenceGlobale).",
    ),
    "RG7": Sentence(
        "anneeFinValidite suit le début de validité, et tient dans dix années scolaires.",
        "anneeFinValidite follows the beginning of validity, within ten school years.",
    ),
    "RG8": Sentence(
        "finValidite suit debutValidite, de moins de dix ans.",
        "finValidite follows debutValidite by less than ten years.",
    ),
    "RG9": Sentence(
        "La fin de validité est soit une date (finValidite), soit une année scolaire (anneeFinValidite).",
        "The end of validity is either a date (finValidite) or a school year (anneeFinValidite).",
    ),
    "RG10": Sentence(
        "anneeFinValidite s’écrit AAAA-AAAA.",
        "anneeFinValidite is written AAAA-AAAA.",
    ),
    "RG11": Sentence(
        "Un abonnement qui couvre une école du premier degré ne vise pas les professeurs documentalistes.",
        "A subscription that covers a primary school does not target teacher-librarians.",
    ),
    "RG12": Sentence(
        "idAbonnement n’est pas un mot réservé (abonnements, categorie).",
        "idAbonnement is not a reserved word (abonnements, categorie).",
    ),
    "RG13": Sentence(
        "idAbonnement ne commence pas par un tiret bas, marque des abonnements supprimés.",
        "idAbonnement does not start with an underscore, the mark of deleted subscriptions.",
    ),
}

SHAPE_RULES = {
    "INCONNU": Sentence(
        "L’élément n’est pas de ceux qu’un abonnement connaît.", "The element is none of those that a subscription has."
    ),
    "OBLIGATOIRE": Sentence("L’élément est obligatoire.", "The element is required."),
    "REPETE": Sentence("L’élément ne vient qu’une fois.", "The element comes once only."),
    "LONGUEUR": Sentence("L’élément a une longueur maximale.", "The element has a greatest length."),
    "VALEUR": Sentence("L’élément a une forme fixée.", "The element has a fixed form."),
}

SHAPE_REMEDIES = {
    "INCONNU": Sentence(
        "Corrigez son nom ou son espace de noms, ou retirez-le.", "Correct its name or its namespace, or take it out."
    ),
    "OBLIGATOIRE": Sentence("Ajoutez-le, non vide.", "Add it, not empty."),
    "REPETE": Sentence("Gardez-en un.", "Keep one."),
    "LONGUEUR": Sentence("Raccourcissez-le.", "Shorten it."),
    "VALEUR": Sentence("Écrivez-le sous la forme attendue.", "Write it in the form expected."),
}

REMEDIES = {
    "RG1": Sentence(
        "Gardez nbLicenceGlobale seul, ou seulement des licences par public.",
        "Keep nbLicenceGlobale alone, or licences by public only.",
    ),
    "RG2": Sentence("Gardez l’un des deux.", "Keep one of the two."),
    "RG3": Sentence(
        "Écrivez par exemple 777777771_0000000000000000 (seize zéros sans ISNI).",
        "Write for example 777777771_0000000000000000 (sixteen zeros without an ISNI).",
    ),
    "RG4": Sentence("Écrivez l’une de ces valeurs, telle quelle.", "Write one of these values, as it stands."),
    "RG5": Sentence(
        "Ajoutez ce publicCible, ou retirez ces licences.", "Add that publicCible, or take these licences out."
    ),
    "RG6": Sentence(
        "Donnez nbLicenceGlobale et retirez les licences par public, ou choisissez INDIV.",
        "Give nbLicenceGlobale and take the licences by public out, or choose INDIV.",
    ),
    "RG7": Sentence("Choisissez une année scolaire plus proche.", "Choose a nearer school year."),
    "RG8": Sentence("Rapprochez les deux dates.", "Bring the two dates nearer."),
    "RG9": Sentence("Gardez l’une des deux.", "Keep one of the two."),
    "RG10": Sentence("Écrivez par exemple 2026-2027.", "Write for example 2026-2027."),
    "RG11": Sentence(
        "Retirez le public DOCUMENTALISTE et nbLicenceProfDoc, ou séparez les écoles dans un autre abonnement.",
        "Take the public DOCUMENTALISTE and nbLicenceProfDoc out, or put the primary schools into another subscription.",
    ),
    "RG12": Sentence(
        "Choisissez un autre identifiant, un UUID par exemple.", "Choose another identifier, a UUID for one."
    ),
    "RG13": Sentence(
        "Choisissez un autre identifiant, un UUID par exemple.", "Choose another identifier, a UUID for one."
    ),
}
