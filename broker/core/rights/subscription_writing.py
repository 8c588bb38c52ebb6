"""Owns a subscription as the web service tells it: texts by field, in the order of a real answer (facts/gar.md 7.3)."""

from broker.core.french_time import write_moment
from broker.core.rights.audience import Audience
from broker.core.rights.subscription import UNLIMITED, UNLIMITED_WORD, Subscription
from broker.core.rights.subscription_fields import LICENCES, OVERALL_LICENCES

_ORDER = tuple(Audience)


def write_subscription(subscription: Subscription) -> list[tuple[str, tuple[str, ...]]]:
    """Return each field that it has with its texts, in order."""
    written = (
        ("idAbonnement", subscription.id),
        ("commentaireAbonnement", subscription.comment),
        ("idDistributeurCom", subscription.distributor),
        ("idRessource", subscription.resource),
        ("typeIdRessource", subscription.resource_kind),
        ("libelleRessource", subscription.label),
        ("debutValidite", write_moment(subscription.starts)),
        ("finValidite", write_moment(subscription.ends) if subscription.ends else ""),
        ("anneeFinValidite", subscription.school_year_end),
        ("uaiEtab", *sorted(subscription.schools)),
        ("codeNatureUAI", subscription.nature),
        ("categorieAffectation", subscription.category),
        ("typeAffectation", subscription.kind.value),
        *((name, _number(subscription.licences.get(audience, 0))) for name, audience in LICENCES.items()),
        (OVERALL_LICENCES, _number(subscription.licences_overall or 0)),
        ("publicCible", *(audience.value for audience in _ORDER if audience in subscription.audiences)),
        ("codeProjetRessource", subscription.project_code),
    )
    return [(name, texts) for name, *found in written if (texts := tuple(text for text in found if text))]


def _number(licences: int) -> str:
    if licences == UNLIMITED:
        return UNLIMITED_WORD
    return str(licences) if licences else ""
