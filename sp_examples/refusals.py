"""Owns the explained no: why a message of the hub was not accepted, in both languages."""

from enum import Enum


class Why(Enum):
    """Name each reason: HTTP status, French sentence, English sentence."""

    UNREADABLE = 400, "Aucun message lisible n’est arrivé.", "No readable message arrived."
    STATUS = 403, "Le hub a répondu par un refus.", "The hub answered with a refusal."
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
        "La signature est absente ou ne se vérifie pas avec la clé que publie le hub.",
        "The signature is missing, or does not verify with the key that the hub publishes.",
    )
    NOT_FOR_US = (
        403,
        "Le message n’est pas acceptable ici (émetteur, destinataire, audience, durée ou contenu).",
        "The message is not acceptable here (issuer, recipient, audience, time or content).",
    )

    def __init__(self, status: int, french: str, english: str) -> None:
        self.status = status
        self.french = french
        self.english = english


class NotAccepted(Exception):  # noqa: N818  a refusal is a statement
    """Refuse a message: why, the reason's own words, and what came (label → text, nothing of it verified).

    `once` marks the answer, so that one that came already is told from one that was never asked for.
    """

    def __init__(self, why: Why, detail: str, came: dict[str, str], once: str = "") -> None:
        super().__init__(why.name)
        self.why = why
        self.detail = detail
        self.came = came
        self.once = once
