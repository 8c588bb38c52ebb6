"""Owns the summary of an OpenID Connect kit: what a publisher must know whatever their client, French first."""

from collections.abc import Iterator

from broker.core.sentence import Sentence
from broker.kits.attribute_facts import unsure
from broker.kits.kit import Rows
from broker.kits.oidc.facts import OidcFacts

_ASSUMPTIONS = (
    Sentence(
        "Les adresses d’OpenID Connect, PKCE et idRessource : vus chez un seul intégrateur ; le document de "
        "découverte : non documenté publiquement.",
        "The OpenID Connect addresses, PKCE and idRessource: seen at one integrator only; the discovery document: not "
        "publicly documented.",
    ),
    Sentence(
        "La portée de l’identifiant opaque (par fournisseur ici) : la portée réelle n’est pas publique.",
        "The scope of the opaque identifier (per provider here): the real scope is not public.",
    ),
)


def summary_of(facts: OidcFacts) -> Rows:
    """Return the facts as rows of (what it is, value)."""
    return (
        (Sentence("Ressource", "Resource"), f"{facts.title.fr} — {facts.resource}"),
        *settings_of(facts),
        *_secret(facts),
        (Sentence("Contrat valable jusqu’au", "Contract valid until"), facts.valid_until.isoformat()),
    )


def settings_of(facts: OidcFacts) -> Rows:
    """Return the rows that everybody may see: addresses and registration, without the secret."""
    hub, client = facts.hub, facts.client
    return (
        (Sentence("Émetteur (issuer)", "Issuer"), hub.issuer),
        (Sentence("Découverte", "Discovery"), hub.discovery_url),
        (Sentence("Connexion (authorize)", "Sign-on (authorize)"), hub.authorize_url),
        (Sentence("Jetons (token)", "Tokens"), hub.token_url),
        (Sentence("Attributs (userinfo)", "Attributes (userinfo)"), hub.userinfo_url),
        (Sentence("Clés (JWKS)", "Keys (JWKS)"), hub.jwks_url),
        (Sentence("Déconnexion (end_session)", "Sign-out (end_session)"), hub.end_session_url),
        (Sentence("client_id", "client_id"), client.client_id),
        (
            Sentence("Méthodes à l’adresse des jetons", "Methods at the token address"),
            _listed(client.token_endpoint_auth_methods),
        ),
        (
            Sentence("redirect_uris, au caractère près", "redirect_uris, to the character"),
            _listed(client.redirect_uris),
        ),
        (Sentence("Après la déconnexion", "After the sign-out"), _listed(client.post_logout_redirect_uris) or "–"),
        (Sentence("Votre back-channel", "Your back channel"), client.backchannel_logout_uri or "–"),
        (Sentence("Adresse d’accès", "Access address"), facts.access_url),
    )


def rules_of(facts: OidcFacts) -> tuple[Sentence, ...]:
    """Return what the issuer expects of the client (facts/gar.md 4.3)."""
    return tuple(_rules(facts))


def assumptions_of(facts: OidcFacts) -> tuple[Sentence, ...]:
    """Return what is a simulated assumption: of the issuer, and of this resource's attributes."""
    own = (facts.hub.assumption,) if facts.hub.assumption else ()
    of_the_gar = _ASSUMPTIONS if facts.dialect.demands.resource else ()
    return (*own, *of_the_gar, *unsure(facts.attributes))


def _secret(facts: OidcFacts) -> Iterator[tuple[Sentence, str]]:
    if facts.secret is not None:
        yield Sentence("client_secret (à garder pour vous)", "client_secret (keep it to yourself)"), facts.secret


def _rules(facts: OidcFacts) -> Iterator[Sentence]:
    client = facts.client
    yield Sentence(
        f"Le flux est authorization_code, scope = {facts.scope}.",
        f"The flow is authorization_code, scope = {facts.scope}.",
    )
    yield _PKCE[client.pkce_optional] if facts.dialect.demands.pkce else _PKCE_FREE
    yield from _of_the_request(facts)
    yield from _of_the_tokens(facts)
    required = Sentence(
        f"Chaque demande porte idRessource = {facts.resource}.", f"Each request carries idRessource = {facts.resource}."
    )
    if facts.dialect.demands.resource:
        yield _OPTIONAL_RESOURCE if client.id_ressource_optional else required
    yield Sentence(
        "redirect_uri est l’une de celles du contrat, au caractère près.",
        "redirect_uri is one of the contract's, to the character.",
    )
    yield Sentence(
        f"La clé d’un compte est {facts.account_claim}. Une session dure six heures au plus.",
        f"An account's key is {facts.account_claim}. A session lasts six hours at the most.",
    )
    if not client.backchannel_logout_uri:
        yield _NO_BACK_CHANNEL


def _of_the_request(facts: OidcFacts) -> Iterator[Sentence]:
    demands, levels = facts.dialect.demands, ", ".join(name for name, _ in facts.dialect.acr.names)
    if demands.parameters:
        named = ", ".join(demands.parameters)
        yield Sentence(f"Chaque demande porte {named}.", f"Each request carries {named}.")
    if demands.nonce_characters:
        length = demands.nonce_characters
        yield Sentence(f"nonce a {length} caractères au moins.", f"nonce has {length} characters at least.")
    if levels:
        yield Sentence(f"Les niveaux (acr_values) sont {levels}.", f"The levels (acr_values) are {levels}.")
    if demands.unknown_refused:
        yield Sentence("Un paramètre inconnu est refusé.", "An unknown parameter is refused.")


def _of_the_tokens(facts: OidcFacts) -> Iterator[Sentence]:
    lasting, signed_by = facts.dialect.lifetimes, facts.userinfo_signed_by
    yield Sentence(
        f"Le code vaut {lasting.code} s, le jeton d’accès {lasting.access} s.",
        f"The code holds for {lasting.code} s, the access token for {lasting.access} s.",
    )
    if signed_by:
        yield Sentence(
            f"userinfo est un jeton signé ({signed_by}) : vérifiez-le.",
            f"userinfo is a signed token ({signed_by}): verify it.",
        )
    if facts.client.userinfo_encrypted_response_alg:
        yield Sentence(
            "L’ID token et userinfo sont chiffrés pour votre clé.",
            "The ID token and userinfo are encrypted to your key.",
        )


def _listed(values: tuple[str, ...]) -> str:
    return "\n  ".join(values)


_PKCE = {
    False: Sentence("PKCE S256 est exigé.", "PKCE S256 is required."),
    True: Sentence(
        "Employez PKCE S256 : le GAR le veut, ce contrat ne l’exige pas.",
        "Use PKCE S256: the GAR wants it, this contract does not insist.",
    ),
}
_PKCE_FREE = Sentence(
    "PKCE S256 n’est pas exigé ; employez-le tout de même.", "PKCE S256 is not required; use it all the same."
)
_OPTIONAL_RESOURCE = Sentence(
    "Donnez idRessource : le GAR le veut, ce contrat ne l’exige pas.",
    "Give idRessource: the GAR wants it, this contract does not insist.",
)
_NO_BACK_CHANNEL = Sentence(
    "À FAIRE : sans backchannel_logout_uri au contrat, vous ne saurez rien d’une déconnexion.",
    "TO DO: without backchannel_logout_uri in the contract you will not know of a sign-out.",
)
