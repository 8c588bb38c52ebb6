"""Owns what keeps a resource from being registered, said to a publisher: which part, where in it, what to change."""

from dataclasses import dataclass
from enum import StrEnum

from broker.core.errors import MetadataRefused, Problem
from broker.core.sentence import Sentence

NOTHING = Sentence("", "")


class Part(StrEnum):
    """Name what a publisher hands over: the name of the files, the contract, the SAML metadata."""

    NAME = "name"
    CONTRACT = "contract"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Finding:
    """Name one thing that is wrong: `where` is a dotted path in the contract, or a word for a place in the metadata."""

    part: Part
    where: str
    what: Sentence
    hint: Sentence = NOTHING

    def problem(self, label: str) -> Problem:
        """Return it as a problem of the file, address or option it came from, in the language of commands."""
        return Problem(label, self.where, self.what.en, self.hint.en)


def as_read(problem: Problem) -> Finding:
    """Return a problem that the reader of contract files told, in its own words."""
    return Finding(
        Part.CONTRACT, problem.where, Sentence(problem.what, problem.what), Sentence(problem.hint, problem.hint)
    )


def of_metadata(refusal: MetadataRefused) -> Finding:
    """Return a refusal of metadata, with what was expected and what came."""
    return Finding(Part.METADATA, "metadata", Sentence(_told(refusal, "fr"), _told(refusal, "en")), refusal.remedy)


def _told(refusal: MetadataRefused, language: str) -> str:
    expected, received = ("attendu", "reçu") if language == "fr" else ("expected", "got")
    details = [f"{name} {text}" for name, text in ((expected, refusal.expected), (received, refusal.received)) if text]
    return "; ".join([f"{refusal.code}: {refusal.rule.in_language(language)}", *details])
