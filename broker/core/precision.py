"""Owns how precisely a contract lets a value leave: as it is, cut short, or made coarser."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.sentence import Sentence


class Precision(StrEnum):
    """Say how precisely a value leaves."""

    AS_IT_IS = "as_it_is"
    TRUNCATED = "truncated"
    YEAR = "year"
    LEVEL = "level"


PRECISIONS = {
    Precision.AS_IT_IS: Sentence("tel quel", "as it is"),
    Precision.TRUNCATED: Sentence("tronqué", "truncated"),
    Precision.YEAR: Sentence("l’année seulement", "the year only"),
    Precision.LEVEL: Sentence("le niveau au lieu de la classe", "the level instead of the class"),
}


@dataclass(frozen=True, slots=True)
class Transformation:
    """Hold a precision; `length` is how many characters stay of a truncated value."""

    precision: Precision = Precision.AS_IT_IS
    length: int = 1

    @property
    def title(self) -> Sentence:
        """Say it in words."""
        if self.precision is not Precision.TRUNCATED:
            return PRECISIONS[self.precision]
        return Sentence(f"tronqué à {self.length} caractère(s)", f"truncated to {self.length} character(s)")


AS_IT_IS = Transformation()
