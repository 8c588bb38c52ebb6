"""Owns how people alike are spoken of: fixed words for what they have in common, never who they are."""

from broker.core.impact.judging import Seen
from broker.core.profile import TITLES
from broker.core.school import NATURES
from broker.core.sentence import Sentence

_NONE = Sentence("", "")
_DIVISIONS = (_NONE, Sentence("une classe", "one class"), Sentence("plusieurs classes", "several classes"))
_GROUPS = (_NONE, Sentence("un groupe", "one group"), Sentence("plusieurs groupes", "several groups"))


def describe(seen: Seen, nature: str) -> Sentence:
    """Describe people alike: `pupil · Collège · one class · several groups`."""
    kind = NATURES[nature].title if nature in NATURES else _NONE
    parts = (TITLES[seen.profile], kind, _DIVISIONS[seen.divisions], _GROUPS[seen.groups])
    return Sentence(" · ".join(part.fr for part in parts if part.fr), " · ".join(part.en for part in parts if part.en))
