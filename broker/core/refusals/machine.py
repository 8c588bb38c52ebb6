"""Owns the refusals of the web services that machines call: who calls, by which certificate, and how the call is made."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence

_CERTIFICATES = "facts/gar.md 7.1, 7.3, 7.4"
_ASSUMED = "simulated assumption"
_MAKE = Sentence(
    "Faites-en un par preau certificates make --ent, --distributor ou --reports, et présentez-le (curl --cert … --key …).",
    "Make one by preau certificates make --ent, --distributor or --reports, and show it (curl --cert … --key …).",
)


class MachineRefused(Refusal):
    """Refuse a call of the web services; nothing is read nor changed."""


class ClientCertificateMissing(MachineRefused):
    """Refuse a call that shows no certificate."""

    code = "client.no_certificate"
    sentence = Sentence("Aucun certificat client n’a été présenté.", "No client certificate was shown.")
    rule = Sentence(
        "Chaque projet ENT et chaque distributeur appelle avec son propre certificat (TLS mutuel).",
        "Each ENT project and each distributor calls with a certificate of its own (mutual TLS).",
    )
    source = _CERTIFICATES
    remedy = _MAKE


class ClientCertificateEnded(MachineRefused):
    """Refuse a certificate of our authority that was renewed or revoked since."""

    code = "client.certificate_ended"
    sentence = Sentence(
        "Ce certificat client ne vaut plus : il a été renouvelé ou révoqué.",
        "This client certificate counts no more: it was renewed or revoked.",
    )
    rule = Sentence(
        "Seul vaut le certificat qui est gardé dans le dossier certificates de l’espace de travail.",
        "Only the certificate that is kept in the workspace's folder certificates counts.",
    )
    source = _ASSUMED
    remedy = Sentence(
        "Prenez le nouveau certificat dans ce dossier, ou faites-en un par preau certificates make.",
        "Take the new certificate from that folder, or make one by preau certificates make.",
    )


class ClientCertificateExpired(MachineRefused):
    """Refuse a certificate after its end."""

    code = "client.certificate_expired"
    sentence = Sentence("Ce certificat client est échu.", "This client certificate has expired.")
    rule = Sentence(
        "Un certificat vaut jusqu’à sa date de fin (notAfter).", "A certificate counts until its end (notAfter)."
    )
    source = "RFC 5280, 4.1.2.5"
    remedy = Sentence(
        "Renouvelez-le par preau certificates renew, et installez le nouveau.",
        "Renew it by preau certificates renew, and install the new one.",
    )


class ClientCertificateNotYetValid(MachineRefused):
    """Refuse a certificate before its beginning."""

    code = "client.certificate_not_yet_valid"
    sentence = Sentence("Ce certificat client n’est pas encore valable.", "This client certificate is not valid yet.")
    rule = Sentence(
        "Un certificat vaut à partir de sa date de début (notBefore).",
        "A certificate counts from its beginning (notBefore).",
    )
    source = "RFC 5280, 4.1.2.5"
    remedy = Sentence("Vérifiez l’horloge des deux machines.", "Check the clocks of both machines.")


class ClientOfAnotherRole(MachineRefused):
    """Refuse a client whose certificate is for other calls."""

    code = "client.other_role"
    sentence = Sentence(
        "Ce certificat client n’ouvre pas cet appel.", "This client certificate does not open this call."
    )
    rule = Sentence(
        "La liste des ressources est pour les projets ENT, les abonnements pour les distributeurs, les rapports pour leur certificat à part.",
        "The list of resources is for ENT projects, subscriptions for distributors, reports for their separate certificate.",
    )
    source = _CERTIFICATES
    remedy = Sentence(
        "Présentez le certificat du rôle attendu (preau certificates list).",
        "Show the certificate of the role expected (preau certificates list).",
    )


class AddressUnknown(MachineRefused):
    """Refuse an address at which no web service is."""

    code = "call.address_unknown"
    status = 404
    sentence = Sentence("Aucun service web ne répond à cette adresse.", "No web service answers at this address.")
    rule = Sentence("Les adresses sont celles que donne GET /.", "The addresses are those that GET / names.")
    source = _CERTIFICATES
    remedy = Sentence("Vérifiez l’adresse.", "Check the address.")


class MethodUnknown(MachineRefused):
    """Refuse a method that this address does not have."""

    code = "call.method_unknown"
    status = 405
    sentence = Sentence("Cette adresse ne connaît pas cette méthode.", "This address does not know this method.")
    rule = Sentence(
        "PUT crée, POST modifie ou cherche, DELETE supprime, GET lit.",
        "PUT creates, POST changes or searches, DELETE deletes, GET reads.",
    )
    source = "facts/gar.md 7.3; RFC 9110, 15.5.6"
    remedy = Sentence("Employez une méthode de l’en-tête Allow.", "Use a method of the header Allow.")


class BodyTooLarge(MachineRefused):
    """Refuse a body that is too large."""

    code = "call.body_too_large"
    status = 413
    sentence = Sentence("Le corps de la requête est trop grand.", "The body of the request is too large.")
    rule = Sentence("Un corps tient en un mébioctet.", "A body fits into one mebibyte.")
    source = _ASSUMED
    remedy = Sentence("Envoyez moins à la fois.", "Send less at once.")


class BodyOfAnotherKind(MachineRefused):
    """Refuse a body whose Content-Type is not read here."""

    code = "call.body_kind"
    status = 415
    sentence = Sentence("Ce type de corps n’est pas lu ici.", "This kind of body is not read here.")
    rule = Sentence("Content-Type nomme un type que cet appel lit.", "Content-Type names a kind that this call reads.")
    source = "RFC 9110, 15.5.16"
    remedy = Sentence("Changez Content-Type.", "Change Content-Type.")


class CallMalformed(MachineRefused):
    """Refuse a call that cannot be read."""

    code = "call.malformed"
    status = 400
    sentence = Sentence("Cet appel ne peut pas être lu.", "This call cannot be read.")
    rule = Sentence("Un appel suit HTTP.", "A call follows HTTP.")
    source = "RFC 9110, 15.5"
    remedy = Sentence("Vérifiez ses en-têtes et ses paramètres.", "Check its headers and its parameters.")
