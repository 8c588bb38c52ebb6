"""Owns the refusals that stop a sign-on under way."""

from broker.core.errors import JourneyRefused
from broker.core.sentence import Sentence


class JourneyUnknown(JourneyRefused):
    """Refuse a journey that does not exist or is over."""

    code = "journey.unknown"
    sentence = Sentence(
        "Cette connexion est terminée ou a expiré. Reprenez depuis la ressource.",
        "This sign-on is over or has expired. Start again from the resource.",
    )
    rule = Sentence("Un parcours de connexion dure quinze minutes.", "A sign-on journey lasts fifteen minutes.")
    source = "simulated assumption"
    remedy = Sentence(
        "Recommencez depuis la ressource ou le médiacentre.", "Start again from the resource or the médiacentre."
    )


class BrowserMismatch(JourneyRefused):
    """Refuse a message that arrives in another browser than the one that started the journey."""

    code = "journey.other_browser"
    sentence = Sentence(
        "Cette connexion a été commencée dans un autre navigateur.", "This sign-on was started in another browser."
    )
    rule = Sentence(
        "Une réponse ne vaut que dans le navigateur qui a fait la demande.",
        "A response counts only in the browser that made the request.",
    )
    source = "security-catalogue.md B047"
    remedy = Sentence(
        "Gardez les témoins de connexion (cookies) et suivez les redirections dans le même navigateur.",
        "Keep the cookies and follow the redirects in the same browser.",
    )


class UnknownProject(JourneyRefused):
    """Refuse an idENT that names no guichet."""

    code = "guichet.unknown"
    status = 404
    sentence = Sentence(
        "L’ENT indiqué n’existe pas dans ce bac à sable.", "The ENT named does not exist in this sandbox."
    )
    rule = Sentence(
        "idENT doit être le code, en base64, d’un projet ENT déclaré.",
        "idENT must be the base64 code of a declared ENT project.",
    )
    source = "facts/gar.md 2"
    remedy = Sentence("Corrigez idENT, ou déclarez l’ENT.", "Correct idENT, or declare the ENT.")


class MalformedParameter(JourneyRefused):
    """Refuse a parameter that cannot be read."""

    code = "parameter.malformed"
    sentence = Sentence("Le lien suivi est incomplet ou mal formé.", "The link followed is incomplete or malformed.")
    rule = Sentence("Chaque paramètre a la forme prévue.", "Each parameter has its prescribed form.")
    source = "facts/gar.md 2"
    remedy = Sentence("Corrigez le paramètre nommé.", "Correct the named parameter.")


class DuplicateParameter(JourneyRefused):
    """Refuse a parameter that comes twice."""

    code = "parameter.duplicate"
    sentence = Sentence(
        "La demande répète une information ; elle n’a pas été traitée.",
        "The request repeats a piece of information; it was not processed.",
    )
    rule = Sentence("Un paramètre figure une seule fois.", "A parameter appears once only.")
    source = "security-catalogue.md D105"
    remedy = Sentence("N’envoyez le paramètre qu’une fois.", "Send the parameter once.")


class PassiveImpossible(JourneyRefused):
    """Refuse a passive request that would need the person to act."""

    code = "request.passive_impossible"
    status = 403
    may_return = True
    sentence = Sentence(
        "La ressource demandait une connexion sans interaction ; ce n’est pas possible ici.",
        "The resource asked for sign-on without interaction; that is not possible here.",
    )
    rule = Sentence("IsPassive interdit toute question à la personne.", "IsPassive forbids asking the person anything.")
    source = "SAML core 3.4.1 (IsPassive), 3.2.2.2 (NoPassive)"
    remedy = Sentence("Refaites la demande sans IsPassive.", "Ask again without IsPassive.")


class ProxyForbidden(JourneyRefused):
    """Refuse a request that forbids asking another guichet, at a hub that has no other way."""

    code = "request.proxy_forbidden"
    status = 403
    may_return = True
    sentence = Sentence(
        "La ressource demandait une connexion sans autre guichet ; ce n’est pas possible ici.",
        "The resource asked for sign-on without another guichet; that is not possible here.",
    )
    rule = Sentence(
        "ProxyCount à 0 interdit d’interroger un autre guichet.", "ProxyCount of 0 forbids asking another guichet."
    )
    source = "SAML core 3.4.1.5.1; security-catalogue.md B091"
    remedy = Sentence("Refaites la demande sans Scoping ProxyCount=0.", "Ask again without Scoping ProxyCount=0.")


class ContextUnavailable(JourneyRefused):
    """Refuse a service that asks for a way of signing in which the person did not use."""

    code = "request.context_unavailable"
    status = 403
    may_return = True
    sentence = Sentence(
        "La ressource demandait une autre façon de se connecter.", "The resource asked for another way of signing in."
    )
    rule = Sentence(
        "RequestedAuthnContext, ou le contrat (authentication), nomme les façons de se connecter que le service accepte.",
        "RequestedAuthnContext, or the contract (authentication), names the ways of signing in that the service accepts.",
    )
    source = "SAML core 3.3.2.2.1; security-catalogue.md B062"
    remedy = Sentence(
        "Demandez une classe que le guichet émet, ou retirez RequestedAuthnContext (authentication, dans le contrat).",
        "Ask for a class that the guichet sends, or remove RequestedAuthnContext (authentication, in the contract).",
    )


class SessionOver(JourneyRefused):
    """Refuse what belongs to a session that was ended meanwhile, here or elsewhere."""

    code = "session.over"
    status = 403
    may_return = True
    sentence = Sentence(
        "Votre session a été fermée entre-temps. Reprenez depuis la ressource.",
        "Your session was closed meanwhile. Start again from the resource.",
    )
    rule = Sentence(
        "Rien ne part plus d’une session fermée ou échue.", "Nothing leaves any more from a session that is over."
    )
    source = "OpenID Connect back-channel logout 1.0, 2.7; facts/gar.md 4.3"
    remedy = Sentence("Demandez une nouvelle connexion.", "Ask for sign-on again.")


class TooManyAttempts(JourneyRefused):
    """Slow down password guessing, without ever locking a shared demo account."""

    code = "password.too_many_attempts"
    status = 429
    sentence = Sentence(
        "Trop d’essais infructueux. Attendez une minute avant de recommencer.",
        "Too many failed attempts. Wait a minute before trying again.",
    )
    rule = Sentence(
        "Après dix échecs en une minute, les essais suivants attendent une minute.",
        "After ten failures in a minute, the next attempts wait a minute.",
    )
    source = "security-catalogue.md J206"
    remedy = Sentence("Attendez une minute.", "Wait a minute.")


class SignOnCancelled(JourneyRefused):
    """Stop because the person went away on purpose."""

    code = "journey.cancelled"
    status = 403
    may_return = True
    sentence = Sentence("Vous avez annulé la connexion.", "You cancelled the sign-on.")
    rule = Sentence(
        "La personne peut renoncer avant toute transmission.", "The person may give up before anything is sent."
    )
    source = "security-catalogue.md L240"
    remedy = Sentence("Recommencez quand vous voulez.", "Start again whenever you like.")


class FormForged(JourneyRefused):
    """Refuse a form that this site did not give to this browser."""

    code = "form.forged"
    sentence = Sentence(
        "Le formulaire a expiré. Revenez en arrière et recommencez.", "The form has expired. Go back and try again."
    )
    rule = Sentence(
        "Un formulaire porte le jeton remis à ce navigateur.", "A form carries the token given to this browser."
    )
    source = "security-catalogue.md J196"
    remedy = Sentence("Rechargez la page avant d’envoyer le formulaire.", "Reload the page before sending the form.")


class DirectoryUnavailable(JourneyRefused):
    """Refuse while the directory does not answer."""

    code = "directory.unavailable"
    status = 503
    sentence = Sentence(
        "L’annuaire ne répond pas. Réessayez dans un instant.", "The directory does not answer. Try again in a moment."
    )
    rule = Sentence("Sans annuaire, rien n’est décidé.", "Without the directory, nothing is decided.")
    source = "security-catalogue.md J204"
    remedy = Sentence(
        "Vérifiez [directory] dans preau.toml et le serveur LDAP.",
        "Check [directory] in preau.toml and the LDAP server.",
    )


class StoreUnavailable(JourneyRefused):
    """Refuse while the short-lived store does not answer: fail closed."""

    code = "store.unavailable"
    status = 503
    sentence = Sentence("Le service est momentanément indisponible.", "The service is unavailable for the moment.")
    rule = Sentence(
        "Sans mémoire des demandes, aucune réponse n’est acceptée.",
        "Without memory of requests, no response is accepted.",
    )
    source = "security-catalogue.md J214"
    remedy = Sentence(
        "Vérifiez [store] dans preau.toml et le serveur Redis.", "Check [store] in preau.toml and the Redis server."
    )


class HostForbidden(JourneyRefused):
    """Refuse a Host header that is not the issuer's own."""

    code = "host.forbidden"
    sentence = Sentence("Cette adresse n’est pas celle du service.", "This address is not the service's own.")
    rule = Sentence(
        "L’en-tête Host doit être celui de l’adresse déclarée de l’émetteur.",
        "The Host header must be that of the issuer's declared address.",
    )
    source = "security-catalogue.md J208"
    remedy = Sentence(
        "Utilisez l’adresse affichée au démarrage, ou réglez issuers.<nom>.url.",
        "Use the address shown at start, or set issuers.<name>.url.",
    )


class PageUnknown(JourneyRefused):
    """Refuse an address that is no page."""

    code = "page.unknown"
    status = 404
    sentence = Sentence("Cette page n’existe pas.", "This page does not exist.")
    rule = Sentence(
        "L’adresse doit être celle d’une page ou d’un point d’accès.",
        "The address must be that of a page or an endpoint.",
    )
    source = "RFC 9110 15.5.5"
    remedy = Sentence("Repartez de l’accueil du bac à sable.", "Start again from the sandbox's home.")


class InternalFailure(JourneyRefused):
    """Answer an unforeseen failure without saying anything of it."""

    code = "internal.failure"
    status = 500
    sentence = Sentence(
        "Une erreur imprévue s’est produite. Rien n’a été transmis.", "An unforeseen error occurred. Nothing was sent."
    )
    rule = Sentence("Une erreur imprévue arrête tout.", "An unforeseen error stops everything.")
    source = "security-catalogue.md K221"
    remedy = Sentence(
        "Consultez le journal du serveur et signalez l’anomalie.", "See the server's log and report this."
    )
