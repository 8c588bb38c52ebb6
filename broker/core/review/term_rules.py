"""Owns how a change of the terms of each language is weighed: a new address or a leniency widens a contract."""

from collections.abc import Mapping

from broker.core.review.weighing import Rule, along, grown, other, pointed, ranked
from broker.core.sentence import Sentence

_LENIENT = along((False, True))
_STRICT = along((True, None, False))  # None leaves it to the issuer, which may be strict
_LESS_HIDDEN = ranked(lambda algorithm: not algorithm)

TERM_RULES: Mapping[str, tuple[Rule, ...]] = {
    "saml": (
        Rule("entity_id", Sentence("entityID", "entityID"), other),
        Rule("relay_state_must_be_access_url", Sentence("RelayState imposé", "RelayState imposed"), _STRICT),
        Rule("entity_id_must_be_metadata_url", Sentence("entityID imposé", "entityID imposed"), _STRICT),
        Rule(
            "unsigned_requests_accepted",
            Sentence("demandes non signées acceptées", "unsigned requests accepted"),
            _LENIENT,
        ),
        Rule("unsolicited", Sentence("réponses non sollicitées", "unsolicited responses"), _LENIENT),
        Rule("answers", Sentence("façon de répondre", "way of answering"), other),
    ),
    "cas": (
        Rule("services", Sentence("adresses de service", "service addresses"), grown),
        Rule("ticket_seconds", Sentence("durée des tickets", "life of tickets"), ranked(float)),
        Rule("proxy_callbacks", Sentence("adresses de mandataire", "proxy addresses"), grown),
        Rule("proxies", Sentence("chaînes de mandataires", "chains of proxies"), grown),
    ),
    "oidc": (
        Rule("client_id", Sentence("client_id", "client_id"), other),
        Rule("redirect_uris", Sentence("adresses de retour", "redirect URIs"), grown),
        Rule("post_logout_redirect_uris", Sentence("adresses après déconnexion", "post-logout URIs"), grown),
        Rule(
            "token_endpoint_auth_methods",
            Sentence("authentifications du client", "client authentications"),
            grown,
        ),
        Rule("jwks", Sentence("clés publiques du client", "public keys of the client"), pointed),
        Rule("application_type", Sentence("sorte d’application", "kind of application"), other),
        Rule("response_modes", Sentence("modes de réponse", "response modes"), grown),
        Rule("id_token_signed_response_alg", Sentence("signature de l’ID token", "ID token signature"), other),
        Rule(
            "id_token_encrypted_response_alg",
            Sentence("chiffrement de l’ID token", "ID token encryption"),
            _LESS_HIDDEN,
        ),
        Rule("userinfo_signed_response_alg", Sentence("signature de userinfo", "userinfo signature"), _LESS_HIDDEN),
        Rule(
            "userinfo_encrypted_response_alg", Sentence("chiffrement de userinfo", "userinfo encryption"), _LESS_HIDDEN
        ),
        Rule(
            "backchannel_logout_uri", Sentence("adresse de déconnexion (back-channel)", "back-channel logout"), pointed
        ),
        Rule(
            "frontchannel_logout_uri",
            Sentence("adresse de déconnexion (front-channel)", "front-channel logout"),
            pointed,
        ),
        Rule("refresh_tokens", Sentence("refresh tokens", "refresh tokens"), _LENIENT),
        Rule("pkce_optional", Sentence("PKCE facultatif", "PKCE optional"), _LENIENT),
        Rule("id_ressource_optional", Sentence("idRessource facultatif", "idRessource optional"), _LENIENT),
        Rule("scopes", Sentence("portées (scopes)", "scopes"), grown),
    ),
    "page": (
        Rule("path", Sentence("chemin de la page", "path of the page"), other),
        Rule("project", Sentence("projet ENT de la page", "ENT project of the page"), other),
    ),
}
LANGUAGES = {
    "saml": Sentence("SAML", "SAML"),
    "cas": Sentence("CAS", "CAS"),
    "oidc": Sentence("OpenID Connect", "OpenID Connect"),
    "page": Sentence("page de l’émetteur", "page of the issuer"),
}
