"""Owns the refusals of a request that the specification allows, and one issuer's own dialect of it does not."""

from broker.core.errors import AuthorizationRefused, MessageRefused
from broker.core.sentence import Sentence

_FACTS = "facts/identity-providers.md 4"


class ParameterMissing(AuthorizationRefused):
    """Refuse a request without a parameter that this issuer requires of everybody."""

    code = "oidc.parameter_missing"
    rule = Sentence(
        "Cet émetteur exige des paramètres que la spécification laisse au choix.",
        "This issuer requires parameters that the specification leaves optional.",
    )
    source = f"{_FACTS}.2"
    remedy = Sentence("Envoyez les paramètres nommés.", "Send the parameters named.")


class ParameterUnknown(AuthorizationRefused):
    """Refuse a parameter that nobody knows, where the issuer does not ignore it."""

    code = "oidc.parameter_unknown"
    rule = Sentence(
        "Cet émetteur refuse les paramètres qu’il ne connaît pas.",
        "This issuer refuses the parameters that it does not know.",
    )
    source = f"{_FACTS}.1"
    remedy = Sentence("Retirez le paramètre nommé.", "Remove the parameter named.")


class NonceTooShort(AuthorizationRefused):
    """Refuse a nonce that could be guessed."""

    code = "oidc.nonce"
    rule = Sentence("nonce a la longueur que l’émetteur exige.", "nonce is as long as the issuer requires.")
    source = f"{_FACTS}.2"
    remedy = Sentence(
        "Tirez un nonce au hasard, de 22 caractères au moins, à chaque demande.",
        "Draw a random nonce, of 22 characters at least, for each request.",
    )


class AcrUnavailable(AuthorizationRefused):
    """Refuse levels of assurance that the issuer does not have."""

    code = "oidc.acr"
    rule = Sentence(
        "acr_values, ou la valeur essentielle d’acr dans claims, est un niveau de l’émetteur.",
        "acr_values, or the essential value of acr in claims, is a level of the issuer's.",
    )
    source = _FACTS
    remedy = Sentence("Demandez l’un des niveaux nommés.", "Ask for one of the levels named.")


class IdpHintUnknown(AuthorizationRefused):
    """Refuse the name of an identity provider that the issuer does not have."""

    code = "oidc.idp_hint"
    rule = Sentence(
        "idp_hint nomme un fournisseur d’identité de l’émetteur.",
        "idp_hint names an identity provider of the issuer's.",
    )
    source = f"{_FACTS}.2"
    remedy = Sentence("Retirez idp_hint, ou corrigez-le.", "Remove idp_hint, or correct it.")


class HintUnreadable(AuthorizationRefused):
    """Refuse a hint about the person or their establishment that has not the form of one."""

    code = "oidc.hint"
    rule = Sentence(
        "login_hint est une adresse électronique, siret_hint quatorze chiffres.",
        "login_hint is an e-mail address, siret_hint fourteen digits.",
    )
    source = f"{_FACTS}.1"
    remedy = Sentence("Corrigez l’indication nommée.", "Correct the hint named.")


class ClientUnsuited(AuthorizationRefused):
    """Refuse a client whose registration is not what the issuer takes."""

    code = "oidc.client_unsuited"
    rule = Sentence(
        "L’inscription du client est l’une de celles que l’émetteur prend : algorithmes, méthode, chiffrement.",
        "The client's registration is one that the issuer takes: algorithms, method, encryption.",
    )
    source = _FACTS
    remedy = Sentence("Corrigez la table [oidc] du contrat.", "Correct the [oidc] table of the contract.")


class SignOutHintMissing(MessageRefused):
    """Refuse a request to sign out that does not prove which session it is about."""

    code = "oidc.sign_out_hint"
    rule = Sentence(
        "Cet émetteur exige id_token_hint pour terminer une session.",
        "This issuer requires id_token_hint to end a session.",
    )
    source = f"{_FACTS}.2"
    remedy = Sentence("Envoyez id_token_hint, l’ID token reçu.", "Send id_token_hint, the ID token received.")
