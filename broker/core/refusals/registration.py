"""Owns the refusals of OpenID Connect clients and addresses that nothing registers: told to the person, sent nowhere."""

from broker.core.errors import MessageRefused
from broker.core.sentence import Sentence


class ClientUnknown(MessageRefused):
    """Refuse a client that no contract names; its address is not believed either."""

    code = "oidc.client_unknown"
    rule = Sentence("client_id est celui d’un contrat.", "client_id is that of a contract.")
    source = "RFC 6749 4.1.2.1; security-catalogue.md F120"
    remedy = Sentence(
        "Écrivez une table [oidc] dans le contrat de la ressource, ou corrigez client_id.",
        "Write an [oidc] table into the resource's contract, or correct client_id.",
    )


class RedirectUnregistered(MessageRefused):
    """Refuse an address that is not registered: nothing is ever sent there."""

    code = "oidc.redirect_uri"
    rule = Sentence(
        "redirect_uri est l’une des adresses du contrat, au caractère près ; seul le port d’une adresse de bouclage d’application native est libre.",
        "redirect_uri is one of the contract's addresses, to the character; only the port of a native application's loopback address is free.",
    )
    source = "RFC 9700 2.1, 4.1; RFC 8252 7.3; security-catalogue.md F119, F120"
    remedy = Sentence(
        "Ajoutez l’adresse à redirect_uris dans le contrat, ou corrigez la demande.",
        "Add the address to redirect_uris in the contract, or correct the request.",
    )


class PushedRequestUnknown(MessageRefused):
    """Refuse a pushed request that was used, is too old, or is another client's."""

    code = "oidc.pushed_unknown"
    rule = Sentence(
        "request_uri désigne une demande déposée depuis moins de 90 secondes par le même client, et sert une fois.",
        "request_uri names a request that the same client pushed less than 90 seconds ago, and is used once.",
    )
    source = "RFC 9126 2.2, 4; security-catalogue.md F131"
    remedy = Sentence(
        "Déposez la demande à nouveau (pushed_authorization_request_endpoint).",
        "Push the request again (pushed_authorization_request_endpoint).",
    )


class ReturnUnregistered(MessageRefused):
    """Refuse to lead a browser on by a sign-out link but within the sandbox, or to an address of a contract."""

    code = "sign_out.return"
    rule = Sentence(
        "L’adresse de retour d’un lien de déconnexion est celle d’un guichet d’ici, ou figure dans un contrat.",
        "The return address of a sign-out link is that of a guichet here, or stands in a contract.",
    )
    source = "facts/identity-providers.md 1.6; security-catalogue.md J200"
    remedy = Sentence(
        "Donnez l’access_url du contrat, ou une adresse de post_logout_redirect_uris.",
        "Give the contract's access_url, or one of its post_logout_redirect_uris.",
    )


class PostLogoutUnregistered(MessageRefused):
    """Refuse to lead a browser anywhere after a sign-out but to a registered address."""

    code = "oidc.post_logout_redirect_uri"
    rule = Sentence(
        "post_logout_redirect_uri est l’une des adresses du contrat, au caractère près.",
        "post_logout_redirect_uri is one of the contract's addresses, to the character.",
    )
    source = "OpenID Connect RP-Initiated Logout 1.0 2, 3; security-catalogue.md H167"
    remedy = Sentence(
        "Ajoutez l’adresse à post_logout_redirect_uris dans le contrat, et envoyez id_token_hint ou client_id.",
        "Add the address to post_logout_redirect_uris in the contract, and send id_token_hint or client_id.",
    )
