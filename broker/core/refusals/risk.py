"""Owns the refusals of the pages that count identification risk."""

from broker.core.errors import Refusal
from broker.core.sentence import Sentence


class CountingsUnderway(Refusal):
    """Refuse to count more at once than the process that serves the pages can bear."""

    code = "risk.countings_underway"
    status = 503
    sentence = Sentence("D’autres calculs sont en cours.", "Other countings are underway.")
    rule = Sentence(
        "Deux calculs au plus se font derrière la page : chacun passe tout l’annuaire en revue.",
        "Two countings at most are made behind the page: each goes through the whole directory.",
    )
    source = "docs/risk.md"
    remedy = Sentence("Revenez dans une minute, ou employez preau risk.", "Come back in a minute, or use preau risk.")
