"""Owns the refusals of an OpenID Connect request to sign on: what it asks, how, for which resource."""

from broker.core.errors import AuthorizationRefused
from broker.core.sentence import Sentence

_CORE = "OpenID Connect Core 1.0"
_GAR = "facts/gar.md 4.3"


class ParameterUnreadable(AuthorizationRefused):
    """Refuse a parameter that comes twice, is too long or holds control characters."""

    code = "oidc.parameter"
    rule = Sentence(
        "Chaque paramètre vient une seule fois, en UTF-8, sans caractère de commande, sous sa taille maximale.",
        "Each parameter comes once, in UTF-8, without control characters, below its greatest size.",
    )
    source = "RFC 6749 3.1; security-catalogue.md D105"
    remedy = Sentence("Corrigez le paramètre nommé.", "Correct the named parameter.")


class ResponseTypeMissing(AuthorizationRefused):
    """Refuse a request that does not say what it expects."""

    code = "oidc.response_type_missing"
    rule = Sentence("response_type est obligatoire.", "response_type is required.")
    source = f"{_CORE} 3.1.2.1"
    remedy = Sentence("Envoyez response_type=code.", "Send response_type=code.")


class ResponseTypeUnsupported(AuthorizationRefused):
    """Refuse the implicit and hybrid flows."""

    code = "oidc.response_type"
    rule = Sentence(
        "Seul le flux du code est servi : response_type=code.",
        "Only the code flow is served: response_type=code.",
    )
    source = "RFC 9700 2.1.2; security-catalogue.md F138"
    remedy = Sentence("Envoyez response_type=code avec PKCE.", "Send response_type=code with PKCE.")


class ResponseModeUnsupported(AuthorizationRefused):
    """Refuse a way of answering that the client has not registered."""

    code = "oidc.response_mode"
    rule = Sentence(
        "response_mode est query ou form_post, parmi ceux du contrat ; form_post veut une adresse http ou https.",
        "response_mode is query or form_post, among those of the contract; form_post needs an http or https address.",
    )
    source = "OAuth 2.0 Multiple Response Type Encoding Practices 2.1; security-catalogue.md F129"
    remedy = Sentence(
        "Demandez un response_mode du contrat, ou ajoutez-le à response_modes.",
        "Ask for a response_mode of the contract, or add it to response_modes.",
    )


class ScopeWithoutOpenid(AuthorizationRefused):
    """Refuse a request without the scope openid."""

    code = "oidc.scope"
    rule = Sentence("scope contient openid.", "scope holds openid.")
    source = f"{_CORE} 3.1.2.1"
    remedy = Sentence("Demandez scope=openid scope.gar.", "Ask for scope=openid scope.gar.")


class ChallengeMissing(AuthorizationRefused):
    """Refuse a request without PKCE."""

    code = "oidc.pkce_missing"
    rule = Sentence(
        "PKCE est obligatoire : code_challenge, de 43 à 128 caractères, et code_challenge_method=S256.",
        "PKCE is required: code_challenge, 43 to 128 characters, and code_challenge_method=S256.",
    )
    source = "RFC 7636 4.3; RFC 9700 2.1.1; security-catalogue.md F127"
    remedy = Sentence(
        "Activez PKCE S256 chez le client ; à défaut, pour un client à secret, pkce_optional dans le contrat.",
        "Switch PKCE S256 on at the client; failing that, for a client with a secret, pkce_optional in the contract.",
    )


class ChallengeNotS256(AuthorizationRefused):
    """Refuse PKCE that protects nothing."""

    code = "oidc.pkce_method"
    rule = Sentence(
        "code_challenge_method vaut S256 ; plain, ou son absence, est refusé.",
        "code_challenge_method is S256; plain, or its absence, is refused.",
    )
    source = "RFC 9700 2.1.1; security-catalogue.md F127"
    remedy = Sentence("Envoyez code_challenge_method=S256.", "Send code_challenge_method=S256.")


class PromptInvalid(AuthorizationRefused):
    """Refuse a prompt that is unknown or contradicts itself."""

    code = "oidc.prompt"
    rule = Sentence(
        "prompt vaut none seul, ou bien login, consent, select_account.",
        "prompt is none alone, or else login, consent, select_account.",
    )
    source = f"{_CORE} 3.1.2.1; security-catalogue.md F130"
    remedy = Sentence("Corrigez prompt.", "Correct prompt.")


class MaxAgeInvalid(AuthorizationRefused):
    """Refuse an age that is not a number of seconds."""

    code = "oidc.max_age"
    rule = Sentence("max_age est un nombre entier de secondes.", "max_age is a whole number of seconds.")
    source = f"{_CORE} 3.1.2.1; security-catalogue.md F130"
    remedy = Sentence("Corrigez max_age.", "Correct max_age.")


class ClaimsInvalid(AuthorizationRefused):
    """Refuse a request for claims that cannot be read strictly."""

    code = "oidc.claims"
    rule = Sentence(
        "claims est un objet JSON sans nom répété, dont userinfo et id_token sont des objets de demandes.",
        "claims is a JSON object without repeated names, whose userinfo and id_token are objects of requests.",
    )
    source = f"{_CORE} 5.5; security-catalogue.md F132, G153"
    remedy = Sentence(
        "Corrigez claims. Le contrat reste le plafond : claims ne fait que restreindre ou déplacer.",
        "Correct claims. The contract stays the ceiling: claims only narrows or moves.",
    )


class RequestObjectUnsupported(AuthorizationRefused):
    """Refuse a request object."""

    code = "oidc.request_object"
    rule = Sentence("Les objets de demande (request) ne sont pas servis.", "Request objects (request) are not served.")
    source = f"{_CORE} 6.1, 3.1.2.6; security-catalogue.md F131"
    remedy = Sentence(
        "Envoyez les paramètres eux-mêmes, ou déposez-les (PAR, RFC 9126).",
        "Send the parameters themselves, or push them (PAR, RFC 9126).",
    )


class RequestUriUnsupported(AuthorizationRefused):
    """Refuse a request by reference; nothing is ever fetched."""

    code = "oidc.request_uri"
    rule = Sentence(
        "request_uri n’est servi que pour une demande déposée ici (PAR) ; rien n’est jamais lu ailleurs.",
        "request_uri is served only for a request pushed here (PAR); nothing is ever read elsewhere.",
    )
    source = f"{_CORE} 6.2; RFC 9126 2.2; security-catalogue.md F131"
    remedy = Sentence(
        "Déposez la demande (pushed_authorization_request_endpoint).",
        "Push the request (pushed_authorization_request_endpoint).",
    )


class RegistrationUnsupported(AuthorizationRefused):
    """Refuse a client that describes itself in its request."""

    code = "oidc.registration"
    rule = Sentence(
        "Un client est décrit par son contrat, jamais par sa demande.",
        "A client is described by its contract, never by its request.",
    )
    source = f"{_CORE} 7.2.1; security-catalogue.md F140"
    remedy = Sentence("Retirez registration.", "Remove registration.")


class ResourceMissing(AuthorizationRefused):
    """Refuse a request that does not say for which resource."""

    code = "oidc.resource_missing"
    rule = Sentence("idRessource est obligatoire.", "idRessource is required.")
    source = _GAR
    remedy = Sentence(
        "Envoyez idRessource (l’ARK) ; pour un client d’une seule ressource, id_ressource_optional dans le contrat l’en dispense.",
        "Send idRessource (the ARK); for a client of one resource, id_ressource_optional in the contract exempts it.",
    )


class ResourceNotOfClient(AuthorizationRefused):
    """Refuse a resource that is not this client's, be it unknown or another's."""

    code = "oidc.resource"
    rule = Sentence("idRessource est une ressource de ce client.", "idRessource is a resource of this client.")
    source = "facts/gar.md 4.3; security-catalogue.md F132"
    remedy = Sentence(
        "Corrigez idRessource, ou écrivez le contrat de cette ressource avec ce client_id.",
        "Correct idRessource, or write this resource's contract with this client_id.",
    )


class SchoolUnreadable(AuthorizationRefused):
    """Refuse a school that cannot be read."""

    code = "oidc.school"
    rule = Sentence("idEtab est un UAI, tel quel ou en base64.", "idEtab is a UAI, as it is or in base64.")
    source = _GAR
    remedy = Sentence("Corrigez idEtab, ou omettez-le.", "Correct idEtab, or leave it out.")


class ProfileUnreadable(AuthorizationRefused):
    """Refuse a profile that does not exist."""

    code = "oidc.profile"
    rule = Sentence(
        "profil est un profil national (National_elv, National_ens…).",
        "profil is a national profile (National_elv, National_ens...).",
    )
    source = _GAR
    remedy = Sentence("Corrigez profil, ou omettez-le.", "Correct profil, or leave it out.")


class HintTokenInvalid(AuthorizationRefused):
    """Refuse a hint that is no ID token of ours for this client."""

    code = "oidc.id_token_hint"
    rule = Sentence(
        "id_token_hint est un ID token émis ici pour ce client ; il peut être échu.",
        "id_token_hint is an ID token issued here for this client; it may have expired.",
    )
    source = f"{_CORE} 3.1.2.1; security-catalogue.md F130"
    remedy = Sentence(
        "Envoyez le dernier ID token reçu, ou retirez id_token_hint.",
        "Send the last ID token received, or remove id_token_hint.",
    )


class OtherPersonSignedIn(AuthorizationRefused):
    """Refuse when somebody else than the person asked for has signed in."""

    code = "oidc.other_person"
    status = 403
    may_return = True
    sentence = Sentence(
        "La ressource attendait une autre personne. Rien ne lui a été transmis.",
        "The resource expected another person. Nothing was sent to it.",
    )
    rule = Sentence(
        "La personne connectée est celle que nomme id_token_hint, ou sub dans claims.",
        "The person signed in is the one whom id_token_hint, or sub in claims, names.",
    )
    source = f"{_CORE} 3.1.2.1, 3.1.2.2; security-catalogue.md F130"
    remedy = Sentence(
        "Faites signer la bonne personne (prompt=login), ou retirez l’indication.",
        "Have the right person sign in (prompt=login), or remove the hint.",
    )
