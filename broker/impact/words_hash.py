"""Owns the hash of all words that contracts may be written in: the same for the same words, form and source."""

import json
from collections.abc import Callable
from hashlib import sha256

from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.impact.world import Vocabularies


def hash_words(vocabularies: Vocabularies) -> str:
    """Return the SHA-256, in hexadecimal, of every word of every vocabulary: its form, number and derivation."""
    told = {name: [_tell(row) for _, row in sorted(words.items())] for name, words in vocabularies.items()}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _tell(row: CatalogueAttribute) -> list[object]:
    return [row.code, row.form.pattern, row.form.flags, row.at_most, _name(row.derive)]


def _name(rule: Callable[..., object]) -> str:
    """Name a rule by its place, and by what it was made with where another made it."""
    made_with = [cell.cell_contents for cell in getattr(rule, "__closure__", None) or ()]
    names = [
        _name(one) if callable(one) else str(sorted(one) if isinstance(one, frozenset) else one) for one in made_with
    ]
    return f"{rule.__module__}.{rule.__qualname__}({', '.join(names)})"
