"""Owns the reading of a question from named texts: the fields of a form, the parameters of an address, options."""

import re
from collections.abc import Mapping
from datetime import date

from broker.core.refusals.journey import MalformedParameter
from broker.stats.groupings import PUBLICS, Grouping
from broker.stats.periods import DIVISIONS, Period, Unit, period_of, read_period
from broker.stats.question import Question

PERIOD, UNIT = "period", "unit"
_MOST_CHARACTERS = 200
_FORMS = {
    Grouping.SCHOOL: (re.compile(r"[0-9]{7}[A-Z]", re.ASCII), "an UAI: seven digits and a letter"),
    Grouping.AUDIENCE: (re.compile("|".join(map(re.escape, PUBLICS))), ", ".join(PUBLICS)),
}


def read_question(texts: Mapping[str, str], today: date) -> Question:
    """Return the question of these texts: `period`, `unit`, and each grouping by its name; empty ones ask nothing.

    Without a period it is the school year of `today`. Raises `MalformedParameter`.
    """
    period = read_period(texts[PERIOD]) if texts.get(PERIOD) else period_of(today, Unit.YEAR)
    filters = {by: _read(by, texts[by].strip()) for by in Grouping if texts.get(by, "").strip()}
    return Question(period, _unit_of(period, texts.get(UNIT, "")), filters)


def _unit_of(period: Period, wanted: str) -> Unit | None:
    """Return the unit wanted where it divides the period, else the first that does."""
    if wanted and wanted not in set(Unit):
        raise MalformedParameter(expected=f"{UNIT}: {', '.join(Unit)}", received=wanted[:20])
    divisions = DIVISIONS[period.unit]
    return next((unit for unit in divisions if unit == wanted), divisions[0] if divisions else None)


def _read(by: Grouping, text: str) -> str:
    form, expected = _FORMS.get(by, (None, ""))
    if form is not None and not form.fullmatch(text):
        raise MalformedParameter(expected=f"{by}: {expected}", received=f"{len(text)} characters")
    if len(text) > _MOST_CHARACTERS:
        raise MalformedParameter(expected=f"{by}: {_MOST_CHARACTERS} characters at the most", received=str(len(text)))
    return text
