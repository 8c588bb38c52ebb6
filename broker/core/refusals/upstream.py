"""Owns the refusals of what an OpenID provider above answers, and of its silence."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence

_CORE = "OpenID Connect Core 1.0"
_GUICHET = Sentence(
    "La réponse du guichet n’est pas acceptable. Rien n’a été transmis à la ressource.",
    "The guichet's answer is not acceptable. Nothing was sent to the resource.",
)


class GuichetUnavailable(MessageRefused):
    """Refuse to wait for a guichet that does not answer."""

    code = "guichet.unavailable"
    status = 503
    may_return = True
    sentence = Sentence(
        "Ce guichet ne répond pas pour le moment. Réessayez plus tard, ou connectez-vous autrement.",
        "This guichet does not answer for the moment. Try again later, or sign in another way.",
    )
    rule = Sentence(
        "Un guichet interrogé de serveur à serveur répond en cinq secondes, sans redirection.",
        "A guichet that is asked from server to server answers within five seconds, without a redirection.",
    )
    source = "facts/identity-providers.md 4.1, 4.2; security-catalogue.md J201"
    remedy = Sentence(
        "Vérifiez que l’adresse nommée répond ; sinon attendez.", "Check that the named address answers; or else wait."
    )


class GuichetCancelled(MessageRefused):
    """Stop because the person gave up at the guichet, or was not let in there."""

    code = "guichet.cancelled"
    status = 403
    may_return = True
    sentence = Sentence(
        "La connexion a été annulée auprès du guichet. Rien n’a été transmis.",
        "The sign-on was cancelled at the guichet. Nothing was sent.",
    )
    rule = Sentence("Le guichet a répondu access_denied.", "The guichet answered access_denied.")
    source = "RFC 6749 4.1.2.1; facts/identity-providers.md 4.2"
    remedy = Sentence("Recommencez quand vous voulez.", "Start again whenever you like.")


class GuichetError(MessageRefused):
    """Refuse when the guichet answers with an error of its own."""

    code = "guichet.error"
    status = 502
    may_return = True
    sentence = Sentence(
        "Le guichet n’a pas pu vous connecter. Rien n’a été transmis.",
        "The guichet could not sign you in. Nothing was sent.",
    )
    rule = Sentence(
        "Seule une réponse qui porte un code ouvre une session.", "Only an answer that carries a code opens a session."
    )
    source = "RFC 6749 4.1.2.1; facts/identity-providers.md 4.1, 4.2"
    remedy = Sentence(
        "Cherchez l’erreur nommée dans la documentation du guichet.",
        "Look the named error up in the guichet's documentation.",
    )


class GuichetStateUnknown(MessageRefused):
    """Refuse an answer to a question that was not asked, or that was answered already."""

    code = "guichet.state_unknown"
    sentence = Sentence(
        "Cette connexion a déjà servi ou a expiré. Reprenez depuis la ressource.",
        "This sign-on was already used or has expired. Start again from the resource.",
    )
    rule = Sentence(
        "state est celui d’une question en attente à ce guichet ; il sert une fois, dans le même navigateur.",
        "state is that of a question that awaits this guichet's answer; it is used once, in the same browser.",
    )
    source = "RFC 6749 10.12; RFC 9700 2.1, 4.7; security-catalogue.md F133"
    remedy = Sentence(
        "Renvoyez le state reçu, une seule fois ; une réponse non demandée est refusée.",
        "Send back the state received, once; an answer that nobody asked for is refused.",
    )


class GuichetIssuerMixed(MessageRefused):
    """Refuse an answer in the name of another provider than the one asked."""

    code = "guichet.issuer_mixed"
    rule = Sentence(
        "iss, dans la réponse, est l’identifiant exact du fournisseur interrogé.",
        "iss, in the answer, is the exact identifier of the provider asked.",
    )
    source = "RFC 9207 2.4; RFC 9700 4.4"
    remedy = Sentence(
        "Comparez iss avec issuer du document de découverte, au caractère près.",
        "Compare iss with the issuer of the discovery document, character by character.",
    )


class GuichetDescriptionUnsuitable(MessageRefused):
    """Refuse the description of a provider: another's, or with addresses that are not its own."""

    code = "guichet.description"
    status = 502
    sentence = _GUICHET
    rule = Sentence(
        "Le document de découverte porte l’issuer attendu et des adresses sous la même origine ; ses clés se lisent.",
        "The discovery document bears the issuer expected and addresses of the same origin; its keys can be read.",
    )
    source = "OpenID Connect Discovery 1.0 4.3; security-catalogue.md J201"
    remedy = Sentence(
        "Corrigez issuer dans [guichets.oidc], ou donnez les adresses dans endpoints.",
        "Correct issuer in [guichets.oidc], or give the addresses in endpoints.",
    )


class GuichetTokensRefused(MessageRefused):
    """Refuse when the provider gives no tokens for its code."""

    code = "guichet.tokens"
    status = 502
    sentence = _GUICHET
    rule = Sentence(
        "Le guichet échange son code contre un access_token (Bearer) et un id_token, en JSON.",
        "The guichet exchanges its code for an access_token (Bearer) and an id_token, in JSON.",
    )
    source = f"{_CORE} 3.1.3.3; RFC 6749 5.1; facts/identity-providers.md 4.2 (Y020026)"
    remedy = Sentence(
        "Vérifiez client_id, le secret, redirect_uri, et la durée de vie du code (30 s).",
        "Check client_id, the secret, redirect_uri, and how long the code lives (30 s).",
    )


class GuichetTokenUnverified(MessageRefused):
    """Refuse a token that the provider's published keys do not verify, by the algorithms agreed."""

    code = "guichet.token_unverified"
    sentence = _GUICHET
    rule = Sentence(
        "id_token et userinfo sont signés par une clé publiée du guichet, avec un algorithme convenu.",
        "id_token and userinfo are signed by a published key of the guichet, with an algorithm agreed upon.",
    )
    source = f"{_CORE} 3.1.3.7; security-catalogue.md G147, G148, G150, G151, G152"
    remedy = Sentence(
        "Comparez l’algorithme et la clé avec algorithms et les clés publiées (jwks_uri).",
        "Compare the algorithm and the key with algorithms and the published keys (jwks_uri).",
    )


class GuichetClaimWrong(MessageRefused):
    """Refuse an ID token or a userinfo whose claims are not those of this sign-on."""

    code = "guichet.claim"
    sentence = _GUICHET
    rule = Sentence(
        "iss, aud, azp, exp, iat, nonce, at_hash et sub sont ceux de cette connexion.",
        "iss, aud, azp, exp, iat, nonce, at_hash and sub are those of this sign-on.",
    )
    source = f"{_CORE} 3.1.3.7, 3.1.3.8, 5.3.2"
    remedy = Sentence("Corrigez la donnée nommée.", "Correct the named claim.")


class GuichetTooWeak(MessageRefused):
    """Refuse a sign-in that is weaker than this issuer accepts."""

    code = "guichet.too_weak"
    status = 403
    may_return = True
    sentence = Sentence(
        "Le guichet ne vous a pas reconnu assez fortement. Connectez-vous avec un autre moyen.",
        "The guichet did not recognise you strongly enough. Sign in by another means.",
    )
    rule = Sentence("acr est l’une des valeurs acceptées.", "acr is one of the values accepted.")
    source = f"{_CORE} 2, 3.1.2.1; facts/identity-providers.md 4.1 (Y020018), 4.2"
    remedy = Sentence(
        "Demandez une autre façon de se connecter, ou corrigez acr.",
        "Ask for another way of signing in, or correct acr.",
    )
