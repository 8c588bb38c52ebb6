"""Owns the summary of a CAS kit: what a publisher must know whatever their client, French first."""

from collections.abc import Iterator

from broker.core.sentence import Sentence
from broker.kits.attribute_facts import unsure
from broker.kits.cas.facts import CasFacts
from broker.kits.kit import Rows

_ASSUMPTIONS = (
    Sentence(
        "Un ticket dure environ cinq secondes au GAR (un seul témoin) ; le contrat peut en dire une autre durée.",
        "A ticket lasts about five seconds at the GAR (one integrator); the contract may say otherwise.",
    ),
    Sentence(
        "La portée de l’identifiant opaque (par fournisseur ici) : la portée réelle n’est pas publique.",
        "The scope of the opaque identifier (per provider here): the real scope is not public.",
    ),
)


def summary_of(facts: CasFacts) -> Rows:
    """Return the facts as rows of (what it is, value)."""
    return (
        (Sentence("Ressource", "Resource"), f"{facts.title.fr} — {facts.resource}"),
        *settings_of(facts),
        (Sentence("Contrat valable jusqu’au", "Contract valid until"), facts.valid_until.isoformat()),
    )


def settings_of(facts: CasFacts) -> Rows:
    """Return the rows of addresses: the issuer's, and the service's own."""
    hub = facts.hub
    return (
        (Sentence("Serveur CAS", "CAS server"), hub.base_url),
        (Sentence("Connexion", "Sign-on"), hub.login_url),
        (Sentence("Validation (CAS 3.0)", "Validation (CAS 3.0)"), hub.validate_url),
        (Sentence("Déconnexion", "Sign-out"), hub.logout_url),
        (Sentence("Vos adresses (service)", "Your addresses (service)"), "\n  ".join(facts.service.services)),
        (Sentence("Un ticket dure, en secondes", "A ticket lasts, in seconds"), str(facts.service.ticket_seconds)),
        (Sentence("Adresse d’accès", "Access address"), facts.access_url),
    )


def rules_of(facts: CasFacts) -> tuple[Sentence, ...]:
    """Return what the issuer expects of the service (facts/gar.md 4.1)."""
    return tuple(_rules(facts))


def assumptions_of(facts: CasFacts) -> tuple[Sentence, ...]:
    """Return what is a simulated assumption: of the issuer, and of this resource's attributes."""
    own = (facts.hub.assumption,) if facts.hub.assumption else ()
    of_the_gar = _ASSUMPTIONS if facts.hub.is_broker else ()
    return (*own, *of_the_gar, *unsure(facts.attributes))


def _rules(facts: CasFacts) -> Iterator[Sentence]:
    yield Sentence(
        "service est le même à la connexion et à la validation, et l’une de vos adresses, au caractère près.",
        "service is the same at the sign-on and at the validation, and one of your addresses, to the character.",
    )
    yield Sentence("Un ticket ne se valide qu’une fois.", "A ticket is validated once.")
    if facts.account_attribute is not None:
        yield Sentence(
            f"La clé d’un compte est {facts.account_attribute}, jamais cas:user, qui change à chaque connexion.",
            f"An account's key is {facts.account_attribute}, never cas:user, which changes at each sign-on.",
        )
    yield Sentence(
        "Une déconnexion vous est postée (logoutRequest) à l’adresse service ; SessionIndex est le ticket.",
        "A sign-out is posted to you (logoutRequest) at the service address; SessionIndex is the ticket.",
    )
