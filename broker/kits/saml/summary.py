"""Owns the summary of a kit: what a publisher must know whatever their client, French first."""

from collections.abc import Iterator

from broker.core.sentence import Sentence
from broker.kits.attribute_facts import unsure
from broker.kits.saml.facts import HubFacts, KitFacts, ServiceFacts, fingerprint_of
from broker.saml.certificates import body_of
from broker.saml.pysaml2_bridge import HTTP_POST, HTTP_REDIRECT

_ASSUMPTIONS = (
    Sentence(
        "La connexion par HTTP-POST, la durée des assertions et le chiffrement : non documentés publiquement.",
        "Sign-on by HTTP-POST, how long assertions last, and encryption: not publicly documented.",
    ),
    Sentence(
        "La portée de l’identifiant opaque (par fournisseur ici) : la portée réelle n’est pas publique.",
        "The scope of the opaque identifier (per provider here): the real scope is not public.",
    ),
    Sentence(
        "Déclarer la déconnexion unique par POST, Redirect et SOAP : vu chez un seul intégrateur.",
        "Declaring single logout by POST, Redirect and SOAP: seen at one integrator only.",
    ),
)


def summary_of(facts: KitFacts) -> tuple[tuple[Sentence, str], ...]:
    """Return the facts as rows of (what it is, value)."""
    hub, service = facts.hub, facts.service
    return (
        (Sentence("Ressource", "Resource"), f"{facts.title.fr} — {facts.resource}"),
        (Sentence("Hub ou guichet", "Hub or guichet"), f"{hub.title.fr} / {hub.title.en}"),
        (Sentence("Son entityID", "Its entityID"), hub.entity_id),
        (Sentence("Ses métadonnées", "Its metadata"), hub.metadata_url),
        (Sentence("Connexion", "Sign-on"), f"{hub.redirect_url}\n  {HTTP_REDIRECT}"),
        (Sentence("Connexion", "Sign-on"), f"{hub.post_url}\n  {HTTP_POST}"),
        *_sign_out(hub),
        (Sentence("Certificat de signature, SHA-256", "Signing certificate, SHA-256"), hub.fingerprint),
        (Sentence("Certificat de signature, PEM", "Signing certificate, PEM"), hub.certificate_body),
        *_announced(hub),
        (Sentence("entityID attendu de vous", "entityID expected of you"), service.entity_id),
        (Sentence("Adresse d’accès", "Access address"), service.access_url),
        (Sentence("Votre ACS (HTTP-POST seulement)", "Your ACS (HTTP-POST only)"), service.consumer_url or "?"),
        (Sentence("Contrat valable jusqu’au", "Contract valid until"), facts.valid_until.isoformat()),
    )


def _sign_out(hub: HubFacts) -> Iterator[tuple[Sentence, str]]:
    if hub.sign_out_url is not None:
        yield Sentence("Déconnexion unique", "Single logout"), f"{hub.sign_out_url}\n  {HTTP_REDIRECT}"


def _announced(hub: HubFacts) -> Iterator[tuple[Sentence, str]]:
    if hub.announced is not None:
        yield (
            Sentence(
                "Certificat annoncé, SHA-256 (à accepter aussi)", "Announced certificate, SHA-256 (accept it too)"
            ),
            fingerprint_of(hub.announced),
        )
        yield Sentence("Certificat annoncé, PEM", "Announced certificate, PEM"), body_of(hub.announced.pem)


def rules_of(facts: KitFacts) -> tuple[Sentence, ...]:
    """Return what the issuer expects of the service (facts/gar.md 4.2 for the broker; a guichet wants less)."""
    return tuple(_rules(facts.service, as_the_gar=facts.hub.is_broker))


def _rules(service: ServiceFacts, *, as_the_gar: bool) -> Iterator[Sentence]:
    if not service.registered:
        yield _UNREGISTERED
    if service.metadata_address_required:
        yield _METADATA_ADDRESS
    yield _CONSUMER
    if service.unsigned_accepted:
        yield _UNSIGNED_TOLERATED if as_the_gar else _UNSIGNED_FREE
    else:
        yield _SIGNED
    if service.relay_state_required:
        yield _RELAY_STATE
    elif as_the_gar:
        yield _RELAY_STATE_TOLERATED
    if service.encrypted:
        yield _ENCRYPTED


def assumptions_of(facts: KitFacts) -> tuple[Sentence, ...]:
    """Return what is a simulated assumption: of the issuer, and of this resource's attributes."""
    own = (facts.hub.assumption,) if facts.hub.assumption else ()
    of_the_gar = _ASSUMPTIONS if facts.hub.is_broker else ()
    return (*own, *of_the_gar, *unsure(facts.attributes))


_UNREGISTERED = Sentence(
    "À FAIRE : déposez les métadonnées de votre service (preau resource add).",
    "TO DO: register the metadata of your service (preau resource add).",
)
_ENCRYPTED = Sentence(
    "Vos métadonnées publient une clé de chiffrement : les assertions arrivent chiffrées.",
    "Your metadata publishes an encryption key: assertions arrive encrypted.",
)
_METADATA_ADDRESS = Sentence(
    "L’entityID est l’adresse à laquelle vous servez vos métadonnées.",
    "The entityID is the address at which you serve your metadata.",
)
_CONSUMER = Sentence(
    "L’ACS est une adresse HTTP-POST de vos métadonnées, à l’identique.",
    "The ACS is an HTTP-POST address of your metadata, exactly.",
)
_SIGNED = Sentence("Les AuthnRequest sont signées, en RSA-SHA256.", "AuthnRequests are signed, with RSA-SHA256.")
_UNSIGNED_TOLERATED = Sentence(
    "Ce contrat accepte des AuthnRequest non signées ; le GAR les veut signées, en RSA-SHA256.",
    "This contract accepts unsigned AuthnRequests; the GAR wants them signed, with RSA-SHA256.",
)
_UNSIGNED_FREE = Sentence(
    "Ce contrat accepte des AuthnRequest non signées ; signez-les tout de même, en RSA-SHA256.",
    "This contract accepts unsigned AuthnRequests; sign them all the same, with RSA-SHA256.",
)
_RELAY_STATE = Sentence(
    "Le RelayState est exactement l’adresse d’accès, sinon la connexion est refusée.",
    "RelayState is exactly the access address, or sign-on is refused.",
)
_RELAY_STATE_TOLERATED = Sentence(
    "Mettez l’adresse d’accès exacte dans le RelayState : le GAR le veut, ce contrat ne l’exige pas.",
    "Put the exact access address into RelayState: the GAR wants it, this contract does not insist.",
)
