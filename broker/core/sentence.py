"""Owns text shown to people, in both languages of the interface."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one text in French (first language) and English (second)."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English text for `en`, the French one for anything else."""
        return self.en if language == "en" else self.fr
