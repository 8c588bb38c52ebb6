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


class JournalTooLong(Refusal):
    """Refuse to read a long journal whole behind a page: a reader of the database would be held for long."""

    code = "journal.too_long_for_a_page"
    status = 409
    sentence = Sentence(
        "Le journal est trop long pour être relu d’ici.", "The journal is too long to be read whole from here."
    )
    rule = Sentence(
        "La page relit un journal court\u00a0; la ligne de commande relit tous les journaux.",
        "The page reads a short journal whole; the command line reads any.",
    )
    source = "docs/journal.md"
    remedy = Sentence("Employez preau journal verify.", "Use preau journal verify.")


class CheckUnderway(Refusal):
    """Refuse a second reading of the whole journal while one is underway."""

    code = "journal.check_underway"
    status = 503
    sentence = Sentence("Le journal est déjà en train d’être relu.", "The journal is being read whole already.")
    rule = Sentence("La page le relit une fois à la fois.", "The page reads it whole once at a time.")
    source = "docs/journal.md"
    remedy = Sentence("Attendez quelques secondes.", "Wait a few seconds.")
