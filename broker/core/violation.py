"""Owns what is said of a rule that a body breaks: which, what came, what to change."""

from dataclasses import dataclass

from broker.core.sentence import Sentence

NOTHING = "∅"
MOST_SAID = 50  # of one body: what is wrong in thousands of places is understood by then
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Violation:
    """Hold one broken rule by its code, with what came, at which line where it is known, and what to change."""

    code: str
    rule: Sentence
    received: str
    remedy: Sentence
    line: int = 0

    def in_language(self, language: str) -> str:
        """Write it as one line."""
        rule, remedy = self.rule.in_language(language), self.remedy.in_language(language)
        if language == "en":
            line = f" (line {self.line})" if self.line else ""
            return f"{self.code}: {rule} Received: {self.received}{line}. {remedy}"
        line = f" (ligne {self.line})" if self.line else ""
        return f"{self.code}\N{NO-BREAK SPACE}: {rule} Reçu\N{NO-BREAK SPACE}: {self.received}{line}. {remedy}"


def said(field: str, text: str) -> str:
    """Write what came in a field, as much of it as helps."""
    return f"{field}={text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}" if text else f"{field}={NOTHING}"
