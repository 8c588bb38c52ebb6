"""Owns invented subscriptions as distributors write them: a whole one, and what a test changes of it."""

from broker.core.rights.subscription_draft import SubscriptionDraft

SOURCES, OTHERS = "777777771_0000000000000001", "777777772_0000000000000000"
NAMESPACE = "http://www.atosworldline.com/wsabonnement/v1.0/"
COLLEGE, LYCEE, ECOLE = "9990001A", "9990002B", "9990003C"

Text = str | tuple[str, ...]
_WHOLE: dict[str, Text] = {
    "idAbonnement": "abo-1",
    "idDistributeurCom": SOURCES,
    "idRessource": "ark:/77777/marelle",
    "typeIdRessource": "ark",
    "libelleRessource": "Marelle & compagnie",
    "debutValidite": "2026-03-01T00:00:00",
    "finValidite": "2027-08-15T00:00:00",
    "uaiEtab": COLLEGE,
    "categorieAffectation": "transferable",
    "typeAffectation": "INDIV",
    "nbLicenceGlobale": "ILLIMITE",
    "publicCible": ("ELEVE", "ENSEIGNANT"),
}


def texts(**changes: Text) -> dict[str, tuple[str, ...]]:
    """Return the texts of a whole subscription, changed; an empty text takes a field out."""
    changed = {**_WHOLE, **changes}
    return {name: (text,) if isinstance(text, str) else text for name, text in changed.items() if text}


def a_draft(**changes: Text) -> SubscriptionDraft:
    """Return the draft of a whole subscription, changed."""
    return SubscriptionDraft(texts(**changes))


def a_body(more: str = "", **changes: Text) -> bytes:
    """Return the body of a whole subscription, changed, with so much XML more at its end."""
    fields = "".join(
        f"<{name}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{name}>"
        for name, found in texts(**changes).items()
        for text in found
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><abonnement xmlns="{NAMESPACE}">{fields}{more}</abonnement>'.encode()
