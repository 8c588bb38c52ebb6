"""Owns a proposed change of the words themselves: another form, another source, words that come or go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from broker.core.catalogue import CATALOGUE
from broker.core.catalogue_attribute import CatalogueAttribute
from broker.core.impact.world import Vocabularies


@dataclass(frozen=True, slots=True)
class ProposedAttribute:
    """Change one row of the catalogue: what is None stays. `any_number` lifts `at_most`; `drawn_as` is another row."""

    form: re.Pattern[str] | None = None
    at_most: int | None = None
    any_number: bool = False
    drawn_as: str | None = None

    def apply(self, row: CatalogueAttribute) -> CatalogueAttribute:
        """Return the row as it would be."""
        at_most = None if self.any_number else (self.at_most or row.at_most)
        derive = CATALOGUE[self.drawn_as].derive if self.drawn_as else row.derive
        return replace(row, form=self.form or row.form, at_most=at_most, derive=derive)


@dataclass(frozen=True, slots=True)
class ProposedWords:
    """Change one vocabulary: codes that it no longer has, and others that it gets."""

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold what is proposed; `mappings` name, directory by directory, the attribute that each fact is read from."""

    attributes: Mapping[str, ProposedAttribute] = field(default_factory=dict)
    vocabularies: Mapping[str, ProposedWords] = field(default_factory=dict)
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def apply(self, vocabularies: Vocabularies) -> Vocabularies:
        """Return the vocabularies as they would be; one that nothing changes is the same."""
        return {name: self._apply_to(name, words) for name, words in vocabularies.items()}

    def _apply_to(self, name: str, words: Mapping[str, CatalogueAttribute]) -> Mapping[str, CatalogueAttribute]:
        proposed = self.vocabularies.get(name, ProposedWords())
        if not proposed.removed and not proposed.added and not self.attributes.keys() & words.keys():
            return words
        kept = {code: row for code, row in words.items() if code not in proposed.removed}
        found = kept | {code: CATALOGUE[code] for code in proposed.added}
        changed = self.attributes
        return {code: changed[code].apply(row) if code in changed else row for code, row in found.items()}
