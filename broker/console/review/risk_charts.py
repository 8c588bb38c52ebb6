"""Owns the drawing of how many people are alone at each resource: the table beside says the same."""

from collections.abc import Sequence

from broker.console.statistics_charts import WIDTH, Bar, Chart, Word
from broker.core.review.risk_report import ResourceRisk
from broker.core.sentence import Sentence
from broker.web.rendering import say

_MOST_ROWS, _ROW, _NAME_END, _BAR_START, _WHOLE_BAR, _MOST_LETTERS = 20, 26, 232, 240, 330, 32
_PERCENT = Sentence("{:.0f}\u00a0%", "{:.0f}%")


def percent(share: float) -> str:
    """Write a share in the language of the request; one that is not nothing is never written as nothing."""
    shown = share * 100
    if 0 < shown < 1:
        return say(Sentence("<\u00a01\u00a0%", "< 1%"))
    return say(_PERCENT).format(shown)


def draw_alone(risks: Sequence[ResourceRisk]) -> Chart | None:
    """Draw the share of people alone, what names them directly left aside: the greatest first; None for no resource."""
    drawn = sorted((one for one in risks if one.quasi.people), key=lambda one: -one.quasi.share_alone)[:_MOST_ROWS]
    if not drawn:
        return None
    bars, words = [], []
    for rank, risk in enumerate(drawn):
        top, share = rank * _ROW + 6, risk.quasi.share_alone
        width = max(1.0, round(_WHOLE_BAR * share, 1))
        bars.append(Bar(_BAR_START, top, width, _ROW - 8))
        words.append(Word(_NAME_END, top + 14, _short(say(risk.contract.title)), "end"))
        words.append(Word(_BAR_START + width + 6, top + 14, percent(share)))
    return Chart(len(drawn) * _ROW + 8, tuple(bars), tuple(words), WIDTH)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
