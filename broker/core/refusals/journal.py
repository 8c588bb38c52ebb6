"""Owns the refusals of the journal: what is not written down does not leave."""

from broker.core.errors import JourneyRefused, Refusal
from broker.core.sentence import Sentence


class JournalUnavailable(JourneyRefused):
    """Let nothing leave while the journal cannot be written."""

    code = "journal.unavailable"
    status = 503
    sentence = Sentence(
        "Ce qui part ne peut pas être noté en ce moment : rien n’a été transmis.",
        "What leaves cannot be written down at this moment: nothing was sent.",
    )
    rule = Sentence(
        "Ce qui part est d’abord noté au journal, durablement ; sinon rien ne part.",
        "What leaves is written into the journal first, durably; otherwise nothing leaves.",
    )
    source = "security-catalogue.md J214"
    remedy = Sentence(
        "Vérifiez records.url dans preau.toml, et que la base répond.",
        "Check records.url in preau.toml, and that the database answers.",
    )


class LineUnknown(Refusal):
    """Refuse to speak of a line that the journal does not have."""

    code = "journal.line_unknown"
    status = 404
    sentence = Sentence("Le journal n’a pas cette ligne.", "The journal has no such line.")
    rule = Sentence(
        "Un reçu est celui d’une transmission notée au journal.",
        "A receipt is of a release that the journal holds.",
    )
    source = "docs/journal.md"
    remedy = Sentence("Cherchez la ligne : preau journal list.", "Look for the line: preau journal list.")
