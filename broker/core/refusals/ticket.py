"""Owns the refusals that CAS gives: a service that nobody registered, a ticket that is worth nothing, a foreign proxy."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_AGAIN = Sentence("Demandez un ticket neuf à /login.", "Ask /login for a fresh ticket.")


class ServiceNotRegistered(MessageRefused):
    """Refuse an address that no contract registers: nothing is ever sent there."""

    code = "cas.service.unknown"
    status = 403
    sentence = Sentence(
        "L’adresse qui demande la connexion n’est pas celle d’une ressource connue ici.",
        "The address asking for sign-on is not that of a resource known here.",
    )
    rule = Sentence(
        "service est une adresse de [cas] services, au caractère près, ou sous une adresse qui finit par *.",
        "service is an address of [cas] services, to the character, or below one that ends in *.",
    )
    source = "CAS protocol 2.2.1; security-catalogue.md I173"
    remedy = Sentence(
        "Ajoutez l’adresse à services dans la table [cas] du contrat, ou corrigez le paramètre service.",
        "Add the address to services in the contract's [cas] table, or correct the service parameter.",
    )


class MethodUnsupported(MessageRefused):
    """Refuse to hand a ticket over in a way that we do not speak."""

    code = "cas.method.unsupported"
    rule = Sentence(
        "Le ticket part par redirection (GET) ou par formulaire (POST).",
        "The ticket leaves by redirect (GET) or by form (POST).",
    )
    source = "CAS protocol 2.1.1 (method)"
    remedy = Sentence("Retirez method, ou demandez method=POST.", "Remove method, or ask for method=POST.")


class ValidationIncomplete(MessageRefused):
    """Refuse a validation without its service or its ticket, or a proxy request without its parts."""

    code = "cas.request.incomplete"
    rule = Sentence("Les deux paramètres sont requis.", "Both parameters are required.")
    source = "CAS protocol 2.5.1, 2.7.1, 4.2.1"
    remedy = Sentence("Envoyez le paramètre nommé, une fois.", "Send the parameter named, once.")


class FormatUnsupported(MessageRefused):
    """Refuse an answer in another form than XML or JSON."""

    code = "cas.request.format"
    rule = Sentence("format vaut XML ou JSON.", "format is XML or JSON.")
    source = "CAS protocol 2.5.1 (format)"
    remedy = Sentence("Corrigez format, ou retirez-le.", "Correct format, or remove it.")


class SamlRequestUnreadable(MessageRefused):
    """Refuse a body that is no SAML 1.1 request for one ticket."""

    code = "cas.request.unreadable"
    rule = Sentence(
        "Le corps est une enveloppe SOAP avec une samlp:Request et un samlp:AssertionArtifact.",
        "The body is a SOAP envelope with one samlp:Request and one samlp:AssertionArtifact.",
    )
    source = "CAS protocol 4.2.2, 4.2.3"
    remedy = Sentence("Corrigez le document envoyé.", "Correct the document sent.")


class TicketUnknown(MessageRefused):
    """Refuse a ticket that we did not give, or that was already presented."""

    code = "cas.ticket.unknown"
    rule = Sentence("Un ticket émis ici ne se présente qu’une fois.", "A ticket issued here is presented once.")
    source = "CAS protocol 3.1.1; security-catalogue.md I171"
    remedy = _AGAIN


class TicketExpired(MessageRefused):
    """Refuse a ticket that came too late."""

    code = "cas.ticket.expired"
    rule = Sentence(
        "Un ticket se valide aussitôt reçu : il vit quelques secondes.",
        "A ticket is validated as soon as received: it lives a few seconds.",
    )
    source = "CAS protocol 3.1.1; facts/gar.md 4.1; security-catalogue.md I181"
    remedy = Sentence(
        "Validez dès la réception ; au besoin, allongez ticket_seconds dans le contrat.",
        "Validate on receipt; if need be, lengthen ticket_seconds in the contract.",
    )


class TicketOfOtherService(MessageRefused):
    """Refuse a ticket that was given to another address; it is burnt."""

    code = "cas.ticket.other_service"
    rule = Sentence(
        "À la validation, service est l’adresse donnée à /login, au caractère près.",
        "At validation, service is the address given to /login, to the character.",
    )
    source = "CAS protocol 2.5.3 (INVALID_SERVICE), 3.1.1; security-catalogue.md I172"
    remedy = Sentence(
        "Gardez l’adresse envoyée à /login et renvoyez-la telle quelle, sans le paramètre ticket.",
        "Keep the address sent to /login and send it again as it was, without the ticket parameter.",
    )


class TicketNotFresh(MessageRefused):
    """Refuse, where renew is asked, a ticket that a session already open gave."""

    code = "cas.ticket.not_fresh"
    rule = Sentence(
        "Avec renew, le ticket vient d’une authentification faite pour lui.",
        "With renew, the ticket comes from a sign-in made for it.",
    )
    source = "CAS protocol 2.5.1 (renew); security-catalogue.md I180"
    remedy = Sentence("Envoyez renew=true à /login aussi.", "Send renew=true to /login too.")


class ProxyTicketForbidden(MessageRefused):
    """Refuse a proxy ticket where only service tickets are validated."""

    code = "cas.ticket.proxied"
    rule = Sentence(
        "Un ticket de mandataire (PT) se valide à /proxyValidate.",
        "A proxy ticket (PT) is validated at /proxyValidate.",
    )
    source = "CAS protocol 2.5, 2.6; security-catalogue.md I184"
    remedy = Sentence(
        "N’acceptez pas de mandataire, ou validez à /proxyValidate et vérifiez cas:proxies.",
        "Accept no proxy, or validate at /proxyValidate and check cas:proxies.",
    )


class ProxyNotAllowed(MessageRefused):
    """Refuse a service that may not act for the person elsewhere, or a chain that the contract does not name."""

    code = "cas.proxy.not_allowed"
    rule = Sentence(
        "Seuls les mandataires nommés par les contrats agissent pour une personne.",
        "Only the proxies that the contracts name act for a person.",
    )
    source = "CAS protocol 2.5.3 (UNAUTHORIZED_SERVICE_PROXY); security-catalogue.md I184"
    remedy = Sentence(
        "Retirez pgtUrl, ou nommez l’adresse dans proxy_callbacks, et la chaîne dans proxies du service visé.",
        "Remove pgtUrl, or name the address in proxy_callbacks, and the chain in proxies of the target service.",
    )


class ProxyCallbackFailed(MessageRefused):
    """Refuse a proxy callback that is not named, not over HTTPS, or that did not answer 200."""

    code = "cas.proxy.callback"
    rule = Sentence(
        "pgtUrl est une adresse https de proxy_callbacks, avec un certificat reconnu, qui répond 200.",
        "pgtUrl is an https address of proxy_callbacks, with a trusted certificate, that answers 200.",
    )
    source = "CAS protocol 2.5.4"
    remedy = Sentence(
        "Corrigez pgtUrl, son certificat ou ce qui y répond ; seul 200 convient, sans redirection.",
        "Correct pgtUrl, its certificate or what answers there; only 200 will do, without a redirect.",
    )


class ProxyTargetForbidden(MessageRefused):
    """Refuse to proxy to a service that does not name the way there."""

    code = "cas.proxy.target"
    rule = Sentence(
        "Le service visé nomme dans proxies la chaîne exacte qui mène à lui.",
        "The target service names in proxies the exact chain that leads to it.",
    )
    source = "CAS protocol 2.7.3 (UNAUTHORIZED_SERVICE); security-catalogue.md I184"
    remedy = Sentence(
        "Corrigez targetService, ou ajoutez la chaîne à proxies de son contrat, le plus proche d’abord.",
        "Correct targetService, or add the chain to proxies of its contract, nearest first.",
    )
