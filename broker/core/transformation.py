"""Owns the making of what leaves from what was drawn, as precisely as the contract says.

It comes after the form of the directory's value was checked: what is malformed does not leave, cut short or not. What
takes the place of a value is checked here, for it comes from another attribute of the directory.
"""

import re

from broker.core import derivation, ent_derivation
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.derivation import Derivation, Subject
from broker.core.identity import Membership
from broker.core.precision import Precision, Transformation

_YEAR_CHARACTERS = 4
_LEVEL = re.compile(r"[0-9A-Z]{4}")  # MEFSTAT4 (facts/gar.md 3.1)
_LEVELLED = frozenset({derivation.divisions, ent_derivation.classes})  # people of a group may be of any level


def precisions_of(attribute: CatalogueAttribute) -> tuple[Precision, ...]:
    """Return the precisions that make sense of an attribute, the finest first."""
    if attribute.derive in _LEVELLED:
        return (Precision.AS_IT_IS, Precision.LEVEL)
    if is_date(attribute):
        return (Precision.AS_IT_IS, Precision.YEAR)
    return (Precision.AS_IT_IS, Precision.TRUNCATED) if _is_text(attribute) else (Precision.AS_IT_IS,)


def is_date(attribute: CatalogueAttribute) -> bool:
    """Tell whether an attribute is a calendar day, and nothing else is."""
    return attribute.form.fullmatch("2000-01-01") is not None and attribute.form.fullmatch("20000101") is None


def transform(drawn: Derivation, subject: Subject, wanted: Transformation) -> Derivation | None:
    """Return what leaves of a value that was drawn and is well formed; None where what would leave instead is not."""
    if wanted.precision is Precision.AS_IT_IS:
        return drawn
    if wanted.precision is Precision.LEVEL:
        return _leveled(subject.membership, wanted)
    length = _YEAR_CHARACTERS if wanted.precision is Precision.YEAR else wanted.length
    cut = tuple(dict.fromkeys(value[:length] for value in drawn.values))
    return Derivation(cut, drawn.source, wanted.title)


def levels_of(membership: Membership) -> tuple[str, ...] | None:
    """Return the levels that may take a class's place, each once; None where one of them is malformed."""
    known = tuple(dict.fromkeys(level for level in membership.levels.values if level.strip()))
    return known if all(_LEVEL.fullmatch(level) for level in known) else None


def _leveled(membership: Membership, wanted: Transformation) -> Derivation | None:
    known = levels_of(membership)
    if known is None:
        return None
    return Derivation(tuple(f"{level}##{level}" for level in known), membership.levels.source, wanted.title)


def _is_text(attribute: CatalogueAttribute) -> bool:
    """Tell whether an attribute is words: of which a beginning is a value too."""
    return attribute.form.fullmatch("Lou-Anne Martin") is not None and attribute.form.fullmatch("L") is not None
