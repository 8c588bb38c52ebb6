"""Owns the refusals of what an OpenID Connect client asks server to server: who it is, its grant, its tokens."""

from broker.core.errors import ClientRefused
from broker.core.sentence import Sentence


class ClientNotAuthenticated(ClientRefused):
    """Refuse a client that does not prove who it is; the same words whatever is wrong."""

    code = "oidc.client_authentication"
    status = 401
    rule = Sentence(
        "Le client s’authentifie par une des méthodes de son contrat, une seule à la fois.",
        "The client authenticates by one of the methods of its contract, one at a time.",
    )
    source = "RFC 6749 2.3, 5.2; OpenID Connect Core 1.0 9; security-catalogue.md F136, F137"
    remedy = Sentence(
        "Vérifiez client_id, la méthode, et le secret (fichier keys/clients/ de l’espace de travail) ou la clé ; une assertion sert une fois.",
        "Check client_id, the method, and the secret (file keys/clients/ of the workspace) or the key; an assertion is used once.",
    )


class ClientSlowedDown(ClientRefused):
    """Slow down the guessing of a client's secret."""

    code = "oidc.client_slowed"
    status = 429
    rule = Sentence(
        "Après vingt échecs en une minute, les suivants attendent une minute.",
        "After twenty failures in a minute, the next ones wait a minute.",
    )
    source = "security-catalogue.md F136, J206"
    remedy = Sentence(
        "Attendez une minute, puis corrigez l’authentification.",
        "Wait a minute, then correct the authentication.",
    )


class CallUnreadable(ClientRefused):
    """Refuse a call whose parameters cannot be read."""

    code = "oidc.call"
    rule = Sentence(
        "Les paramètres viennent dans le corps, application/x-www-form-urlencoded, chacun une seule fois.",
        "The parameters come in the body, application/x-www-form-urlencoded, each once.",
    )
    source = "RFC 6749 3.2, 2.3.1; security-catalogue.md F136, D105"
    remedy = Sentence(
        "Envoyez un formulaire par POST, sans rien dans l’adresse.",
        "Send a form by POST, with nothing in the address.",
    )


class GrantTypeUnsupported(ClientRefused):
    """Refuse another way to tokens than the code and the refresh token."""

    code = "oidc.grant_type"
    rule = Sentence(
        "grant_type vaut authorization_code ou refresh_token.",
        "grant_type is authorization_code or refresh_token.",
    )
    source = "RFC 9700 2.4; security-catalogue.md F138"
    remedy = Sentence("Passez par le flux du code.", "Use the code flow.")


class RefreshNotGranted(ClientRefused):
    """Refuse a client to which the contract gives no refresh tokens."""

    code = "oidc.refresh_not_granted"
    rule = Sentence(
        "Seul un contrat qui le dit (refresh_tokens) donne des refresh tokens.",
        "Only a contract that says so (refresh_tokens) gives refresh tokens.",
    )
    source = "RFC 6749 5.2 (unauthorized_client)"
    remedy = Sentence(
        "Ajoutez refresh_tokens au contrat, ou redemandez une connexion.",
        "Add refresh_tokens to the contract, or ask for sign-on again.",
    )


class CodeInvalid(ClientRefused):
    """Refuse a code that is unknown, used, too old, another client's or for another address."""

    code = "oidc.code"
    rule = Sentence(
        "Un code sert une fois, dans la minute, au client et à l’adresse pour lesquels il a été émis.",
        "A code is used once, within a minute, by the client and for the address that it was issued to.",
    )
    source = "RFC 6749 4.1.3, 4.1.2; security-catalogue.md F125, F126"
    remedy = Sentence(
        "Redemandez une connexion ; envoyez le même redirect_uri que dans la demande.",
        "Ask for sign-on again; send the same redirect_uri as in the request.",
    )


class VerifierWrong(ClientRefused):
    """Refuse a code without the proof that its request announced."""

    code = "oidc.pkce_verifier"
    rule = Sentence(
        "code_verifier est celui dont la demande portait l’empreinte ; sans code_challenge, il n’y en a pas.",
        "code_verifier is the one whose digest the request carried; without code_challenge there is none.",
    )
    source = "RFC 7636 4.6; RFC 9700 4.8.2; security-catalogue.md F123, F124, F127"
    remedy = Sentence("Envoyez le code_verifier de cette demande-là.", "Send the code_verifier of that very request.")


class RefreshTokenInvalid(ClientRefused):
    """Refuse a refresh token that is unknown, used, or another client's; a used one closes its whole family."""

    code = "oidc.refresh_token"
    rule = Sentence(
        "Un refresh token sert une fois ; un second usage révoque tout ce qui en vient.",
        "A refresh token is used once; a second use revokes all that came of it.",
    )
    source = "RFC 9700 4.14.2; security-catalogue.md G161"
    remedy = Sentence(
        "Gardez le dernier refresh token reçu ; redemandez une connexion.",
        "Keep the last refresh token received; ask for sign-on again.",
    )


class ScopeWidened(ClientRefused):
    """Refuse a refresh that asks for more than was granted."""

    code = "oidc.scope_widened"
    rule = Sentence("scope ne fait que se restreindre.", "scope only narrows.")
    source = "RFC 6749 6; security-catalogue.md F132"
    remedy = Sentence("Retirez ce qui n’avait pas été accordé.", "Remove what was not granted.")


class AccessTokenMissing(ClientRefused):
    """Ask for an access token where none came."""

    code = "oidc.access_token_missing"
    status = 401
    rule = Sentence(
        "Un access token vient dans l’en-tête Authorization: Bearer, ou dans le corps d’un POST.",
        "An access token comes in the header Authorization: Bearer, or in the body of a POST.",
    )
    source = "RFC 6750 2, 3.1"
    remedy = Sentence("Envoyez l’access token reçu.", "Send the access token received.")


class AccessTokenMisplaced(ClientRefused):
    """Refuse an access token in the address, or in two places."""

    code = "oidc.access_token_misplaced"
    rule = Sentence(
        "Un access token vient à un seul endroit, jamais dans l’adresse.",
        "An access token comes in one place, never in the address.",
    )
    source = "RFC 9700 4.3.2; RFC 6750 2; security-catalogue.md F133"
    remedy = Sentence(
        "Envoyez-le dans l’en-tête Authorization: Bearer.",
        "Send it in the header Authorization: Bearer.",
    )


class AccessTokenInvalid(ClientRefused):
    """Refuse an access token that is unknown, over, or revoked."""

    code = "oidc.access_token"
    status = 401
    rule = Sentence(
        "Un access token vaut dix minutes, jamais au-delà de la session.",
        "An access token holds for ten minutes, never beyond the session.",
    )
    source = "RFC 6750 3.1; security-catalogue.md G162"
    remedy = Sentence(
        "Redemandez une connexion, ou utilisez le refresh token.",
        "Ask for sign-on again, or use the refresh token.",
    )


class ResourceNotGranted(ClientRefused):
    """Refuse another resource than the one signed on to."""

    code = "oidc.resource_not_granted"
    status = 403
    rule = Sentence(
        "idRessource est la ressource pour laquelle la personne s’est connectée.",
        "idRessource is the resource for which the person signed on.",
    )
    source = "facts/gar.md 4.3; RFC 6750 3.1"
    remedy = Sentence("Corrigez idRessource, ou omettez-le.", "Correct idRessource, or leave it out.")
