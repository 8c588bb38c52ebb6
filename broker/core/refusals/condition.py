"""Owns the refusals of what a SAML message says: who, to whom, when, about whom, in answer to what."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_METADATA = Sentence(
    "Comparez avec les métadonnées, au caractère près.", "Compare with the metadata, character by character."
)


class VersionUnsupported(MessageRefused):
    """Refuse another version than 2.0."""

    code = "message.version"
    rule = Sentence("Version vaut 2.0.", "Version is 2.0.")
    source = "SAML core 4.1; security-catalogue.md B065"
    remedy = Sentence("Émettez du SAML 2.0.", "Send SAML 2.0.")


class BindingUnsupported(MessageRefused):
    """Refuse a binding other than the announced ones."""

    code = "message.binding"
    rule = Sentence(
        "La réponse part par HTTP-POST, seule liaison annoncée.", "The answer goes by HTTP-POST, the announced binding."
    )
    source = "facts/gar.md 4.2; security-catalogue.md B084"
    remedy = Sentence("Demandez ProtocolBinding HTTP-POST.", "Ask for ProtocolBinding HTTP-POST.")


class StatusUnsuccessful(MessageRefused):
    """Refuse a response whose status is not Success; `received` holds the status codes."""

    code = "message.status"
    may_return = True
    status = 403
    sentence = Sentence(
        "Le guichet n’a pas permis la connexion. Rien n’a été transmis à la ressource.",
        "The guichet did not grant the sign-on. Nothing was sent to the resource.",
    )
    rule = Sentence("Seul un statut Success ouvre une session.", "Only the status Success opens a session.")
    source = "SAML core 3.2.2.2; security-catalogue.md B067, B068"
    remedy = Sentence("Voyez auprès du guichet la cause du refus.", "Ask the guichet why it refused.")


class AssertionNotSingle(MessageRefused):
    """Refuse a response that does not hold exactly one assertion."""

    code = "message.assertion_count"
    rule = Sentence(
        "Une réponse contient exactement une assertion, à sa place.",
        "A response holds exactly one assertion, in its place.",
    )
    source = "security-catalogue.md A003, A034, A035, B069"
    remedy = Sentence("Émettez une seule assertion.", "Send a single assertion.")


class IssuerUnexpected(MessageRefused):
    """Refuse an issuer that is not the one expected."""

    code = "message.issuer"
    rule = Sentence(
        "Issuer est l’entityID exact de celui à qui l’on parle.", "Issuer is the exact entityID of the one spoken to."
    )
    source = "SAML profiles 4.1.4.2; security-catalogue.md A036, A037, B090"
    remedy = _METADATA


class DestinationWrong(MessageRefused):
    """Refuse a message destined to another address."""

    code = "message.destination"
    rule = Sentence("Destination est l’adresse exacte de réception.", "Destination is the exact address of reception.")
    source = "SAML bindings 3.4.5.2, 3.5.5.2; security-catalogue.md B044, B088"
    remedy = _METADATA


class RecipientWrong(MessageRefused):
    """Refuse an assertion confirmed for another recipient."""

    code = "message.recipient"
    rule = Sentence("Recipient est notre adresse de réception exacte.", "Recipient is our exact address of reception.")
    source = "SAML profiles 4.1.4.2; security-catalogue.md B045"
    remedy = _METADATA


class AudienceWrong(MessageRefused):
    """Refuse an assertion meant for another audience."""

    code = "message.audience"
    rule = Sentence(
        "Audience contient notre entityID, au caractère près.", "Audience holds our entityID, to the character."
    )
    source = "SAML core 2.5.1.4; security-catalogue.md B059, B060"
    remedy = _METADATA


class AnswerUnexpected(MessageRefused):
    """Refuse an answer to nothing that was asked, or to something else."""

    code = "message.in_response_to"
    rule = Sentence(
        "InResponseTo est l’ID de notre demande, le même dans la réponse et dans l’assertion.",
        "InResponseTo is the ID of our request, the same in the response and in the assertion.",
    )
    source = "SAML profiles 4.1.4.2–4.1.4.3; security-catalogue.md B046–B048"
    remedy = Sentence(
        "Répondez à la demande en cours, une fois ; les réponses spontanées sont refusées.",
        "Answer the request under way, once; unsolicited responses are refused.",
    )


class InstantMalformed(MessageRefused):
    """Refuse a time that is missing or not written in UTC with Z."""

    code = "message.instant"
    rule = Sentence("Une heure s’écrit AAAA-MM-JJThh:mm:ssZ.", "A time is written YYYY-MM-DDThh:mm:ssZ.")
    source = "SAML core 1.3.3; security-catalogue.md B052–B056"
    remedy = Sentence("Écrivez l’heure en UTC, avec Z.", "Write the time in UTC, with Z.")


class MessageNotYetValid(MessageRefused):
    """Refuse a message whose time has not come."""

    code = "message.not_yet_valid"
    rule = Sentence("NotBefore est passé, à la tolérance près.", "NotBefore is past, within the tolerance.")
    source = "SAML core 2.5.1.2; security-catalogue.md B053, B055"
    remedy = Sentence("Réglez l’horloge du pair.", "Set the peer's clock.")


class MessageExpired(MessageRefused):
    """Refuse a message whose time is over."""

    code = "message.expired"
    rule = Sentence("NotOnOrAfter n’est pas atteint, à la tolérance près.", "NotOnOrAfter is ahead, within tolerance.")
    source = "SAML core 2.5.1.2; SAML profiles 4.1.4.3; security-catalogue.md B052, B054, B055"
    remedy = Sentence("Recommencez la connexion ; réglez l’horloge.", "Start sign-on again; set the clock.")


class LifetimeTooLong(MessageRefused):
    """Refuse an assertion that lives longer than the cap."""

    code = "message.lifetime"
    rule = Sentence("La durée de vie d’une assertion est limitée.", "The lifetime of an assertion is capped.")
    source = "security-catalogue.md B058"
    remedy = Sentence("Émettez des assertions de quelques minutes.", "Issue assertions of a few minutes.")


class IssueInstantOutside(MessageRefused):
    """Refuse a message issued too long ago or in the future."""

    code = "message.issue_instant"
    rule = Sentence("IssueInstant est récent.", "IssueInstant is recent.")
    source = "security-catalogue.md B057, B088"
    remedy = Sentence("Recommencez la connexion ; réglez l’horloge.", "Start sign-on again; set the clock.")


class ConditionUnsupported(MessageRefused):
    """Refuse a condition that is not understood."""

    code = "message.condition"
    rule = Sentence("Une condition inconnue rend l’assertion invalide.", "An unknown condition voids the assertion.")
    source = "SAML core 2.5.1; security-catalogue.md B061"
    remedy = Sentence("Retirez cette condition.", "Remove this condition.")


class ConfirmationUnsuitable(MessageRefused):
    """Refuse a subject that is not confirmed by exactly one bearer."""

    code = "message.confirmation"
    rule = Sentence(
        "Une seule SubjectConfirmation, bearer, avec ses données et sans NotBefore.",
        "A single SubjectConfirmation, bearer, with its data and no NotBefore.",
    )
    source = "SAML profiles 4.1.4.2; security-catalogue.md B073, B074"
    remedy = Sentence("Émettez une confirmation bearer complète.", "Send one complete bearer confirmation.")


class SubjectUnsuitable(MessageRefused):
    """Refuse an assertion without a usable NameID."""

    code = "message.subject"
    rule = Sentence("Subject contient un NameID non vide.", "Subject holds a NameID that is not empty.")
    source = "SAML profiles 4.1.4.2; security-catalogue.md B070"
    remedy = Sentence("Émettez un NameID (transient ou persistent).", "Send a NameID (transient or persistent).")


class AuthenticationMissing(MessageRefused):
    """Refuse an assertion without exactly one statement of authentication."""

    code = "message.authentication"
    rule = Sentence("L’assertion contient un AuthnStatement.", "The assertion holds one AuthnStatement.")
    source = "SAML profiles 4.1.4.2"
    remedy = Sentence("Émettez un AuthnStatement.", "Send an AuthnStatement.")


class AuthenticationTooOld(MessageRefused):
    """Refuse an authentication older than what was asked."""

    code = "message.authentication_age"
    rule = Sentence("AuthnInstant respecte l’âge demandé.", "AuthnInstant keeps to the age asked for.")
    source = "SAML core 3.4.1 (ForceAuthn); security-catalogue.md B063"
    remedy = Sentence("Authentifiez à nouveau la personne.", "Authenticate the person again.")


class ContextUnsuitable(MessageRefused):
    """Refuse a way of authentication that was not asked for."""

    code = "message.authentication_context"
    rule = Sentence("AuthnContextClassRef est l’un de ceux demandés.", "AuthnContextClassRef is one of those asked.")
    source = "SAML core 3.3.2.2.1; security-catalogue.md B062"
    remedy = Sentence("Authentifiez comme demandé, ou déclarez NoAuthnContext.", "Authenticate as asked, or say so.")


class ConsumerUnknown(MessageRefused):
    """Refuse to answer at an address that the service's metadata does not hold."""

    code = "request.consumer"
    rule = Sentence(
        "La réponse part vers une adresse (AssertionConsumerService HTTP-POST) des métadonnées, et nulle autre.",
        "The answer goes to an address (AssertionConsumerService HTTP-POST) of the metadata and nowhere else.",
    )
    source = "SAML profiles 4.1.4.1; security-catalogue.md B087, B088, E118"
    remedy = Sentence(
        "Corrigez AssertionConsumerServiceURL ou Index dans la demande, ou redéposez les métadonnées.",
        "Mend AssertionConsumerServiceURL or Index in the request, or register the metadata again.",
    )


class RelayStateTooLong(MessageRefused):
    """Refuse a RelayState over its cap."""

    code = "request.relay_state"
    rule = Sentence("RelayState tient en 80 octets.", "RelayState fits in 80 bytes.")
    source = "SAML bindings 3.4.3; security-catalogue.md B085"
    remedy = Sentence("Gardez l’état chez vous et envoyez un jeton court.", "Keep state at home; send a short token.")
