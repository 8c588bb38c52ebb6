"""Owns the refusals of the pages that study a change before it is made."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class PatternOnPage(Refusal):
    """Refuse to study a free pattern from a page: counts under patterns of one's own would spell out values."""

    code = "impact.pattern_on_page"
    status = 400
    sentence = Sentence("Une forme libre ne s’étudie pas d’ici.", "A form of one’s own is not studied from here.")
    rule = Sentence(
        "Sur la page, une forme est celle d’un attribut du catalogue : compter d’après un motif libre épellerait les "
        "valeurs de l’annuaire.",
        "On the page, a form is that of an attribute of the catalogue: counting by a pattern of one’s own would spell "
        "out what the directory holds.",
    )
    source = "docs/impact.md"
    remedy = Sentence(
        'Nommez un attribut : form_of = "NOM" ; qui exploite le bac à sable a preau impact.',
        'Name an attribute: form_of = "NOM"; whoever operates the sandbox has preau impact.',
    )


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
