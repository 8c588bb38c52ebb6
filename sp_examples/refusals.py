"""Owns the explained no: why an answer of the hub was not accepted, in both languages."""

from enum import Enum


class Why(Enum):
    """Name each reason: HTTP status, French sentence, English sentence."""

    UNREADABLE = 400, "Aucune réponse SAML lisible n’est arrivée.", "No readable SAML response arrived."
    STATUS = (
        403,
        "Le hub a répondu par un refus (statut SAML autre que Success).",
        "The hub answered with a refusal (a SAML status other than Success).",
    )
    REPLAYED = (
        403,
        "Cette réponse a déjà servi : une réponse ne sert qu’une fois.",
        "This answer has already been used: an answer is used once.",
    )
    UNSOLICITED = (
        403,
        "Cette réponse ne répond à aucune demande en cours de cette ressource.",
        "This answer does not answer any pending request of this resource.",
    )
    SIGNATURE = (
        403,
        "La signature est absente ou ne se vérifie pas avec la clé des métadonnées du hub.",
        "The signature is missing, or does not verify with the key in the hub’s metadata.",
    )
    NOT_FOR_US = (
        403,
        "La réponse n’est pas acceptable ici (destinataire, audience, durée ou contenu).",
        "The answer is not acceptable here (recipient, audience, time or content).",
    )

    def __init__(self, status: int, french: str, english: str) -> None:
        self.status = status
        self.french = french
        self.english = english


class NotAccepted(Exception):  # noqa: N818  a refusal is a statement
    """Refuse an answer: why, the library's own words, and what came (label → text, nothing of it verified)."""

    def __init__(self, why: Why, detail: str, came: dict[str, str]) -> None:
        super().__init__(why.name)
        self.why = why
        self.detail = detail
        self.came = came
