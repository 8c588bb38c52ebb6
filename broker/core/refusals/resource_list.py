"""Owns the refusals of the list of resources: to an ENT that asks for it, and to the page that shows it."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence

_LIST = "facts/gar.md 7.1"
_ASSUMED = "simulated assumption; facts/gar.md 7.1 names no other error"


class ListRefused(Refusal):
    """Refuse a list; `status` is what the service answers by."""

    status = 400
    source = _LIST


class SchoolNotFound(ListRefused):
    """Refuse a school that is not there, or is another ENT project's: both get the same answer."""

    code = "list.school_unknown"
    sentence = Sentence("Établissement non trouvé.", "School not found.")
    rule = Sentence(
        "L’UAI de l’adresse /ressources/{idENT}/{UAI}/{GARPersonIdentifiant} est celle d’un établissement du projet ENT.",
        "The UAI of the address /ressources/{idENT}/{UAI}/{GARPersonIdentifiant} is that of a school of the ENT project.",
    )
    remedy = Sentence(
        "Vérifiez l’UAI, et qu’elle suit l’idENT : « preau people » donne celles des personnes de chaque projet.",
        "Check the UAI, and that it comes after the idENT: preau people shows those of each project's people.",
    )


class PersonNotFound(ListRefused):
    """Refuse somebody whom the directory does not know in this school: which of the two, nobody is told."""

    code = "list.person_unknown"
    source = _ASSUMED
    sentence = Sentence("Utilisateur non trouvé dans cet établissement.", "User not found in this school.")
    rule = Sentence(
        "Le GARPersonIdentifiant est celui d’une personne du projet ENT, rattachée à l’établissement de l’adresse ; un appel par établissement.",
        "The GARPersonIdentifiant is that of a person of the ENT project who belongs to the school of the address; one call a school.",
    )
    remedy = Sentence(
        "Vérifiez l’identifiant et le rattachement dans l’annuaire (preau people --json).",
        "Check the identifier and the school in the directory (preau people --json).",
    )


class ProjectNotYours(ListRefused):
    """Refuse an idENT that is not the one of the certificate."""

    code = "list.other_project"
    status = 403
    sentence = Sentence(
        "L’idENT de l’adresse n’est pas celui du certificat présenté.",
        "The idENT of the address is not that of the certificate shown.",
    )
    rule = Sentence(
        "Un projet ENT n’appelle que pour lui-même ; l’idENT s’écrit en clair ou en base64.",
        "An ENT project calls for itself only; the idENT is written plainly or in base64.",
    )
    remedy = Sentence(
        "Présentez le certificat de ce projet (preau certificates list), ou écrivez son idENT.",
        "Show the certificate of this project (preau certificates list), or write its idENT.",
    )


class ListUnavailable(ListRefused):
    """Tell on a médiacentre's page that the web service has not answered: the rest of the portal goes on."""

    code = "list.unavailable"
    status = 502
    source = _ASSUMED
    sentence = Sentence(
        "La liste des ressources ne répond pas. Réessayez dans un moment.",
        "The list of resources does not answer. Try again in a moment.",
    )
    rule = Sentence(
        "Un médiacentre demande la liste au service web, par TLS mutuel, avec le certificat de son projet ENT.",
        "A médiacentre asks the web service for the list, by mutual TLS, with the certificate of its ENT project.",
    )
    remedy = Sentence(
        "Vérifiez que les services web sont ouverts (preau run, ou preau serve webservices) et que le certificat est là (preau certificates list).",
        "Check that the web services are open (preau run, or preau serve webservices) and that the certificate is there (preau certificates list).",
    )


class ListDenied(ListRefused):
    """Tell on a médiacentre's page that the web service has refused; `received` is what it said."""

    code = "list.denied"
    status = 502
    source = _ASSUMED
    sentence = Sentence(
        "Le gestionnaire d’accès a refusé la liste des ressources.",
        "The access broker has refused the list of resources.",
    )
    rule = Sentence(
        "Le service web répond par un corps Erreur, qui dit pourquoi.",
        "The web service answers by a body Erreur, which says why.",
    )
    remedy = Sentence("Lisez ce que le service a répondu.", "Read what the service has answered.")
