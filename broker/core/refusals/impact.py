"""Owns the refusals of the pages that study a change before it is made."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class StudyUnknown(Refusal):
    """Refuse to show a study that was never made, or of which the hour is over."""

    code = "impact.unknown"
    status = 404
    sentence = Sentence("Cette étude d’impact n’est plus là.", "This study of an impact is no longer there.")
    rule = Sentence(
        "Une étude se garde une heure ; jointe à un contrat, elle reste avec sa version.",
        "A study is kept for an hour; attached to a contract, it stays with its version.",
    )
    source = "docs/impact.md"
    remedy = Sentence(
        "Refaites l’étude, par le formulaire ou preau impact.", "Study it again, by the form or preau impact."
    )
