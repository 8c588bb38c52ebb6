"""Owns the refusals that the rules of release give."""

from broker.core.errors import DecisionRefused
from broker.core.sentence import Sentence

_ARRETE = "arrêté du 18 décembre 2017, art. 3 (facts/gar.md 9)"
_MINIMISATION = "facts/gar.md 3.1; design.md decision 1"


class UnknownResource(DecisionRefused):
    """Refuse a resource that no definition names."""

    code = "resource.unknown"
    status = 404
    may_return = False
    sentence = Sentence(
        "Cette ressource n’existe pas dans ce bac à sable.", "This resource does not exist in this sandbox."
    )
    rule = Sentence(
        "idRessource doit être l’identifiant d’une ressource déclarée.",
        "idRessource must identify a declared resource.",
    )
    source = "facts/gar.md 2"
    remedy = Sentence(
        "Déclarez la ressource (preau resource add) ou corrigez idRessource dans le lien.",
        "Declare the resource (preau resource add) or correct idRessource in the link.",
    )


class UnknownService(DecisionRefused):
    """Refuse a service whose entityID no metadata declares."""

    code = "service.unknown"
    may_return = False
    sentence = Sentence(
        "Le service qui demande la connexion n’est pas connu ici.", "The service asking for sign-on is not known here."
    )
    rule = Sentence(
        "Seul un service dont les métadonnées sont déposées peut demander une connexion.",
        "Only a service whose metadata is registered may ask for sign-on.",
    )
    source = "facts/gar.md 4.2; SAML core 3.4.1"
    remedy = Sentence(
        "Déposez les métadonnées du service dans l’espace de travail (dossier services) ; l’entityID doit être identique au caractère près.",
        "Drop the service's metadata into the workspace (services folder); the entityID must match to the character.",
    )


class NoContract(DecisionRefused):
    """Refuse a service that no contract covers: closed by default."""

    code = "contract.none"
    sentence = Sentence(
        "Aucun contrat n’autorise cette ressource à recevoir des données. Rien ne lui a été transmis.",
        "No contract allows this resource to receive data. Nothing was sent to it.",
    )
    rule = Sentence("Sans contrat, rien n’est transmis.", "Without a contract, nothing is released.")
    source = _ARRETE
    remedy = Sentence(
        "Écrivez un contrat (preau contract schema en donne le format) et déposez-le dans l’espace de travail (dossier contracts).",
        "Write a contract (preau contract schema gives the format) and drop it into the workspace (contracts folder).",
    )


class ContractExpired(DecisionRefused):
    """Refuse once the contract's last day is past."""

    code = "contract.expired"
    sentence = Sentence(
        "Le contrat de cette ressource est arrivé à échéance.", "The contract of this resource has expired."
    )
    rule = Sentence(
        "Un contrat vaut jusqu’à sa date valid_until incluse.", "A contract holds up to and including valid_until."
    )
    source = _ARRETE
    remedy = Sentence("Renouvelez le contrat : avancez valid_until.", "Renew the contract: move valid_until.")


class ContractSuspended(DecisionRefused):
    """Refuse a resource whose contract is suspended."""

    code = "contract.suspended"
    sentence = Sentence(
        "Le contrat de cette ressource est suspendu. Rien ne lui a été transmis.",
        "The contract of this resource is suspended. Nothing was sent to it.",
    )
    rule = Sentence("Un contrat suspendu n’autorise rien.", "A suspended contract allows nothing.")
    source = _ARRETE
    remedy = Sentence(
        "Demandez pourquoi à qui l’a suspendu ; le contrat reprend avec status = active.",
        "Ask whoever suspended it why; the contract resumes with status = active.",
    )


class ContractNotYetValid(DecisionRefused):
    """Refuse before the contract's first day."""

    code = "contract.not_yet_valid"
    sentence = Sentence(
        "Le contrat de cette ressource n’a pas encore commencé.", "The contract of this resource has not started yet."
    )
    rule = Sentence("Un contrat vaut à partir de sa date valid_from.", "A contract holds from valid_from on.")
    source = _ARRETE
    remedy = Sentence("Attendez cette date ou corrigez valid_from.", "Wait for that day or correct valid_from.")


class ProfileNotCovered(DecisionRefused):
    """Refuse a profile that the contract does not name."""

    code = "profile.not_covered"
    sentence = Sentence(
        "Cette ressource n’est pas prévue pour votre profil.", "This resource is not meant for your profile."
    )
    rule = Sentence(
        "Seuls les profils nommés par le contrat accèdent à la ressource.",
        "Only the profiles named by the contract may open the resource.",
    )
    source = "facts/gar.md 3.3"
    remedy = Sentence(
        "Ajoutez le profil à profiles dans le contrat, si le besoin est établi ; sinon ouvrez la ressource avec un profil prévu.",
        "Add the profile to the contract's profiles if the need is established; otherwise open the resource with a covered profile.",
    )


class PersonUnknown(DecisionRefused):
    """Refuse a person whom the directory does not know."""

    code = "person.unknown"
    sentence = Sentence("Votre compte n’est pas connu ici.", "Your account is not known here.")
    rule = Sentence(
        "La personne désignée par le guichet doit exister dans l’annuaire.",
        "The person named by the guichet must exist in the directory.",
    )
    source = "facts/gar.md 5"
    remedy = Sentence(
        "Vérifiez l’identifiant émis par le guichet et l’alimentation de l’annuaire.",
        "Check the identifier that the guichet sends and the feed of the directory.",
    )


class PersonAmbiguous(DecisionRefused):
    """Refuse when the directory holds several entries for one key."""

    code = "person.ambiguous"
    sentence = Sentence(
        "Plusieurs comptes correspondent ; la connexion est arrêtée par prudence.",
        "Several accounts match; sign-on stops for safety.",
    )
    rule = Sentence(
        "Une clé désigne exactement une entrée de l’annuaire.", "One key names exactly one directory entry."
    )
    source = "facts/gar.md 6.5; security-catalogue.md J204"
    remedy = Sentence("Corrigez le doublon dans l’annuaire.", "Mend the duplicate in the directory.")


class AccountExpired(DecisionRefused):
    """Refuse an account past its end."""

    code = "person.expired"
    sentence = Sentence(
        "Votre compte a expiré. Adressez-vous à votre établissement.",
        "Your account has expired. Please ask your school.",
    )
    rule = Sentence("Un compte expiré n’ouvre plus rien.", "An expired account opens nothing.")
    source = "simulated assumption"
    remedy = Sentence(
        "Prolongez le compte dans l’annuaire ou choisissez une autre personne.",
        "Extend the account in the directory or choose another person.",
    )


class NoSchool(DecisionRefused):
    """Refuse a person whom the directory ties to no school for this sign-on."""

    code = "school.none"
    sentence = Sentence(
        "Aucun établissement n’est rattaché à votre compte pour ce profil.",
        "No school is tied to your account for this profile.",
    )
    rule = Sentence("L’accès se fait au titre d’un établissement.", "Access is given on behalf of a school.")
    source = "facts/gar.md 3.1 (UAI)"
    remedy = Sentence(
        "Rattachez la personne à un établissement dans l’annuaire.", "Tie the person to a school in the directory."
    )


class SchoolNotYours(DecisionRefused):
    """Refuse a school that is not one of the person's."""

    code = "school.not_member"
    sentence = Sentence(
        "Vous n’êtes pas rattaché à l’établissement demandé.", "You do not belong to the school that was asked for."
    )
    rule = Sentence("idEtab doit être un établissement de la personne.", "idEtab must be one of the person's schools.")
    source = "facts/gar.md 2"
    remedy = Sentence(
        "Corrigez idEtab dans le lien du médiacentre, ou omettez-le.",
        "Correct idEtab in the médiacentre's link, or leave it out.",
    )


class SchoolToChoose(DecisionRefused):
    """Stop where a person with several schools has not said which one."""

    code = "school.to_choose"
    status = 409
    sentence = Sentence(
        "Vous avez plusieurs rattachements : choisissez-en un.", "You have several schools or roles: choose one."
    )
    rule = Sentence(
        "Une session vaut pour un seul établissement et un seul profil.", "A session is for one school and one profile."
    )
    source = "facts/gar.md 3.1 (UAI, cardinality 1)"
    remedy = Sentence(
        "Précisez l’établissement (--school UAI, ou idEtab dans le lien).",
        "Say which school (--school UAI, or idEtab in the link).",
    )


class RequiredAttributeMissing(DecisionRefused):
    """Refuse when the directory cannot give an attribute that the contract requires."""

    code = "attribute.required_missing"
    sentence = Sentence(
        "Une information nécessaire à cette ressource manque dans votre dossier.",
        "A piece of information that this resource needs is missing from your record.",
    )
    rule = Sentence(
        "Un attribut exigé par le contrat doit avoir une valeur bien formée.",
        "An attribute that the contract requires must have a well-formed value.",
    )
    source = _MINIMISATION
    remedy = Sentence(
        "Complétez l’annuaire, ou rendez l’attribut facultatif (required = false) dans le contrat.",
        "Complete the directory, or make the attribute optional (required = false) in the contract.",
    )


class RuleFailed(DecisionRefused):
    """Refuse everything when a rule of release fails: never a partial release."""

    code = "release.rule_failed"
    status = 500
    may_return = False
    sentence = Sentence(
        "La décision n’a pas pu être prise. Rien n’a été transmis.", "The decision could not be made. Nothing was sent."
    )
    rule = Sentence("Une règle qui échoue ne transmet rien.", "A rule that fails releases nothing.")
    source = "design.md decision 1; security-catalogue.md K221"
    remedy = Sentence(
        "Signalez l’anomalie : le journal du serveur nomme l’attribut.",
        "Report this: the server's log names the attribute.",
    )
