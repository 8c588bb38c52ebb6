"""Owns the refusals of messages that are well formed but out of place: used twice, of another exchange, too little said."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_ONCE = Sentence(
    "Cette connexion a déjà servi. Reprenez depuis la ressource.",
    "This sign-on was already used. Start again from the resource.",
)


class RequestReplayed(MessageRefused):
    """Refuse a request whose ID was already used."""

    code = "saml.request.replayed"
    sentence = _ONCE
    rule = Sentence("L’ID d’une demande ne sert qu’une fois.", "The ID of a request is used once.")
    source = "SAML core 1.3.4; security-catalogue.md B088"
    remedy = Sentence(
        "Créez un ID neuf (128 bits au hasard) pour chaque demande.",
        "Make a fresh ID (128 random bits) for each request.",
    )


class AssertionReplayed(MessageRefused):
    """Refuse an assertion that was already used."""

    code = "saml.assertion.replayed"
    sentence = _ONCE
    rule = Sentence("Une assertion ne sert qu’une fois.", "An assertion is used once.")
    source = "SAML profiles 4.1.4.5; security-catalogue.md B049–B051"
    remedy = Sentence(
        "Redemandez une connexion : chaque réponse porte une assertion neuve.",
        "Ask for sign-on again: each response carries a fresh assertion.",
    )


class AnswerUnknown(MessageRefused):
    """Refuse a response to a request that we did not send, or that was already answered."""

    code = "saml.response.unknown_request"
    sentence = _ONCE
    rule = Sentence(
        "InResponseTo doit nommer une demande en attente.", "InResponseTo must name a request that awaits its answer."
    )
    source = "SAML profiles 4.1.4.3; security-catalogue.md B046–B048"
    remedy = Sentence(
        "Répondez à la demande reçue, une seule fois ; une réponse non sollicitée est refusée.",
        "Answer the request received, once; an unsolicited response is refused.",
    )


class UnsolicitedNotAllowed(MessageRefused):
    """Refuse to send a service what it did not ask for, unless its contract says that it takes that."""

    code = "saml.unsolicited"
    sentence = Sentence(
        "Ce service n’accepte pas qu’on arrive par un lien de portail. Partez du service lui-même.",
        "This service does not take visitors from a portal's link. Start from the service itself.",
    )
    rule = Sentence(
        "Une réponse que le service n’a pas demandée n’est envoyée que si son contrat le dit.",
        "A response that the service did not ask for is sent only if its contract says so.",
    )
    source = "SAML profiles 4.1.5; facts/identity-providers.md 3.5; security-catalogue.md B046"
    remedy = Sentence(
        "Demandez la connexion depuis le service, ou écrivez [saml] unsolicited = true dans son contrat.",
        "Ask for sign-on from the service, or write [saml] unsolicited = true in its contract.",
    )


class GuichetAttributeUnsuitable(MessageRefused):
    """Refuse when the guichet does not say, exactly once and well formed, who the person is."""

    code = "guichet.attribute_unsuitable"
    sentence = Sentence(
        "Le guichet n’a pas transmis de quoi vous reconnaître.",
        "The guichet did not send what is needed to recognise you.",
    )
    rule = Sentence(
        "Le guichet transmet une seule valeur, non vide, de l’attribut d’identité.",
        "The guichet sends one non-empty value of the identifying attribute.",
    )
    source = "facts/gar.md 5; security-catalogue.md B076, B077, B079"
    remedy = Sentence(
        "Faites émettre l’attribut nommé, avec une valeur.",
        "Make the guichet send the named attribute, with one value.",
    )


class GuichetScopeForeign(MessageRefused):
    """Refuse a guichet that speaks for an ENT project which is not its own."""

    code = "guichet.scope_foreign"
    sentence = Sentence(
        "Ce guichet n’est pas celui de votre établissement. Passez par votre ENT, ou par le guichet prévu sans ENT.",
        "This guichet is not your school's. Come by your ENT, or by the guichet for schools without one.",
    )
    rule = Sentence("Un ENT ne se porte garant que de son propre projet.", "An ENT vouches for its own project only.")
    source = "facts/gar.md 5; security-catalogue.md B083"
    remedy = Sentence(
        "Émettez l’idEnt du projet déclaré pour ce guichet.", "Send the idEnt of the project declared for this guichet."
    )


class RelayStateNotAccessUrl(MessageRefused):
    """Refuse a RelayState that is not the resource's own address, where its contract is as strict as the GAR."""

    code = "saml.relay_state.not_access_url"
    rule = Sentence(
        "RelayState est l’adresse de la ressource, telle que dans sa notice.",
        "RelayState is the resource's address, as in its notice.",
    )
    source = "facts/gar.md 4.2; security-catalogue.md B085"
    remedy = Sentence(
        "Envoyez access_url comme RelayState, au caractère près, ou retirez relay_state_must_be_access_url du contrat.",
        "Send access_url as the RelayState, to the character, or remove relay_state_must_be_access_url from the contract.",
    )


class PrincipalUnknown(MessageRefused):
    """Refuse a sign-out that names no session: nothing ends."""

    code = "saml.sign_out.unknown_principal"
    sentence = Sentence(
        "La demande de déconnexion ne nomme aucune session connue ici. Rien n’a été fermé.",
        "The sign-out request names no session that is known here. Nothing was closed.",
    )
    rule = Sentence(
        "NameID, avec ses attributs, et SessionIndex sont ceux de l’assertion reçue par celui qui demande.",
        "NameID, with its attributes, and SessionIndex are those of the assertion that the requester received.",
    )
    source = "SAML core 3.7.1, 3.7.3.2; SAML profiles 4.4.4.1; security-catalogue.md C092, C093"
    remedy = Sentence(
        "Gardez NameID (Format, NameQualifier, SPNameQualifier) et SessionIndex de l’assertion, et renvoyez-les tels "
        "quels.",
        "Keep NameID (Format, NameQualifier, SPNameQualifier) and SessionIndex of the assertion, and send them back as "
        "they came.",
    )


class NameEncrypted(MessageRefused):
    """Refuse a sign-out that names the person in an encrypted form: the session is looked up by its plain name."""

    code = "saml.sign_out.name_encrypted"
    rule = Sentence(
        "Une demande de déconnexion nomme la session par le NameID de l’assertion, en clair et signé.",
        "A sign-out request names the session by the NameID of the assertion, in clear and signed.",
    )
    source = "SAML core 3.7.1; SAML profiles 4.4.4.1"
    remedy = Sentence("Envoyez NameID au lieu d’EncryptedID.", "Send NameID instead of EncryptedID.")


class PeerUnreached(MessageRefused):
    """Refuse to wait: a peer did not answer at all, or not in time."""

    code = "peer.unreached"
    status = 504
    rule = Sentence(
        "Un pair interrogé de serveur à serveur répond en trois secondes.",
        "A peer that is asked from server to server answers within three seconds.",
    )
    source = "security-catalogue.md C094"
    remedy = Sentence(
        "Vérifiez que l’adresse des métadonnées répond, et vite.",
        "Check that the address of the metadata answers, and quickly.",
    )


class PeerAnswerUnsuitable(MessageRefused):
    """Refuse what a peer answered from server to server: another HTTP status, or too much."""

    code = "peer.answer"
    status = 502
    rule = Sentence(
        "Un message SAML par SOAP vient sous le statut HTTP 200.",
        "A SAML message over SOAP comes under HTTP status 200.",
    )
    source = "SAML bindings 3.2.3.3"
    remedy = Sentence(
        "Répondez 200 avec une LogoutResponse, même pour dire non.",
        "Answer 200 with a LogoutResponse, even in order to say no.",
    )
